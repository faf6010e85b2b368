// Tells the user's devices that their scheduled messages have changed. A running sync tells its own socket at its end.
import type { DownFrame } from "../../../schema/protocol/down.ts";
import { scheduledFeature } from "../../../schema/protocol/features.ts";
import type { Socket } from "../../sockets/socket.ts";

/** The list is empty. */
const noneRevision = "0";

export function announceScheduled(listeners: readonly Socket[], revision: string | null): void {
  const frame: DownFrame = { type: "scheduled-messages-changed", revision: revision ?? noneRevision };
  const text = JSON.stringify(frame);
  for (const socket of listeners)
    if (socket.phase === "live" && socket.features.includes(scheduledFeature)) socket.sendText(text);
}
