// A conversation's past: projected into D1, archived into R2, read as one sequence, and tiers that fail.
import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { eraEvents } from "../../durable-objects/conversation/log/eras.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { archiveEvents } from "../../schema/history/packed-events.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { conversation, conversationObject, TestUser, textMessage, uuidV7 } from "../support/actors.ts";

const { DIRECTORY, ARCHIVE } = env;
const store = new HistoryStore(DIRECTORY, ARCHIVE);
const { HISTORY_PROJECT_AFTER_MS, HISTORY_ARCHIVE_AFTER_MS } = defaultHistorySettings;

const hashed = (body: string) => ({ body, bodyHash: hashBody(body) });

async function append(id: ConversationId, sender: TestUser, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, i) => ({
    clientMsgId: uuidV7(),
    ...hashed(`{"content":{"type":"text","text":"message ${i}"}}`),
  }));
  const results = await conversation(id).append({ senderId: sender.id, items });
  expect(results.every((result) => "ack" in result)).toBe(true);
}

async function pair() {
  const [alice, bob] = [new TestUser(), new TestUser()];
  return { alice, bob, id: await alice.open(bob) };
}

/** Rings the conversation's alarm as if this much time had passed. */
async function later(id: ConversationId, ms: number): Promise<void> {
  const now = Date.now() + ms;
  const clock = vi.spyOn(Date, "now").mockReturnValue(now);
  try {
    await runDurableObjectAlarm(conversationObject(id));
  } finally {
    clock.mockRestore();
  }
}

const progressOf = (id: ConversationId) =>
  runInDurableObject(
    conversationObject(id),
    (_, state) =>
      state.storage.sql
        .exec("SELECT projected_seq AS projected, archived_seq AS archived FROM history_progress")
        .toArray()[0] ?? null,
  );

const segmentsOf = async (id: ConversationId) =>
  (
    await DIRECTORY.prepare(
      "SELECT first_seq AS first, last_seq AS last FROM history_segment WHERE conversation_id = ? ORDER BY first_seq",
    )
      .bind(id)
      .all<{ first: number; last: number }>()
  ).results;

const logOf = (id: ConversationId, through: number) =>
  runInDurableObject(conversationObject(id), (_, state) =>
    state.storage.sql
      .exec(
        "SELECT seq, created_at AS createdAt, sender_id AS senderId, client_msg_id AS clientMsgId, body_hash AS bodyHash, body FROM event_0 WHERE seq <= ? ORDER BY seq",
        through,
      )
      .toArray(),
  );

afterEach(() => vi.restoreAllMocks());

