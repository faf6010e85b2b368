// Waits for a connection until the device has caught up, for apps that want to know.
import type { ConnectionStatus } from "../connection/connection.ts";
import type { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import { closedError } from "./klatch-error.ts";

/** @throws KlatchError (as a rejection) when the connection stopped for good before that, or was closed */
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
  // An app that does not wait must not meet an unhandled rejection.
  caughtUp.catch(() => {});
  return caughtUp;
}
