// What an app is told of its connection.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";

/**
 * `idle`: `connect` was not called; `connecting`; `syncing`: the socket is open and catching up; `live`: everything
 * arrives as it happens; `waiting`: the next attempt comes in `retryInMs`, and if the server refused the last one, `code`
 * says why, for `RATE_LIMITED` with the `limit` that was reached; `stopped`: no attempt follows by itself, `code` says why
 * (`REPLACED`, `FORBIDDEN`, or why the device is signed out).
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
