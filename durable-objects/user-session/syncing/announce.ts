// Tells the user's devices what has changed beside the streams of conversations.
import type { DownFrame } from "../../../schema/protocol/down.ts";
import type { Socket } from "../../sockets/socket.ts";

/**
 * Not a socket whose sync is running: the sync tells it of the change, at its end at the latest.
 *
 * @param feature of the devices that are told; missing: all are
 */
export function announceLive(listeners: readonly Socket[], frame: DownFrame, feature?: string): void {
  const text = JSON.stringify(frame);
  for (const socket of listeners)
    if (socket.phase === "live" && (feature === undefined || socket.features.includes(feature))) socket.sendText(text);
}
