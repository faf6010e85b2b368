// The connection in one word for people: what the line at the top and the titles say.
import type { ConnectionStatus } from "@klatch/sdk";

export type ConnectionState = "live" | "offline" | "connecting" | "syncing" | "stopped";

/**
 * `isOnline`: as the browser says, which knows of a lost network long before a socket does. An attempt that waits for
 * its turn is "offline" to a person, too.
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
