// Tells the user's devices that their invitations have changed.
import { invitationsFeature } from "../../../schema/protocol/features.ts";
import type { Socket } from "../../sockets/socket.ts";
import { announceLive } from "../syncing/announce.ts";

/** @param revision null: the list is empty */
export const announceInvitations = (listeners: readonly Socket[], revision: string | null): void =>
  announceLive(listeners, { type: "invitations-changed", ...(revision !== null && { revision }) }, invitationsFeature);
