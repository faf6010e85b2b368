// Recounting history against the log: faults planted in every tier, and each of them found.
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { gunzip, gzip } from "../../durable-objects/conversation/projections/history/archive-blocks.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { StoredHistory } from "../../durable-objects/conversation/projections/history/stored-history.ts";
import { verifyHistory, type VerifiedLog } from "../../durable-objects/conversation/projections/history/verify.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { packEvents, unpackEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { directConversationId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import type { HistoryFault, HistoryReport } from "../../schema/protocol/http-history.ts";
import { conversation, conversationObject, TestUser, uuidV7 } from "../support/actors.ts";
import { callWorker } from "../support/worker-http.ts";

const { DIRECTORY, ARCHIVE, ADMIN_TOKEN } = env;
const { HISTORY_PROJECT_AFTER_MS, HISTORY_ARCHIVE_AFTER_MS } = defaultHistorySettings;
const projectedMs = HISTORY_PROJECT_AFTER_MS + 60_000;
const archivedMs = HISTORY_ARCHIVE_AFTER_MS * 2 + 60_000;

const bodyOf = (n: number): string => `{"content":{"type":"text","text":"message ${n}"}}`;

async function append(id: ConversationId, sender: TestUser, count: number): Promise<void> {
  const bodies = Array.from({ length: count }, (_, n) => bodyOf(n));
  const items = bodies.map((body) => ({ clientMsgId: uuidV7(), body, bodyHash: hashBody(body) }));
  const results = await conversation(id).append({ senderId: sender.id, items });
  expect(results.every((result) => "ack" in result)).toBe(true);
}

/** A conversation with so many events whose alarm has rung at these times, in ms from now. */
async function conversationWith(count: number, ...alarmsMs: number[]): Promise<{ id: ConversationId; bob: TestUser }> {
  const [alice, bob] = [new TestUser(), new TestUser()];
  const id = await alice.open(bob);
  await append(id, bob, count);
  for (const ms of alarmsMs) await inTime(ms, () => runDurableObjectAlarm(conversationObject(id)));
  return { id, bob };
}

async function inTime<T>(ms: number, task: () => Promise<T>): Promise<T> {
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + ms);
  try {
    return await task();
  } finally {
    clock.mockRestore();
  }
}

async function verify(id: ConversationId, afterSeq = 0): Promise<HistoryReport> {
  const report = await conversation(id).verifyHistory({ afterSeq });
  if ("refusal" in report) throw new Error(report.refusal.code);
  return report;
}

const faultsOf = async (id: ConversationId): Promise<HistoryFault[]> => (await verify(id)).faults;

const fault = (
  kind: HistoryFault["kind"],
  where: HistoryFault["where"],
  firstSeq: number,
  lastSeq = firstSeq,
): HistoryFault => ({
  kind,
  where,
  firstSeq,
  lastSeq,
});

/** Writes a segment in D1 anew. */
async function rewriteSegment(id: ConversationId, firstSeq: number, change: (body: string) => string): Promise<void> {
  const row = await DIRECTORY.prepare("SELECT body FROM history_segment WHERE conversation_id = ? AND first_seq = ?")
    .bind(id, firstSeq)
    .first<{ body: string }>();
  const update = DIRECTORY.prepare("UPDATE history_segment SET body = ? WHERE conversation_id = ? AND first_seq = ?");
  await update.bind(change(row?.body ?? ""), id, firstSeq).run();
}

/** The same, its events one by one. */
const rewriteEvents = (
  id: ConversationId,
  firstSeq: number,
  change: (event: HistoryEvent, all: HistoryEvent[]) => Partial<HistoryEvent>,
): Promise<void> =>
  rewriteSegment(id, firstSeq, (body) => {
    const events = unpackEvents(body);
    return packEvents(events.map((event) => ({ ...event, ...change(event, events) })));
  });

const deleteSegment = (id: ConversationId, firstSeq: number) =>
  DIRECTORY.prepare("DELETE FROM history_segment WHERE conversation_id = ? AND first_seq = ?").bind(id, firstSeq).run();

/** Where the 100 events that these tests archive lie. */
const objectOf = (id: ConversationId): string => `history/${id}/1-100.json.gz`;