describe("history", () => {
  it("[HISTORY-1] events of an age are written to D1 in packed segments, by the alarm", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 150);
    await later(id, 60_000);
    expect(await progressOf(id)).toBe(null);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    expect(await progressOf(id)).toEqual({ projected: 150, archived: 0 });
    expect(await segmentsOf(id)).toEqual([
      { first: 1, last: 64 },
      { first: 65, last: 128 },
      { first: 129, last: 150 },
    ]);
    expect(await store.load(id, 0, 150)).toEqual(await logOf(id, 150));
    // The newest segment fills up in its place.
    await append(id, bob, 50);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    expect(await segmentsOf(id)).toEqual([
      { first: 1, last: 64 },
      { first: 65, last: 128 },
      { first: 129, last: 192 },
      { first: 193, last: 200 },
    ]);
    expect(await store.load(id, 0, 200)).toEqual(await logOf(id, 200));
  });

  it("[HISTORY-1] much at once does not wait for its age", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 1_100);
    await later(id, 0);
    // The alarm may have rung by itself already, and be at work.
    await vi.waitFor(async () => expect(await progressOf(id)).toEqual({ projected: 1_088, archived: 0 }));
    expect(await store.load(id, 0, 1_088)).toEqual(await logOf(id, 1_088));
  });

  it("[HISTORY-2] from an age on segments move to R2, compressed, a block in an object", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
    expect(await progressOf(id)).toEqual({ projected: 100, archived: 100 });
    expect(await segmentsOf(id)).toEqual([]);
    const object = await ARCHIVE.get(`history/${id}/1-100.json.gz`);
    expect([...new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0)).subarray(0, 2)]).toEqual([
      0x1f, 0x8b,
    ]);
    await append(id, bob, 30);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    expect(await store.load(id, 0, 130)).toEqual(await logOf(id, 130));
    await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
    expect(await progressOf(id)).toEqual({ projected: 130, archived: 130 });
    expect(await store.load(id, 0, 130)).toEqual(await logOf(id, 130));
  });

  it("[HISTORY-2] a block that was begun grows in its place, whatever blocks stand before it", async () => {
    const { bob, id } = await pair();
    await append(id, bob, archiveEvents + 76);
    for (const count of [0, 30]) {
      await append(id, bob, count);
      await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
      await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
      const head = archiveEvents + 76 + count;
      expect(await progressOf(id)).toEqual({ projected: head, archived: head });
      expect(await segmentsOf(id)).toEqual([]);
      expect(await store.load(id, 0, head)).toEqual(await logOf(id, head));
    }
  });

  it("[HISTORY-3] a tier that fails delays nobody and loses nothing; progress comes after success only", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    await append(id, bob, 70);
    for (const socket of [phone, other]) await socket.take("new-message", ({ seq }) => seq === 70);
    const failing = vi
      .spyOn(HistoryStore.prototype, "saveSegments")
      .mockRejectedValue(new Error("planted: D1 is down"));
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    expect(failing).toHaveBeenCalled();
    expect(await progressOf(id)).toBe(null);
    other.send(textMessage(id, "still here"));
    expect(await phone.take("new-message", ({ seq }) => seq === 71)).toBeTruthy();
    failing.mockRestore();
    await later(id, HISTORY_PROJECT_AFTER_MS + 120_000);
    expect(await progressOf(id)).toEqual({ projected: 71, archived: 0 });
    expect(await store.load(id, 0, 71)).toEqual(await logOf(id, 71));
  });

  it("[HISTORY-3] a tier that is slow holds back no send", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    await append(id, bob, 10);
    for (const socket of [phone, other]) await socket.take("new-message", ({ seq }) => seq === 10);
    const steps: string[] = [];
    const slow = vi.spyOn(HistoryStore.prototype, "saveSegments").mockImplementation(async () => {
      await scheduler.wait(500);
      steps.push("the tier answers");
    });
    const ringing = later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    other.send(textMessage(id, "meanwhile"));
    await phone.take("new-message", ({ seq }) => seq === 11);
    steps.push("the event is delivered");
    await ringing;
    expect(steps).toEqual(["the event is delivered", "the tier answers"]);
    expect(await progressOf(id)).toEqual({ projected: 10, archived: 0 });
  });

  it("[HISTORY-4] every step may be repeated: a crash between a tier's write and our own changes nothing", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await runInDurableObject(conversationObject(id), (_, state) =>
      state.storage.sql.exec("DELETE FROM history_progress"),
    );
    await evictDurableObject(conversationObject(id));
    await append(id, bob, 5);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    expect(await progressOf(id)).toEqual({ projected: 105, archived: 0 });
    expect(await store.load(id, 0, 105)).toEqual(await logOf(id, 105));
    // An object in R2 whose index was never written: the next attempt takes its place.
    await ARCHIVE.put(`history/${id}/1-105.json.gz`, "half an attempt");
    expect(await store.load(id, 0, 105)).toEqual(await logOf(id, 105));
    await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
    expect(await store.load(id, 0, 105)).toEqual(await logOf(id, 105));
  });

  it.each([0, 70])(
    "[HISTORY-4] a crash between the archive's index and our own progress changes nothing (%d archived before)",
    async (before) => {
      const { bob, id } = await pair();
      await append(id, bob, before);
      await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
      await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
      await append(id, bob, 100 - before);
      await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
      // As an attempt whose end the conversation did not live to hear of.
      await store.archive(id, before, Date.now() + HISTORY_ARCHIVE_AFTER_MS);
      expect([await progressOf(id), await segmentsOf(id)]).toEqual([{ projected: 100, archived: before }, []]);
      await append(id, bob, 30);
      await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
      await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
      expect(await progressOf(id)).toEqual({ projected: 130, archived: 130 });
      expect(await store.load(id, 0, 130)).toEqual(await logOf(id, 130));
    },
  );

  it("[HISTORY-4] nor does one after a block was filled: the next one is begun", async () => {
    const { bob, id } = await pair();
    await append(id, bob, archiveEvents);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await store.archive(id, 0, Date.now() + HISTORY_ARCHIVE_AFTER_MS);
    await append(id, bob, 10);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
    const head = archiveEvents + 10;
    expect(await progressOf(id)).toEqual({ projected: head, archived: head });
    expect(await store.load(id, 0, head)).toEqual(await logOf(id, head));
  });

  it("[HISTORY-4] segments that come again after they were archived take nothing back", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
    const whole = await store.load(id, 0, 100);
    await store.saveSegments(id, whole.slice(0, 64));
    const moved = await store.archive(id, 0, Date.now() + HISTORY_ARCHIVE_AFTER_MS);
    expect(moved).toEqual({ handledSeq: 64, archivedSeq: 100, nextLastAt: null });
    expect(await store.load(id, 0, 100)).toEqual(whole);
    expect(await segmentsOf(id)).toEqual([]);
  });

  it("[HISTORY-4] an archiving that was given up and comes late takes nothing back", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    // It has put its object and stands before the index when everything goes on without it.
    let goOn = (): void => {};
    const late = new HistoryStore(DIRECTORY, {
      get: (key: string) => ARCHIVE.get(key),
      delete: (key: string) => ARCHIVE.delete(key),
      put: async (key: string, value: ArrayBuffer) => {
        await ARCHIVE.put(key, value);
        await new Promise<void>((resolve) => (goOn = resolve));
      },
    } as unknown as R2Bucket).archive(id, 0, Date.now() + HISTORY_ARCHIVE_AFTER_MS);
    await vi.waitFor(async () => expect(await ARCHIVE.head(`history/${id}/1-100.json.gz`)).not.toBe(null));
    await append(id, bob, 20);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    await later(id, HISTORY_ARCHIVE_AFTER_MS * 2);
    await append(id, bob, 5);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    goOn();
    await late;
    expect(await store.load(id, 0, 125)).toEqual(await logOf(id, 125));
  });

  it("[HISTORY-4] a late repeat of an earlier attempt takes nothing back", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 20);
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    const whole = await store.load(id, 0, 20);
    await store.saveSegments(id, whole.slice(0, 10));
    expect(await store.load(id, 0, 20)).toEqual(whole);
  });
});

