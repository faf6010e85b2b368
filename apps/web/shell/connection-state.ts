// The connection's state in the terms that the page shows to people.
import type { ConnectionStatus } from "@klatch/sdk";

export type ConnectionState = "live" | "offline" | "connecting" | "syncing" | "stopped";

/**
 * @param isOnline the browser's `navigator.onLine`, which notices a lost network long before a socket does. A connection
 * that waits for its next attempt is shown as "offline" too
 */
export function connectionState(status: ConnectionStatus, isOnline: boolean): ConnectionState {
  if (!isOnline && status.state !== "stopped") return "offline";
  switch (status.state) {
    case "live":
      return "live";
    case "syncing":
      return "syncing";
    case "stopped":
      return "stopped";
    case "waiting":
      return "offline";
    case "idle":
    case "connecting":
      return "connecting";
  }
}