describe("[HISTORY-7] recounting finds nothing wrong", () => {
  it("where nothing is in history yet", async () => {
    const { id } = await conversationWith(10);
    expect(await verify(id)).toEqual({
      conversationId: id,
      headSeq: 10,
      floorSeq: 0,
      projectedSeq: 0,
      archivedSeq: 0,
      checked: 0,
      faults: [],
      moreFaults: false,
      after: null,
    });
  });

  it("in D1, in R2, and where both have the same events", async () => {
    const { id, bob } = await conversationWith(150, projectedMs);
    expect(await verify(id)).toMatchObject({
      headSeq: 150,
      projectedSeq: 150,
      archivedSeq: 0,
      checked: 150,
      faults: [],
    });
    await inTime(archivedMs, () => runDurableObjectAlarm(conversationObject(id)));
    expect(await verify(id)).toMatchObject({ projectedSeq: 150, archivedSeq: 150, checked: 150, faults: [] });
    // The segment that was archived half full is written again, whole.
    await append(id, bob, 20);
    await inTime(projectedMs, () => runDurableObjectAlarm(conversationObject(id)));
    expect(await verify(id)).toMatchObject({
      headSeq: 170,
      projectedSeq: 170,
      archivedSeq: 150,
      checked: 170,
      faults: [],
    });
  });

  it("in a long log, a part at a time", async () => {
    const { id, bob } = await conversationWith(2_048);
    for (let n = 0; n < 2; n++) await append(id, bob, 2_048);
    await inTime(projectedMs, () => runDurableObjectAlarm(conversationObject(id)));
    // With so much waiting the alarm rings by itself too, and may still be at it.
    await vi.waitFor(async () => expect(await verify(id)).toMatchObject({ projectedSeq: 6_144 }), { timeout: 5_000 });
    await deleteSegment(id, 5_057);
    expect(await verify(id)).toMatchObject({ headSeq: 6_144, checked: 4_096, faults: [], after: 4_096 });
    expect(await verify(id, 4_096)).toMatchObject({
      checked: 2_048,
      faults: [fault("missing", "history", 5_057, 5_120)],
      after: null,
    });
  });
});

describe("[HISTORY-7] recounting finds", () => {
  it("a segment that was deleted from D1", async () => {
    const { id } = await conversationWith(150, projectedMs);
    await deleteSegment(id, 65);
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 65, 128)]);
  });

  it("a segment that ends too early", async () => {
    const { id } = await conversationWith(150, projectedMs);
    await rewriteSegment(id, 65, (body) => packEvents(unpackEvents(body).slice(0, 60)));
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 125, 128)]);
  });

  it("a segment that cannot be read", async () => {
    const { id } = await conversationWith(150, projectedMs);
    await rewriteSegment(id, 65, (body) => body.slice(0, 500));
    expect(await faultsOf(id)).toEqual([fault("unreadable", "d1", 65, 128)]);
  });

  it("two events that changed places", async () => {
    const { id } = await conversationWith(70, projectedMs);
    await rewriteEvents(id, 1, (event, all) => {
      const other = event.seq === 7 ? all[8] : event.seq === 9 ? all[6] : event;
      return { ...other, seq: event.seq };
    });
    expect(await faultsOf(id)).toEqual([fault("different", "d1", 7), fault("different", "d1", 9)]);
  });

  it.each([
    ["body", { body: bodyOf(-1) }],
    ["time", { createdAt: 1 }],
    ["sender", { senderId: newUserId() }],
    ["clientMsgId", { clientMsgId: uuidV7() }],
    ["hash", { bodyHash: "other" }],
  ])("an event whose %s was changed", async (_field, change) => {
    const { id } = await conversationWith(70, projectedMs);
    await rewriteEvents(id, 65, ({ seq }) => (seq === 66 ? change : {}));
    expect(await faultsOf(id)).toEqual([fault("different", "d1", 66)]);
  });

  it("an object that is gone from R2", async () => {
    const { id, bob } = await conversationWith(100, projectedMs, archivedMs);
    await append(id, bob, 10);
    await inTime(projectedMs, () => runDurableObjectAlarm(conversationObject(id)));
    await ARCHIVE.delete(objectOf(id));
    // D1 has the last segment again, as it grew.
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 1, 64)]);
  });

  it("an object that was cut off, or holds too little, or other events", async () => {
    const { id } = await conversationWith(100, projectedMs, archivedMs);
    const whole = (await (await ARCHIVE.get(objectOf(id)))?.arrayBuffer()) ?? new ArrayBuffer(0);
    const events = unpackEvents(await gunzip(whole));
    const put = async (bytes: ArrayBuffer | Promise<ArrayBuffer>) => ARCHIVE.put(objectOf(id), await bytes);
    await put(whole.slice(0, whole.byteLength / 2));
    expect(await faultsOf(id)).toEqual([fault("unreadable", "r2", 1, 100)]);
    await put(gzip(packEvents(events.slice(0, 90))));
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 91, 100)]);
    await put(gzip(packEvents(events.map((event) => (event.seq === 33 ? { ...event, body: bodyOf(-1) } : event)))));
    expect(await faultsOf(id)).toEqual([fault("different", "r2", 33)]);
    await put(whole);
    expect(await faultsOf(id)).toEqual([]);
  });

  it("events that the log lacks, in its midst or after its end", async () => {
    const { id } = await conversationWith(100, projectedMs);
    await runInDurableObject(conversationObject(id), (_, state) =>
      state.storage.sql.exec("DELETE FROM event_0 WHERE seq = 50"),
    );
    expect(await faultsOf(id)).toEqual([fault("missing", "log", 50)]);
    await DIRECTORY.prepare("UPDATE history_segment SET last_seq = 128 WHERE conversation_id = ? AND first_seq = 65")
      .bind(id)
      .run();
    expect(await faultsOf(id)).toEqual([fault("missing", "log", 50), fault("ahead", "d1", 101, 128)]);
  });

  it("history that stands still", async () => {
    const { id } = await conversationWith(70);
    const late = () => inTime(HISTORY_PROJECT_AFTER_MS + 3 * 3_600_000, () => faultsOf(id));
    expect(await late()).toEqual([fault("behind", "history", 1, 70)]);
    await inTime(projectedMs, () => runDurableObjectAlarm(conversationObject(id)));
    expect(await late()).toEqual([]);
  });

  it("so many faults that it does not list all of them", async () => {
    const { id } = await conversationWith(300, projectedMs);
    for (const firstSeq of [1, 65, 129, 193])
      await rewriteEvents(id, firstSeq, ({ seq }) => (seq % 2 === 0 ? { createdAt: 1 } : {}));
    const { faults, moreFaults } = await verify(id);
    expect(faults).toHaveLength(100);
    expect(moreFaults).toBe(true);
  });
});

