// What is said in the simulation of the tiers, and what an earlier version left of its beginning.
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { packEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { directConversationId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import type { SqliteStorage } from "./sqlite.ts";
import type { StoredObjects } from "./tiers-fakes.ts";

const users = ["user_1", "user_2"] as [UserId, UserId];
export const conversationId = directConversationId(...users);
export const mostEvents = 150;

/** What an event says, found again in whatever holds it. */
export const secretOf = (seq: number): string => `~${seq}~`;

/** Made once for all schedules, which begin alike. */
const bodies = Array.from(
  { length: mostEvents + 1 },
  (_, seq) => `{"content":{"type":"text","text":"What ${secretOf(seq)} says, which is long enough for a tombstone"}}`,
);
const bodyHashes = bodies.map(hashBody);

export const messageAt = (seq: number, createdAt: number): HistoryEvent => ({
  seq,
  createdAt,
  senderId: users[seq % 2] as UserId,
  clientMsgId: `message-${seq}` as ClientMsgId,
  bodyHash: bodyHashes[seq] ?? "",
  body: bodies[seq] ?? "",
});

/** The log has dropped so many of the events that an earlier version left. */
export const archivedBefore = 64;

/**
 * Two segments that were cut elsewhere and overlap, and a block under a name that every attempt has used.
 *
 * @returns the events, which are all in history
 */
export function layOutAsBefore(
  directory: SqliteStorage,
  objects: StoredObjects,
  storage: SqliteStorage,
  now: number,
): HistoryEvent[] {
  const events = Array.from({ length: 128 }, (_, index) => messageAt(index + 1, now));
  const segment =
    "INSERT INTO history_segment (conversation_id, first_seq, last_seq, last_at, body) VALUES (?, ?, ?, ?, ?)";
  for (const [first, last] of [
    [65, 100],
    [90, 128],
  ] as const)
    directory.sql.exec(segment, conversationId, first, last, now, packEvents(events.slice(first - 1, last)));
  const key = `history/${conversationId}/1-64.json.gz`;
  const block = new TextEncoder().encode(packEvents(events.slice(0, archivedBefore)));
  objects.byKey.set(key, new Uint8Array(block).buffer);
  const index = "INSERT INTO history_archive (conversation_id, first_seq, last_seq, object_key) VALUES (?, 1, 64, ?)";
  directory.sql.exec(index, conversationId, key);
  storage.sql.exec(
    "INSERT INTO history_progress (id, projected_seq, archived_seq, archive_due_at) VALUES (1, 128, 64, ?)",
    now + 4_000,
  );
  return events;
}
