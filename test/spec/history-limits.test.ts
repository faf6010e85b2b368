// A conversation's past under the tiers' limits: cut by bytes as well as by count, and segments that a tier does not take.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { toAppendItem } from "../../durable-objects/user-session/sending/append-item.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { fullBlockBytes, maxSegmentBytes, type HistoryEvent, packedBytes } from "../../schema/history/packed-events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversation, conversationObject, TestUser, uuidV7 } from "../support/actors.ts";
import { archivedMs, inTime, later, projectedMs, store } from "../support/history-actors.ts";

const { HISTORY } = env;
const dayMs = 86_400_000;

/** Of all that may be written to one person, what packs into the most bytes: each backslash becomes two. */
const heaviest = { content: { type: "text", text: "\\".repeat(8_170) } } as const;
const light = { content: { type: "text", text: "light" } } as const;

class Talk {
  readonly id: ConversationId;
  readonly #sender: TestUser;

  constructor(id: ConversationId, sender: TestUser) {
    this.id = id;
    this.#sender = sender;
  }

  static async open(): Promise<Talk> {
    const [alice, bob] = [new TestUser(), new TestUser()];
    return new Talk(await alice.open(bob), bob);
  }

  say(count: number, message: typeof heaviest | typeof light): Promise<void> {
    return inTime(0, () => this.#say(count, message));
  }

  async #say(count: number, message: typeof heaviest | typeof light): Promise<void> {
    for (let said = 0; said < count; said += 256) {
      const items = Array.from({ length: Math.min(256, count - said) }, () => {
        const item = toAppendItem(this.id, {
          clientMsgId: uuidV7(),
          ...message,
        });
        if ("refusal" in item) throw new Error(item.refusal.code);
        return item;
      });
      const results = await conversation(this.id).append({ senderId: this.#sender.id, items });
      if (results.some((result) => "refusal" in result)) throw new Error("a message was refused");
    }
  }

  later(ms: number): Promise<boolean> {
    return later(this.id, ms);
  }

  log(): Promise<HistoryEvent[]> {
    return runInDurableObject(conversationObject(this.id), (_, { storage }) =>
      new EventStore(storage).history(0, Number.MAX_SAFE_INTEGER),
    );
  }

  async segments(): Promise<{ first: number; last: number; bytes: number }[]> {
    const query =
      "SELECT first_seq AS first, last_seq AS last, length(CAST(body AS BLOB)) AS bytes FROM history_segment WHERE conversation_id = ? ORDER BY first_seq";
    return (await HISTORY.prepare(query).bind(this.id).all<{ first: number; last: number; bytes: number }>()).results;
  }

  async blocks(): Promise<{ first: number; last: number }[]> {
    const query =
      "SELECT first_seq AS first, last_seq AS last FROM history_archive WHERE conversation_id = ? ORDER BY first_seq";
    return (await HISTORY.prepare(query).bind(this.id).all<{ first: number; last: number }>()).results;
  }

  async report() {
    const report = await conversation(this.id).verifyHistory({ afterSeq: 0 });
    if ("refusal" in report) throw new Error(report.refusal.code);
    return report;
  }
}

afterEach(() => vi.restoreAllMocks());

describe("the heaviest messages", () => {
  it("[HISTORY-8] 64 of them are more than one segment, and history goes on", async () => {
    const talk = await Talk.open();
    await talk.say(64, heaviest);
    await talk.say(10, light);
    await talk.later(projectedMs);
    expect((await talk.report()).projectedSeq).toBe(74);
    const segments = await talk.segments();
    // The first is more than a full block, and has moved on.
    expect([(await talk.blocks()).length, segments.length]).toEqual([1, 2]);
    for (const { bytes } of segments) expect(bytes).toBeLessThanOrEqual(maxSegmentBytes);
    const log = await talk.log();
    expect(await store.load(talk.id, 0, 74)).toEqual(log);
    expect(await store.load(talk.id, 30, 40)).toEqual(log.slice(30, 40));
    await talk.later(archivedMs);
    expect(await talk.segments()).toEqual([]);
    expect(await store.load(talk.id, 0, 74)).toEqual(log);
    expect(await talk.report()).toMatchObject({ archivedSeq: 74, faults: [] });
  });

  it("[HISTORY-8] a segment that fills up keeps its cuts", async () => {
    const talk = await Talk.open();
    await talk.say(62, heaviest);
    await talk.later(projectedMs);
    const before = [...(await talk.blocks()), ...(await talk.segments())];
    await talk.say(2, heaviest);
    await talk.later(projectedMs);
    const after = [...(await talk.blocks()), ...(await talk.segments())];
    expect(before.length).toBeGreaterThan(1);
    expect(after.map(({ first }) => first).slice(0, before.length)).toEqual(before.map(({ first }) => first));
    expect(await store.load(talk.id, 0, 64)).toEqual(await talk.log());
    expect((await talk.report()).faults).toEqual([]);
  });

  it("[HISTORY-8] 1,024 of them are more than one object, none of which is too much for memory", async () => {
    const talk = await Talk.open();
    await talk.say(1_024, heaviest);
    await talk.later(projectedMs);
    expect((await talk.report()).projectedSeq).toBe(1_024);
    await talk.later(archivedMs);
    expect((await talk.report()).archivedSeq).toBe(1_024);
    expect(await talk.segments()).toEqual([]);
    const blocks = await talk.blocks();
    expect(blocks.length).toBeGreaterThan(1);
    const most = 2 * fullBlockBytes + maxSegmentBytes;
    const log = await talk.log();
    const bytes = packedBytes(log[0]?.body ?? "");
    expect(bytes).toBeGreaterThan(16_300);
    for (const { first, last } of blocks) expect((last - first + 1) * bytes).toBeLessThanOrEqual(most);
    for (const from of [0, 200, 500, 824])
      expect(await store.load(talk.id, from, from + 200)).toEqual(log.slice(from, from + 200));
    expect((await talk.report()).faults).toEqual([]);
  }, 60_000);
});

/** From now on D1 takes no segment that holds this event. @returns what ends it */
function refuseSegmentWith(seq: number): () => void {
  const save = Reflect.get(HistoryStore.prototype, "saveSegments");
  const spy = vi.spyOn(HistoryStore.prototype, "saveSegments").mockImplementation(async function (
    this: HistoryStore,
    conversationId,
    rows,
    revision,
  ) {
    if (rows.some(({ firstSeq, lastSeq }) => firstSeq <= seq && seq <= lastSeq))
      throw new Error("D1_ERROR: string or blob too big: SQLITE_TOOBIG");
    return save.call(this, conversationId, rows, revision);
  });
  return () => spy.mockRestore();
}

describe("a segment that D1 does not take", () => {
  it("[HISTORY-9] is passed over, logged and reported as missing; what lies behind it goes on, into R2 too", async () => {
    const talk = await Talk.open();
    await talk.say(200, light);
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const end = refuseSegmentWith(70);
    await talk.later(projectedMs);
    expect((await talk.report()).projectedSeq).toBe(200);
    expect((await talk.segments()).map(({ first }) => first)).toEqual([1, 129, 193]);
    const lines = logged.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ message: "segment passed over", conversationId: talk.id, firstSeq: 65, lastSeq: 128 }),
    );
    expect((await talk.report()).faults).toEqual([{ kind: "missing", where: "history", firstSeq: 65, lastSeq: 128 }]);
    // The rest grows old.
    await talk.later(archivedMs);
    expect(await talk.blocks()).toEqual([
      { first: 1, last: 64 },
      { first: 129, last: 200 },
    ]);
    expect((await talk.report()).faults).toEqual([{ kind: "missing", where: "history", firstSeq: 65, lastSeq: 128 }]);
    // Tried again by itself, and archived with the rest.
    end();
    await talk.later(archivedMs + 2 * dayMs);
    expect((await talk.report()).faults).toEqual([]);
    await talk.later(archivedMs + 4 * dayMs);
    expect(await talk.segments()).toEqual([]);
    expect(await store.load(talk.id, 0, 200)).toEqual(await talk.log());
    expect(await talk.report()).toMatchObject({ archivedSeq: 200, faults: [] });
  });

