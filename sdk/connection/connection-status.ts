// What an app is told of its connection.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";

/**
 * `idle`: `connect` was not called; `connecting`; `syncing`: the socket is open and catching up; `live`: everything
 * arrives as it happens; `waiting`: the next attempt comes in `retryInMs`; `code`: the server's
 * refusal of the last one, with `limit`, the limit that was reached, for `RATE_LIMITED`; `stopped`: no attempt follows by itself,
 * `code` says why (`REPLACED`, `FORBIDDEN`, or why the device is signed out).
 */
export type ConnectionStatus =
  | { readonly state: "idle" | "connecting" | "syncing" | "live" }
  | {
      readonly state: "waiting";
      readonly retryInMs: number;
      readonly code?: ReceivedErrorCode;
      readonly limit?: string;
    }
  | { readonly state: "stopped"; readonly code: ReceivedErrorCode };
