// Tells the user's devices that their scheduled messages have changed.
import { scheduledFeature } from "../../../schema/protocol/features.ts";
import type { Socket } from "../../sockets/socket.ts";
import { announceLive } from "../syncing/announce.ts";

/** @param revision null: the list is empty */
export const announceScheduled = (listeners: readonly Socket[], revision: string | null): void =>
  announceLive(
    listeners,
    { type: "scheduled-messages-changed", ...(revision !== null && { revision }) },
    scheduledFeature,
  );
