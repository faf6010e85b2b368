// How a conversation's log is read: from the store, and in pages of the server, which go into the store.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { lastSeqOf } from "../store/stored-events.ts";
import { TimelineLoader, type LogAccess } from "../timeline/timeline-loader.ts";
import { abortable } from "./abortable.ts";
import type { DeviceSession } from "./device-session.ts";

export const logAccess = (device: DeviceSession, conversationId: ConversationId): LogAccess => ({
  readStored: async (query) => (await device.keeper?.readEvents(query)) ?? [],
  fetchPage: async (page) => {
    const { keeper } = device;
    const result = await device.calls.history(conversationId, page);
    keeper?.putEvents(result.events);
    return result;
  },
});

/** The stored event, or else the server's. @returns null if this user sees none with this seq @throws KlatchError */
export async function findEvent(
  device: DeviceSession,
  conversationId: ConversationId,
  seq: number,
  signal: AbortSignal | undefined,
): Promise<EventFrame | null> {
  const loader = new TimelineLoader(logAccess(device, conversationId), conversationId);
  // Backwards, because a `void` begins before the seqs that it covers.
  const [event] = (await abortable(loader.before(seq + 1, 1), signal)).events;
  return event !== undefined && event.seq <= seq && lastSeqOf(event) >= seq ? event : null;
}
