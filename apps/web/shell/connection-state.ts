// The connection's state in the terms that the page shows to people.
import type { ConnectionStatus } from "@klatch/sdk";
import { limitText } from "../text/limit-text.ts";
import { connectionWords as t } from "./connection-words.ts";

export type ConnectionState = "live" | "offline" | "limited" | "connecting" | "syncing" | "stopped";

/**
 * @param isOnline the browser's `navigator.onLine`, which notices a lost network long before a socket does. A connection
 * that waits for its next attempt is shown as "offline" too, unless the server has refused the last one over a limit
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
      return status.code === "RATE_LIMITED" ? "limited" : "offline";
    case "idle":
    case "connecting":
      return "connecting";
  }
}

const namedLimits = ["sockets", "refreshes", "network"] as const;

const limitOf = (status: ConnectionStatus): string | undefined =>
  status.state === "waiting" ? status.limit : undefined;

/** In a few words, as a title has room for. */
export function connectionLabel(state: Exclude<ConnectionState, "live">, status: ConnectionStatus): string {
  if (state !== "limited") return t(state);
  const limit = limitOf(status);
  return t(`limited.${namedLimits.find((name) => name === limit) ?? "other"}`);
}

/** In a sentence where a limit is the reason. */
export const connectionText = (state: Exclude<ConnectionState, "live">, status: ConnectionStatus): string =>
  state === "limited" ? limitText(limitOf(status)) : connectionLabel(state, status);