describe("a log that has dropped its oldest era", () => {
  it("[HISTORY-5] [HISTORY-6] [HISTORY-7] pages and syncs go on as one sequence, repeats are still known, a failing tier is a coded refusal", async () => {
    const { alice, bob, id } = await pair();
    const deviceId = await alice.signIn();
    const item = (clientMsgId: string) => ({
      clientMsgId: clientMsgId as ReturnType<typeof uuidV7>,
      ...hashed('{"content":{"type":"text","text":"early"}}'),
    });
    const early = [item(uuidV7()), item(uuidV7(Date.now() - 86_400_000)), item("an-id-without-a-time")];
    const acks = await conversation(id).append({ senderId: bob.id, items: early });
    for (let i = 0; i < 32; i++) await append(id, bob, 2_048);
    const headSeq = 32 * 2_048 + early.length;
    await later(id, HISTORY_PROJECT_AFTER_MS + 60_000);
    // The alarm may have rung by itself before, since so much was waiting, and be at it still.
    await expect
      .poll(async () => (await progressOf(id))?.["projected"], { timeout: 30_000 })
      .toBeGreaterThanOrEqual(65_536);
    const log = await logOf(id, 300);

    await dropOldestEra(id);
    await evictDurableObject(conversationObject(id));
    const floorSeq = 65_536;
    await expect(logOf(id, 1)).rejects.toThrow("no such table");

    // Pages cross the floor in both directions.
    const page = async (query: { before?: number; after?: number }) => {
      const loaded = await alice.ask(deviceId, { kind: "load-page", conversationId: id, limit: 100, ...query });
      if ("refusal" in loaded) return loaded.refusal.code;
      return loaded.frames.map((frame) => JSON.parse(frame) as { seq: number; clientMsgId: string });
    };
    expect(await page({ after: 200 })).toMatchObject(
      log.slice(200, 300).map(({ seq, clientMsgId }) => ({ seq, clientMsgId })),
    );
    const across = await page({ before: floorSeq + 3 });
    expect(Array.isArray(across) && across.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 100 }, (_, i) => floorSeq - 97 + i),
    );

    // A device from before the floor converges.
    const phone = await alice.connect(deviceId);
    await phone.sync({ cursors: { [id]: floorSeq - 300 } });
    const seqs = phone.all("new-message").map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: headSeq - floorSeq + 300 }, (_, i) => floorSeq - 299 + i));
    expect(phone.all("new-message").at(-1)?.unread).toBe(headSeq);

    // Repeats of what was dropped, hours later, whatever their ids: the first ack again, never a second message.
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 7_200_000);
    expect(await conversation(id).append({ senderId: bob.id, items: early })).toEqual(acks);
    const reused = await conversation(id).append({
      senderId: bob.id,
      items: early.map((one) => ({ ...one, bodyHash: "other" })),
    });
    expect(reused).toEqual(early.map(() => ({ refusal: { code: "DUPLICATE_MESSAGE" } })));
    clock.mockRestore();

    // Recounted in parts, across the floor.
    let [checked, projectedSeq] = [0, 0];
    for (let after: number | null = 0; after !== null;) {
      const part = await conversation(id).verifyHistory({ afterSeq: after });
      if ("refusal" in part) throw new Error(part.refusal.code);
      expect(part).toMatchObject({ headSeq, floorSeq, faults: [] });
      checked += part.checked;
      projectedSeq = part.projectedSeq;
      after = part.after;
    }
    expect(checked).toBe(projectedSeq);

    vi.spyOn(HistoryStore.prototype, "load").mockRejectedValue(new Error("planted: R2 is down"));
    await expect(page({ after: 200 })).rejects.toMatchObject({ name: "ActorUnavailable" });
  }, 60_000);
});

/** What the alarm does once the log is too large (the conditions: test/unit/log-eras.test.ts). */
const dropOldestEra = (id: ConversationId): Promise<void> =>
  runInDurableObject(conversationObject(id), (_, state) => {
    expect(state.storage.transactionSync(() => new EventStore(state.storage.sql, eraEvents).dropOldestEra())).toBe(
      true,
    );
  });
