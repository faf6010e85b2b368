// The past of a group as each of its people may see it: by sync and by pages, from whichever tier it lies in.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { eraEvents } from "../../durable-objects/conversation/log/eras.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { noClientMsgId } from "../../durable-objects/conversation/log/event-frame.ts";
import type { NewEvent } from "../../durable-objects/conversation/log/log-row.ts";
import { eventsIn, runIn } from "../support/log-rows.ts";
import { archiveEvents } from "../../schema/history/packed-events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { TestUser } from "../support/actors.ts";
import { add, change, group, groupObject, makeGroup, remove, users, write } from "../support/group-actors.ts";
import { inTime, later, objectsOf, projectedMs } from "../support/history-actors.ts";
import { describeEvents, readAs, seqsOn, span, untilSettled } from "../support/group-seen.ts";

afterEach(() => vi.restoreAllMocks());

interface Page {
  readonly events: string;
  readonly headSeq: number;
  readonly before: number | null;
  readonly after: number | null;
}

async function pageOf(
  id: ConversationId,
  user: TestUser,
  query: { readonly before?: number; readonly after?: number; readonly limit?: number },
): Promise<Page> {
  const deviceId = await user.signIn();
  const page = await user.ask(deviceId, { kind: "load-page", conversationId: id, limit: 50, ...query });
  if ("refusal" in page) throw new Error(page.refusal.code);
  const { frames, states: _unchanged, ...rest } = page;
  return { ...rest, events: describeEvents(frames.map((frame) => JSON.parse(frame) as EventFrame)) };
}

/** From the newest page back to the first. */
async function pagesBack(id: ConversationId, user: TestUser, limit: number): Promise<string[]> {
  const pages: string[] = [];
  for (let before: number | null | undefined; before !== null;) {
    const page: Page = await pageOf(id, user, before === undefined ? { limit } : { limit, before });
    pages.push(page.events);
    before = page.before;
  }
  return pages;
}

/** All that a new device with this cursor gets. */
async function syncFrom(id: ConversationId, user: TestUser, cursor: number): Promise<string> {
  const socket = await user.connect();
  await socket.sync({ cursors: { [id]: cursor } });
  const got = seqsOn(socket, id);
  socket.close();
  return got;
}

/**
 * Olga writes all the time. Mona sees 1 to 8 and 15 to the end, Mike 1 to the end, Nina 11 to 13, and Otto, who comes with 17
 * when history is visible, all from the event that made it so.
 */
async function comingsAndGoings() {
  const [olga, mona, mike, nina, otto] = users(5);
  if (otto === undefined) throw new Error("five are five");
  const id = await makeGroup([olga, mona, mike]);
  await write(id, olga, 4); // 4 to 7
  await remove(id, olga, mona); // 8
  await write(id, olga, 2);
  await add(id, olga, nina); // 11
  await write(id, olga, 1);
  await change(id, nina, { kind: "leave" }); // 13
  await write(id, olga, 1);
  await add(id, olga, mona); // 15
  await change(id, olga, { kind: "edit-settings", settings: { historyVisible: true } }); // 16
  await add(id, olga, otto); // 17
  await write(id, olga, 3); // 18 to 20
  return { id, olga, mona, mike, nina, otto };
}

