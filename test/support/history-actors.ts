// Conversations on the real actors whose history is written by their alarm, and what log and tiers then hold.
//
// Only the test rings that alarm. More than HISTORY_PROJECT_EVENTS events are due at once, and then the platform would ring
// too: in the middle of the test, at whatever time the clock shows, while the ring of the test finds no alarm and does
// nothing. So these conversations live ahead of the platform's time, where no alarm of theirs is due during a test.
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import type { Attempt } from "../../durable-objects/conversation/projections/history/attempt.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { append as appendNow, conversationObject, pair, type TestUser } from "./actors.ts";
import { eventsIn, runIn } from "./log-rows.ts";
import { homeIn } from "./history-homes.ts";

const { HISTORY, ARCHIVE } = env;
const { HISTORY_PROJECT_AFTER_MS, HISTORY_ARCHIVE_AFTER_MS } = defaultHistorySettings;

/** When what was written now is due for D1, and for R2. */
export const projectedMs = HISTORY_PROJECT_AFTER_MS + 60_000;
export const archivedMs = HISTORY_ARCHIVE_AFTER_MS * 2 + 60_000;

export const store = new HistoryStore(homeIn(HISTORY), ARCHIVE);

/** An attempt to archive in a conversation of which nothing was ever erased. */
export const unerased = (): Attempt => ({
  revision: 0,
  erased: new Set(),
  now: Date.now(),
  signal: new AbortController().signal,
});

/** By so much these conversations are ahead of the platform's time: longer than any test takes. */
const aheadMs = 3_600_000;

/** Does it in these conversations' time, as if this much of it had passed. */
export async function inTime<T>(ms: number, task: () => Promise<T>): Promise<T> {
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + aheadMs + ms);
  try {
    return await task();
  } finally {
    clock.mockRestore();
  }
}

/** Puts messages into the log in these conversations' time. */
export const append = (id: ConversationId, sender: TestUser, count: number): Promise<void> =>
  inTime(0, () => appendNow(id, sender, count));

/** Rings the alarm of a conversation, or of another object, as if this much time had passed. False: none was set. */
export const later = (id: ConversationId, ms: number, object = conversationObject(id)): Promise<boolean> =>
  inTime(ms, () => runDurableObjectAlarm(object));

/** A conversation with so many events whose alarm has rung at these times, in ms from now. */
export async function conversationWith(
  count: number,
  ...alarmsMs: number[]
): Promise<{ id: ConversationId; bob: TestUser }> {
  const { id, bob } = await pair();
  await append(id, bob, count);
  for (const ms of alarmsMs) await later(id, ms);
  return { id, bob };
}

export const progressOf = (id: ConversationId) =>
  runInDurableObject(
    conversationObject(id),
    (_, state) =>
      state.storage.sql
        .exec("SELECT projected_seq AS projected, archived_seq AS archived FROM history_progress")
        .toArray()[0] ?? null,
  );

export const segmentsOf = async (id: ConversationId) =>
  (
    await HISTORY.prepare(
      "SELECT first_seq AS first, last_seq AS last FROM history_segment WHERE conversation_id = ? ORDER BY first_seq",
    )
      .bind(id)
      .all<{ first: number; last: number }>()
  ).results;

/** Under which keys the blocks of this conversation are. */
export const objectsOf = async (id: ConversationId): Promise<string[]> =>
  (await ARCHIVE.list({ prefix: `history/${id}/` })).objects.map(({ key }) => key);

export const logOf = (id: ConversationId, through: number) =>
  runInDurableObject(conversationObject(id), (_, state) =>
    eventsIn(runIn(state.storage.sql))
      .filter(({ seq }) => seq <= through)
      .map(({ ordinal: _ordinal, prev: _prev, jump: _jump, ...event }) => event),
  );
