// Tells the user's devices that their scheduled messages have changed. A running sync tells its own socket at its end.
import type { DownFrame } from "../../../schema/protocol/down.ts";
import { scheduledFeature } from "../../../schema/protocol/features.ts";
import type { Socket } from "../../sockets/socket.ts";

/** @param revision null: the list is empty */
export function announceScheduled(listeners: readonly Socket[], revision: string | null): void {
  const frame: DownFrame = { type: "scheduled-messages-changed", ...(revision !== null && { revision }) };
  const text = JSON.stringify(frame);
  for (const socket of listeners)
    if (socket.phase === "live" && socket.features.includes(scheduledFeature)) socket.sendText(text);
}
