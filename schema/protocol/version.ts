// The name of the wire protocol: the WebSocket subprotocol that both sides must use.
export const protocolName = "klatch.v1";