  it("[HISTORY-9] is asked for less and less often, and never forgotten", async () => {
    const talk = await Talk.open();
    await talk.say(150, light);
    vi.spyOn(console, "error").mockImplementation(() => {});
    const end = refuseSegmentWith(10);
    for (const ms of [projectedMs, projectedMs + dayMs, projectedMs + 3 * dayMs]) await talk.later(ms);
    const skipped = await runInDurableObject(conversationObject(talk.id), (_, { storage }) =>
      storage.sql.exec("SELECT first_seq AS first, attempts FROM history_skipped").toArray(),
    );
    expect(skipped).toEqual([{ first: 1, attempts: 3 }]);
    const dueAt = await runInDurableObject(conversationObject(talk.id), (_, { storage }) => storage.getAlarm());
    expect(dueAt).toBeGreaterThan(Date.now() + projectedMs + 3 * dayMs);
    end();
    await talk.later(projectedMs + 5 * dayMs);
    expect((await talk.report()).faults).toEqual([]);
  });

  it("[HISTORY-9] that cannot be read any more stays where it is; what lies behind it is archived", async () => {
    const talk = await Talk.open();
    await talk.say(200, light);
    await talk.later(projectedMs);
    await HISTORY.prepare("UPDATE history_segment SET body = 'garbage' WHERE conversation_id = ? AND first_seq = 65")
      .bind(talk.id)
      .run();
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    await talk.later(archivedMs);
    expect(await talk.blocks()).toEqual([
      { first: 1, last: 64 },
      { first: 129, last: 200 },
    ]);
    expect((await talk.segments()).map(({ first }) => first)).toEqual([65]);
    expect(logged.mock.calls.map(([line]) => String(line)).join()).toContain("segment not archived");
    expect((await talk.report()).faults).toEqual([{ kind: "unreadable", where: "d1", firstSeq: 65, lastSeq: 128 }]);
    // Nothing more is due: no alarm that rings without end.
    const dueAt = await runInDurableObject(conversationObject(talk.id), (_, { storage }) =>
      storage.sql.exec("SELECT archive_due_at AS at FROM history_progress").one(),
    );
    expect(dueAt).toEqual({ at: null });
  });
});