describe("[HISTORY-7] below what the log has dropped", () => {
  const eraEvents = 128;

  /** A log of 300 events in small eras, in an object of its own; the first era is dropped. */
  async function recountDropped(plant: (id: ConversationId) => Promise<unknown>): Promise<HistoryReport> {
    const sender = newUserId();
    const id = directConversationId(sender, newUserId());
    return runInDurableObject(conversationObject(id), async (_, state) => {
      const log = new EventStore(state.storage.sql, eraEvents);
      state.storage.transactionSync(() => {
        for (let seq = 1; seq <= 300; seq++) {
          const body = bodyOf(seq);
          const links = { prev: seq - 1, jump: 0 };
          log.insert({
            seq,
            createdAt: seq,
            senderId: sender,
            clientMsgId: uuidV7(),
            body,
            bodyHash: hashBody(body),
            ordinal: seq,
            links,
            settledSeq: seq,
          });
        }
      });
      log.committed(300);
      await new HistoryStore(DIRECTORY, ARCHIVE).saveSegments(id, log.history(0, 300));
      expect(state.storage.transactionSync(() => log.dropOldestEra())).toBe(true);
      await plant(id);
      const source: VerifiedLog = {
        conversationId: id,
        headSeq: () => 300,
        floorSeq: () => log.floorSeq,
        createdAtOf: (seq) => log.placeOf(seq).createdAt,
        events: (afterSeq, throughSeq) => log.history(afterSeq, throughSeq),
        findDropped: (events) => log.dropped.findAll(events),
      };
      return verifyHistory(
        source,
        new StoredHistory(DIRECTORY, ARCHIVE),
        { projectedSeq: 300, archivedSeq: 0, isLate: false },
        0,
      );
    });
  }

  it("history is whole, and each event known", async () => {
    expect(await recountDropped(async () => {})).toMatchObject({ floorSeq: eraEvents, checked: 300, faults: [] });
  });

  it.each([
    [
      "a segment that was deleted",
      (id: ConversationId) => deleteSegment(id, 65),
      [fault("missing", "history", 65, 128)],
    ],
    [
      "a body that was changed",
      (id: ConversationId) => rewriteEvents(id, 65, ({ seq }) => (seq === 70 ? { body: bodyOf(-1) } : {})),
      [fault("different", "d1", 70)],
    ],
    [
      "a body and its hash that were changed",
      (id: ConversationId) =>
        rewriteEvents(id, 65, ({ seq }) => (seq === 70 ? { body: bodyOf(-1), bodyHash: hashBody(bodyOf(-1)) } : {})),
      [fault("different", "d1", 70)],
    ],
    [
      "an event that nobody sent",
      (id: ConversationId) => rewriteEvents(id, 65, ({ seq }) => (seq === 128 ? { clientMsgId: uuidV7() } : {})),
      [fault("different", "d1", 128)],
    ],
    [
      "two events that changed places",
      (id: ConversationId) =>
        rewriteEvents(id, 1, ({ seq }, all) => ({ ...all[seq === 1 ? 1 : seq === 2 ? 0 : seq - 1], seq })),
      [fault("different", "d1", 1, 2)],
    ],
  ])("finds %s", async (_what, plant, faults) => {
    expect((await recountDropped(plant)).faults).toEqual(faults);
  });
});

