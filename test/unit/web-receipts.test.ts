// How far others have read, as the web client shows it: marks of own messages, and the readers of one message.
import { describe, expect, it } from "vitest";
import type { ReceiptsOptions, ReceiptsResult, UserId } from "@klatch/sdk";
import { ReadersList } from "../../apps/web/model/readers-list.ts";
import { ReceiptsModel } from "../../apps/web/model/receipts.ts";
import { direct, FakeWorld, me, peer, settle } from "../support/sdk-fakes.ts";

const page: ReceiptsResult = { items: [], readCount: 0, unreadCount: 0, hiddenCount: 0, next: null };

describe("[WEB-227] the mark of an own message", () => {
  it("follows receipts, counts, and what was asked for; own reading is nobody's", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    const receipts = new ReceiptsModel(client, me);
    const upTo = (): number => receipts.readUpTo(direct);
    const seen = [upTo()];
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 9, unread: 0 });
    seen.push(upTo());
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: peer, seq: 2 });
    seen.push(upTo());
    world.socket.say({ type: "receipt-count", conversationId: direct, seq: 5, count: 0 });
    seen.push(upTo());
    world.socket.say({ type: "receipt-count", conversationId: direct, seq: 5, count: 40 });
    seen.push(upTo());
    expect(seen).toEqual([0, 0, 2, 2, 5]);
    const asked: string[] = [];
    world.answer = ({ path }) => {
      asked.push(path);
      return { status: 200, body: { ...page, readCount: asked.length > 1 ? 1 : 0 } };
    };
    await receipts.ask(direct, 5);
    expect(asked).toEqual([]);
    await receipts.ask(direct, 8);
    expect([upTo(), asked]).toEqual([5, [`/api/conversations/${direct}/messages/8/receipts?limit=1`]]);
    await receipts.ask(direct, 8);
    expect(upTo()).toBe(8);
    world.answer = () => ({ status: 403, body: { code: "FORBIDDEN", status: 403, title: "No." } });
    await receipts.ask(direct, 9);
    expect(upTo()).toBe(8);
    // Of events that do not exist any more nobody has read any.
    world.socket.say({ type: "sync-required", conversationId: direct, headSeq: 3, setBack: true });
    await settle();
    expect(upTo()).toBe(3);
  });
});

describe("[WEB-225] the readers of a message", () => {
  const ids = (from: number, count: number): UserId[] =>
    Array.from({ length: count }, (_, n) => `user_${from + n}` as UserId);

  /** A server that answers when told to. */
  function server() {
    const asked: ReceiptsOptions[] = [];
    const waiting: PromiseWithResolvers<ReceiptsResult>[] = [];
    const list = new ReadersList((options) => {
      asked.push(options);
      const answer = Promise.withResolvers<ReceiptsResult>();
      waiting.push(answer);
      return answer.promise;
    });
    const answer = async (...pages: readonly Partial<ReceiptsResult>[]): Promise<void> => {
      for (const one of pages) waiting.shift()?.resolve({ ...page, ...one });
      await settle();
    };
    return { list, asked, waiting, answer };
  }
  const of = (people: readonly UserId[], next: string | null = null): Partial<ReceiptsResult> => ({
    items: people.map((userId) => ({ userId })),
    next,
    readCount: 300,
    unreadCount: 2,
    hiddenCount: 1,
  });

  it("come in pages, with the counts of all; more is asked for once at a time", async () => {
    const { list, asked, answer } = server();
    void list.refresh();
    await answer(of(ids(0, 200), "user_199"), of(ids(900, 2)));
    expect(list.readers.value).toMatchObject({ counts: { read: 300, unread: 2 }, hiddenCount: 1 });
    void list.more("unread");
    void list.more("read");
    void list.more("read");
    expect(asked.slice(2)).toEqual([{ read: true, cursor: "user_199", limit: 200 }]);
    await answer(of(ids(200, 100)));
    expect(list.readers.value?.read).toEqual({ ids: ids(0, 300), next: null });
    void list.more("read");
    expect(asked).toHaveLength(3);
  });

  it("are asked for again once for all that happens meanwhile, and a page of before is not put behind", async () => {
    const { list, asked, waiting, answer } = server();
    void list.refresh();
    await answer(of(ids(0, 200), "user_199"), of([]));
    void list.more("read");
    const [late] = waiting.splice(0);
    for (let n = 0; n < 5; n++) void list.refresh();
    expect(asked).toHaveLength(5);
    await answer(of(ids(0, 1)), of([]));
    late?.resolve({ ...page, ...of(ids(200, 5)) });
    // The four others are one more question.
    expect(asked).toHaveLength(7);
    await answer(of(ids(0, 2)), of([]));
    expect(list.readers.value?.read).toEqual({ ids: ids(0, 2), next: null });
    expect(asked).toHaveLength(7);
  });

  it("stay as they were when the server does not answer, and the error goes with the next answer", async () => {
    const { list, waiting, answer } = server();
    void list.refresh();
    await answer(of(ids(0, 1)), of([]));
    void list.refresh();
    for (const one of waiting.splice(0)) one.reject(new Error("planted"));
    await settle();
    expect([list.readers.value?.read.ids, String(list.error.value)]).toEqual([ids(0, 1), "Error: planted"]);
    void list.refresh();
    await answer(of(ids(0, 2)), of([]));
    expect([list.readers.value?.read.ids, list.error.value]).toEqual([ids(0, 2), null]);
  });
});
