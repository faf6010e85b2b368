// Recounting history below what the log has dropped, against what the log still knows of it.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { StoredHistory } from "../../durable-objects/conversation/projections/history/stored-history.ts";
import { verifyHistory, type VerifiedLog } from "../../durable-objects/conversation/projections/history/verify.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { directConversationId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { rewrittenHash } from "../../schema/history/body-hash.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { tombstoneOf } from "../../schema/history/tombstone.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import { conversationObject, uuidV7 } from "../support/actors.ts";
import { bodyOf, deleteSegment, fault, rewriteEvents } from "../support/history-faults.ts";
import { homeIn, named } from "../support/history-homes.ts";

const { HISTORY, ARCHIVE } = env;

interface Erasures {
  readonly erased?: readonly number[];
  /** Those whose erasure the tiers have not followed. */
  readonly erasing?: readonly number[];
  readonly isLate?: boolean;
}

describe("[HISTORY-7] below what the log has dropped", () => {
  const eraEvents = 128;

  /** A log of 300 events in small eras, in an object of its own; the first era is dropped. */
  async function recountDropped(
    plant: (id: ConversationId) => Promise<unknown>,
    { erased = [], erasing = [], isLate = false }: Erasures = {},
  ): Promise<HistoryReport> {
    const sender = newUserId();
    const id = directConversationId(sender, newUserId());
    return runInDurableObject(conversationObject(id), async (_, state) => {
      migrate(state.storage, { log: logMigrations });
      const log = new EventStore(state.storage, eraEvents);
      state.storage.transactionSync(() => {
        for (let seq = 1; seq <= 300; seq++) {
          const body = bodyOf(seq);
          const clientMsgId = uuidV7();
          const place = { seq, createdAt: seq, ordinal: seq, prev: seq - 1, jump: 0 };
          // Some were submitted with mentions that were not stored.
          const hash = hashBody(body);
          const bodyHash = seq % 10 === 0 ? rewrittenHash(hashBody(`${body} as submitted`), hash) : hash;
          const event = { ...place, senderId: sender, clientMsgId, body, bodyHash };
          log.insert({ events: [event], settledSeq: seq, cursors: [] });
        }
      });
      log.committed(300);
      await new HistoryStore(homeIn(HISTORY), ARCHIVE).saveSegments(id, log.historyRows(0, 300), 0);
      expect(state.storage.transactionSync(() => log.dropOldestEra())).toBe(true);
      await plant(id);
      const source: VerifiedLog = {
        conversationId: id,
        headSeq: () => 300,
        floorSeq: () => log.floorSeq,
        createdAtOf: (seq) => log.createdAtOf(seq),
        events: (afterSeq, throughSeq) => log.history(afterSeq, throughSeq),
        rows: (afterSeq, throughSeq) => log.historyRows(afterSeq, throughSeq),
        findDropped: (events) => log.dropped.findAll(events),
        revision: () => 0,
        erased: () => erasing,
        erasingSince: () => null,
        settledSeq: () => 0,
        settledSaved: () => {},
        erasedDone: () => {},
        erasedIn: () => new Set([...erased, ...erasing]),
      };
      return verifyHistory(
        source,
        new StoredHistory([named("HISTORY", HISTORY)], ARCHIVE),
        { projectedSeq: 300, archivedSeq: 0, isLate },
        0,
      );
    });
  }

  it("[GROUP-52] history is whole, and each event known", async () => {
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

  const overwrite = (id: ConversationId) =>
    rewriteEvents(id, 65, (event) => (event.seq === 70 ? tombstoneOf(event) : {}));
  it.each([
    ["the tombstone of an erased event", overwrite, { erased: [70] }, []],
    ["nothing else of it", async () => {}, { erased: [70] }, [fault("different", "d1", 70)]],
    ["both while the tiers have not followed", async () => {}, { erasing: [70] }, []],
    ["the tombstone before that is noted", overwrite, { erasing: [70] }, []],
    [
      "a tier that does not follow as behind",
      async () => {},
      { erasing: [70], isLate: true },
      [fault("behind", "d1", 70)],
    ],
    ["no tombstone of an event that was not erased", overwrite, {}, [fault("different", "d1", 70)]],
  ])("[HISTORY-14] knows %s", async (_what, plant, erasures, faults) => {
    expect((await recountDropped(plant, erasures)).faults).toEqual(faults);
  });
});
