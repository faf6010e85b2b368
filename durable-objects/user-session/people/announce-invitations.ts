// Tells the user's devices that their invitations have changed. A running sync tells its own socket at its end.
import type { DownFrame } from "../../../schema/protocol/down.ts";
import { invitationsFeature } from "../../../schema/protocol/features.ts";
import type { Socket } from "../../sockets/socket.ts";

/** @param revision null: the list is empty */
export function announceInvitations(listeners: readonly Socket[], revision: string | null): void {
  const frame: DownFrame = { type: "invitations-changed", ...(revision !== null && { revision }) };
  const text = JSON.stringify(frame);
  for (const socket of listeners)
    if (socket.phase === "live" && socket.features.includes(invitationsFeature)) socket.sendText(text);
}
