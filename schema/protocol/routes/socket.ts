// The route to the socket.

import { route, type WordsOf } from "./route.ts";

export const socketRoutes = {
  openSocket: route({
    method: "GET",
    path: "/ws",
    who: "user",
    spends: ["sockets"],
    isUpgrade: true,
    answers: { 101: null },
    codes: ["UPGRADE_REQUIRED", "FORBIDDEN", "INVALID_REQUEST", "TOO_SLOW"],
    limits: ["LIMIT_SOCKETS_PER_DEVICE", "LIMIT_UNREAD_BYTES", "LIMIT_UNREAD_BYTES_PER_USER"],
  }),
} as const;

export const socketWords: WordsOf<typeof socketRoutes> = {
  openSocket: {
    summary: "Open the user's socket",
    description:
      "Upgrades to a WebSocket that speaks `klatch.v1`; its frames are described in the AsyncAPI document. With `Authorization` a refusal is a problem document. Browsers cannot set that header: they offer the subprotocols `klatch.v1` and `bearer.<accessToken>`; since they cannot see a status either, a refused token is then accepted and closed with 4401 at once.",
    answers: { 101: "The socket is open and speaks `klatch.v1`." },
  },
};
