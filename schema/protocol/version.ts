// The wire protocol's name: the WebSocket subprotocol both sides agree on.
export const protocolName = "klatch.v1";