describe("[HISTORY-7] operators", () => {
  const ask = (path: string) =>
    callWorker({ method: "GET", path: `/api/admin/history${path}`, token: ADMIN_TOKEN ?? "" });

  it("list the conversations that have history, in whichever tier, each once", async () => {
    const [young, recent, old] = [
      await conversationWith(3),
      await conversationWith(130, projectedMs),
      await conversationWith(130, projectedMs, archivedMs),
    ];
    const listed: string[] = [];
    for (let query = ""; ;) {
      const { conversationIds, cursor } = (await ask(query)).body as {
        conversationIds: string[];
        cursor: string | null;
      };
      listed.push(...conversationIds);
      if (cursor === null) break;
      query = `?cursor=${cursor}`;
    }
    expect(listed).toEqual([...new Set(listed)].toSorted());
    expect([young, recent, old].map(({ id }) => listed.includes(id))).toEqual([false, true, true]);
  });

  it("page through more of them than fit", async () => {
    const ids = Array.from({ length: 230 }, () => directConversationId(newUserId(), newUserId())).toSorted();
    const insert = DIRECTORY.prepare("INSERT INTO history_segment VALUES (?, 1, 1, 1, '')");
    await DIRECTORY.batch(ids.map((id) => insert.bind(id)));
    const stored = new StoredHistory(DIRECTORY, ARCHIVE);
    const page = (await stored.conversationIds(ids[9] ?? "", 1_000)).filter((id) => ids.includes(id));
    expect(page).toEqual(ids.slice(10));
    expect((await ask("")).body).toMatchObject({ cursor: expect.any(String) });
    await DIRECTORY.batch(
      ids.map((id) => DIRECTORY.prepare("DELETE FROM history_segment WHERE conversation_id = ?").bind(id)),
    );
  });

  it("recount one of them", async () => {
    const { id } = await conversationWith(130, projectedMs);
    await deleteSegment(id, 1);
    expect(await ask(`/${id}/verify`)).toMatchObject({
      status: 200,
      body: { conversationId: id, checked: 130, faults: [fault("missing", "history", 1, 64)], after: null },
    });
    expect(await ask(`/${id}/verify?after=64`)).toMatchObject({ status: 200, body: { checked: 66, faults: [] } });
    expect(await ask(`/${id}/verify?after=x`)).toMatchObject({ status: 400, body: { code: "INVALID_REQUEST" } });
  });

  it("learn that there is no such conversation, and that a log was lost", async () => {
    const id = directConversationId(newUserId(), newUserId());
    for (const unknown of [id, "direct_a_b", "%"])
      expect(await ask(`/${unknown}/verify`)).toMatchObject({ status: 404, body: { code: "CONVERSATION_NOT_FOUND" } });
    await DIRECTORY.prepare("INSERT INTO history_segment VALUES (?, 1, 40, 1, '')").bind(id).run();
    expect(await ask(`/${id}/verify`)).toMatchObject({
      status: 200,
      body: { headSeq: 0, faults: [fault("ahead", "d1", 1, 40)] },
    });
    await deleteSegment(id, 1);
  });
});
