// The promise that `connect` returns: resolves when the device has caught up.
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { closedError } from "./klatch-error.ts";

/** @throws KlatchError (as a rejection) if the connection is stopped or closed before that */
export function untilCaughtUp(now: ConnectionStatus, emitter: Emitter<KlatchEvents>): Promise<void> {
  const caughtUp = new Promise<void>((resolve, reject) => {
    if (now.state === "live") return resolve();
    const off = emitter.on("connection", (status) => {
      if (status.state !== "live" && status.state !== "stopped" && status.state !== "idle") return;
      off();
      if (status.state === "live") resolve();
      else reject(closedError(status.state === "stopped" ? status.code : "UNAVAILABLE"));
    });
  });
  // An app that does not wait must not get an unhandled rejection.
  caughtUp.catch(() => {});
  return caughtUp;
}