describe("what somebody sees of the past", () => {
  it("[GROUP-3] [GROUP-41] by sync, from any cursor: exactly their stays", async () => {
    const { id, mona, mike, nina, otto } = await comingsAndGoings();
    expect(await syncFrom(id, mona, 0)).toBe(`${span(1, 8)} 9-14 ${span(15, 20)}`);
    expect(await syncFrom(id, mona, 8)).toBe(`9-14 ${span(15, 20)}`);
    expect(await syncFrom(id, mona, 11)).toBe(`12-14 ${span(15, 20)}`);
    expect(await syncFrom(id, mona, 19)).toBe("20");
    expect(await syncFrom(id, mona, 900)).toBe("");
    expect(await syncFrom(id, mike, 0)).toBe(span(1, 20));
    expect(await syncFrom(id, otto, 0)).toBe(`1-15 ${span(16, 20)}`);
    expect(await syncFrom(id, nina, 0)).toBe("1-10 11 12 13");
    expect(await syncFrom(id, nina, 12)).toBe("13");
    expect(await syncFrom(id, nina, 13)).toBe("");
  });

  it("[GROUP-3] [GROUP-41] by pages, either way", async () => {
    const { id, mona, nina, otto } = await comingsAndGoings();
    expect(await pagesBack(id, mona, 3)).toEqual(["18 19 20", "15 16 17", "7 8 9-14", "4 5 6", "1 2 3"]);
    expect(await pageOf(id, mona, { after: 6, limit: 4 })).toEqual({
      events: "7 8 9-14 15",
      headSeq: 20,
      before: 7,
      after: 15,
    });
    expect(await pageOf(id, mona, { before: 12, limit: 2 })).toMatchObject({ events: "8 9-11", before: 8 });
    expect(await pagesBack(id, nina, 50)).toEqual(["1-10 11 12 13"]);
    expect(await pageOf(id, nina, { after: 12 })).toEqual({ events: "13", headSeq: 13, before: 13, after: null });
    expect(await pageOf(id, nina, { after: 400 })).toEqual({ events: "", headSeq: 13, before: 14, after: null });
    expect(await pagesBack(id, otto, 50)).toEqual([`1-15 ${span(16, 20)}`]);
  });

  it("[GROUP-2] is nothing for who was never in, whatever they ask", async () => {
    const { id } = await comingsAndGoings();
    const [stan] = users(1);
    const refusal = { refusal: { code: "CONVERSATION_NOT_FOUND" } };
    const asked = { userId: stan.id };
    expect(await readAs(id, stan)).toEqual(refusal);
    expect(await group(id).loadPage({ ...asked, limit: 10 })).toEqual(refusal);
    expect(await group(id).markRead({ ...asked, seq: 1 })).toEqual(refusal);
  });

  it("[GROUP-47] [CHANGE-20] the preview is the newest message of a member's stay: of no change, of nobody's else", async () => {
    const { id, olga, mona, nina, otto } = await comingsAndGoings();
    const previewOf = async (user: TestUser) => {
      const read = await readAs(id, user);
      return "refusal" in read ? read.refusal.code : (read.summary.preview?.seq ?? null);
    };
    await change(id, olga, { kind: "announce", text: "no message" });
    expect(await Promise.all([olga, mona, otto, nina].map(previewOf))).toEqual([20, 20, 20, null]);
    const [pia] = users(1);
    await change(id, olga, { kind: "edit-settings", settings: { historyVisible: false } });
    await add(id, olga, pia);
    expect(await previewOf(pia)).toBe(null);
    await remove(id, olga, pia);
    await write(id, olga, 1);
    expect([await previewOf(pia), await previewOf(mona)]).toEqual([null, 25]);
  });
});

describe("the tiers behind a group's log", () => {
  it("[HISTORY-5] [HISTORY-7] [GROUP-3] once the log has dropped it: seen in history, and void elsewhere, by seq", async () => {
    const { id, olga, mona, mike, nina, otto } = await comingsAndGoings();
    await untilSettled(id);
    await evictDurableObject(groupObject(id));
    // Olga goes on writing, for an era and some.
    await writeAtOnce(id, olga, eraEvents + 30);
    const last = eraEvents + 30;
    await inTime(0, async () => {
      await remove(id, olga, mona);
      await change(id, olga, { kind: "edit-settings", settings: { historyVisible: false } });
      await add(id, olga, mona);
      expect(await readAs(id, mona)).toMatchObject({ summary: { headSeq: last + 3, unread: 0 } });
    });
    await later(id, projectedMs, groupObject(id));
    expect((await reportOf(id)).projectedSeq).toBeGreaterThanOrEqual(eraEvents);
    await runInDurableObject(groupObject(id), (_, state) => {
      const drop = (): boolean => new EventStore(state.storage, eraEvents).dropOldestEra();
      expect(state.storage.transactionSync(drop)).toBe(true);
    });
    await evictDurableObject(groupObject(id));

    const fromEverywhere = async (): Promise<void> => {
      // Out of history, then void, then of the log.
      expect(await pageOf(id, mona, { after: 5, limit: 8 })).toMatchObject({ events: `6 7 8 9-14 ${span(15, 18)}` });
      expect(await pageOf(id, nina, {})).toEqual({ events: "1-10 11 12 13", headSeq: 13, before: null, after: null });
      expect(await pageOf(id, nina, { after: 9 })).toMatchObject({ events: "10-10 11 12 13" });
      expect(await syncFrom(id, nina, 0)).toBe("1-10 11 12 13");
      // Across the floor.
      const across = { after: eraEvents - 2, limit: 4 };
      for (const user of [mona, mike, otto])
        expect(await pageOf(id, user, across)).toMatchObject({ events: span(eraEvents - 1, eraEvents + 2) });
      expect(await pageOf(id, mona, { limit: 3 })).toMatchObject({
        events: `${last + 1} ${last + 2}-${last + 2} ${last + 3}`,
        before: last + 1,
      });
      expect(await syncFrom(id, mona, eraEvents - 4)).toBe(
        `${span(eraEvents - 3, last + 1)} ${last + 2}-${last + 2} ${last + 3}`,
      );
    };
    // All full blocks have moved on at once.
    expect(await objectsOf(id)).toHaveLength(eraEvents / archiveEvents);
    await fromEverywhere();
    for (const after of [0, eraEvents - 2_048]) expect((await reportOf(id, after)).faults).toEqual([]);

    // One who comes now, and sees nothing of all that, turns one page.
    const [pia] = users(1);
    await add(id, olga, pia);
    expect(await pagesBack(id, pia, 50)).toEqual([`1-${last + 3} ${last + 4}`]);
    expect(await syncFrom(id, pia, 0)).toBe(`1-${last + 3} ${last + 4}`);
  }, 60_000);
});

/** Of up to 4,096 events after this one. */
async function reportOf(id: ConversationId, afterSeq = 0) {
  const report = await group(id).verifyHistory({ afterSeq });
  if ("refusal" in report) throw new Error(report.refusal.code);
  return report;
}

/**
 * Messages of one sender straight into storage, up to this seq, as if each had been sent and read by all: real appends
 * would take a minute. The group must be cold.
 */
async function writeAtOnce(id: ConversationId, sender: TestUser, throughSeq: number): Promise<void> {
  await runInDurableObject(groupObject(id), (_, { storage }) => {
    const before = eventsIn(runIn(storage.sql));
    const head = before.at(-1) as NewEvent;
    const own = before
      .filter(({ senderId, clientMsgId }) => senderId === sender.id && clientMsgId !== noClientMsgId)
      .map(({ seq }) => seq);
    // The n-th message of the sender, whether written before or now.
    const seqOf = (n: number): number => (n <= own.length ? (own[n - 1] ?? 0) : head.seq + n - own.length);
    const body = '{"content":{"type":"text","text":"again"}}';
    storage.transactionSync(() => {
      const store = new EventStore(storage, eraEvents);
      const events: NewEvent[] = [];
      for (let seq = head.seq + 1; seq <= throughSeq; seq++) {
        const n = own.length + seq - head.seq;
        events.push({
          seq,
          createdAt: head.createdAt,
          senderId: sender.id,
          clientMsgId: `at-once-${seq}` as never,
          body,
          bodyHash: hashBody(body),
          ordinal: head.ordinal + seq - head.seq,
          prev: seqOf(n - 1),
          jump: seqOf(n - (n & -n)),
        });
      }
      store.insert({ events, settledSeq: throughSeq - 1, cursors: [] });
    });
  });
  await evictDurableObject(groupObject(id));
}
