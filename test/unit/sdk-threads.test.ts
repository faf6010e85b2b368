// Threads in the SDK: how replies are sent, and a thread as a view shows it.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient, type Thread } from "@klatch/sdk";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ThreadResult } from "../../schema/protocol/http-threads.ts";
import {
  conversationChanged,
  direct,
  FakeWorld,
  me,
  message,
  problem,
  session,
  settle,
  type FakeAnswer,
} from "../support/sdk-fakes.ts";
import { syncDone } from "../support/sdk-frames.ts";

async function connectedTo(features: readonly string[], world = new FakeWorld(), store = memoryStore()) {
  await store.save(session);
  const client = world.client({ store });
  await client.start();
  await settle();
  world.socket.say({ ...world.welcome(), features: [...features] }, conversationChanged({ headSeq: 0 }), syncDone);
  await settle();
  return { world, client, store };
}

describe("[SDK-160] a reply in a thread", () => {
  it("says so, also after a reload", async () => {
    const { world, client, store } = await connectedTo(["threads"]);
    expect(client.send(direct, "reply", { thread: 3 }).thread).toBe(3);
    await settle();
    expect(world.socket.framesOf("send-message")).toMatchObject([{ content: { text: "reply" }, thread: 3 }]);
    await client.stored();
    client.close();
    const again = await connectedTo(["threads"], new FakeWorld(), store);
    await settle();
    expect(again.client.outgoing(direct).map(({ thread }) => thread)).toEqual([3]);
    expect(again.world.socket.framesOf("send-message")).toMatchObject([{ thread: 3 }]);
  });

  it.each([
    [[], {}],
    [["silent"], { silent: true }],
    [["threads"], { thread: 3 }],
    [["silent", "threads"], { silent: true, thread: 3 }],
  ])("to a server that knows %j says what that knows", async (features, said) => {
    const { world, client } = await connectedTo(features);
    client.send(direct, "reply", { thread: 3, silent: true });
    await settle();
    const { silent, thread } = world.socket.framesOf("send-message")[0] ?? {};
    expect({ ...(silent !== undefined && { silent }), ...(thread !== undefined && { thread }) }).toEqual(said);
  });

  it("is given back as such when the device is signed out", async () => {
    const { client } = await connectedTo(["threads"]);
    client.send(direct, "reply", { thread: 3 });
    const unsent: unknown[] = [];
    client.on("unsent", ({ messages }) => unsent.push(...messages));
    await client.logout();
    expect(unsent).toMatchObject([{ thread: 3 }]);
  });
});

const root = message(1, { senderId: me });
const reply = (seq: number, fields: Partial<NewMessageFrame> = {}): NewMessageFrame =>
  message(seq, { thread: 1, ...fields });
const answerOf = (events: readonly NewMessageFrame[], more: Partial<ThreadResult> = {}): ThreadResult => {
  const headSeq = events.at(-1)?.seq ?? 1;
  const thread = { count: events.length, lastReplyAt: events.at(-1)?.createdAt ?? 0, mine: true as const };
  return {
    root,
    events: [...events],
    states: events.length === 0 ? {} : { 1: { asOf: headSeq, thread } },
    headSeq,
    before: null,
    after: null,
    ...more,
  };
};

/** A thread whose server gives these pages by query. */
async function opened(
  pages: Readonly<Record<string, ThreadResult | null>>,
  world = new FakeWorld(),
): Promise<{ world: FakeWorld; client: KlatchClient; thread: Thread }> {
  world.answer = ({ path }) => {
    const [asked = "", query = ""] = path.split("?");
    const page = asked.endsWith("/thread") ? pages[query] : undefined;
    return page ? { status: 200, body: page } : { status: 503, body: problem(503, "UNAVAILABLE") };
  };
  const client = await world.connected({}, 3);
  const thread = await client.threadOf(direct, 1);
  await thread.opened;
  return { world, client, thread };
}

/** The device was away, and has caught up again. */
async function away(world: FakeWorld): Promise<void> {
  world.socket.end(1006);
  await world.clock.advance(60_000);
  await settle();
  await world.catchUp();
  await settle();
}

const shown = ({ items }: Thread): (number | string)[] =>
  items.map((item) => (item.kind === "event" ? item.event.seq : item.message.state));

describe("[SDK-161] a thread as a view shows it", () => {
  it("has the first message, the newest replies, then older ones", async () => {
    const pages = { "": answerOf([reply(3)], { before: 3 }), "before=3": answerOf([reply(2)]) };
    const { thread } = await opened(pages);
    expect([thread.root?.event.seq, shown(thread), thread.atStart, thread.follows]).toEqual([1, [3], false, true]);
    await thread.loadOlder();
    expect([shown(thread), thread.atStart, thread.error]).toEqual([[2, 3], true, null]);
  });

  it("gets replies as they come, counts them, and forgets what is recalled", async () => {
    const { world, thread } = await opened({ "": answerOf([reply(3)]) });
    let changes = 0;
    thread.onChange(() => (changes += 1));
    world.socket.say(reply(4), message(5));
    await settle();
    expect([shown(thread), thread.root?.state?.thread?.count, changes]).toEqual([[3, 4], 2, 1]);
    const gone = { conversationId: direct, senderId: me, reason: "sender", createdAt: 9, fallback: "" } as const;
    world.socket.say({ type: "message-recalled", ...gone, seq: 6, targetSeq: 4, thread: 1 });
    await settle();
    expect(thread.items[1]).toMatchObject({ event: { content: { type: "gone" } }, state: { recalled: {} } });
    expect(thread.root?.state?.thread).toMatchObject({ count: 1, lastReplyAt: reply(4).createdAt });
    thread.close();
    world.socket.say(reply(7));
    await settle();
    expect(shown(thread)).toEqual([3, 4]);
  });

  it("shows the user's own replies that are on their way, and no other messages of theirs", async () => {
    const { world, client, thread } = await opened({ "": answerOf([reply(3)]) });
    const mine = client.send(direct, "mine", { thread: 1 });
    client.send(direct, "elsewhere", { thread: 2 });
    client.send(direct, "in no thread");
    expect(shown(thread)).toEqual([3, mine.state]);
    const { clientMsgId } = mine;
    world.socket.say(reply(4, { senderId: me, clientMsgId }));
    await settle();
    expect(shown(thread)).toEqual([3, 4]);
  });

  it("fetches what came while the device was away", async () => {
    const pages = {
      "": answerOf([reply(3)]),
      "after=3": answerOf([reply(4)], { after: 4 }),
      "after=4": answerOf([reply(6)]),
    };
    const { world, thread } = await opened(pages);
    await away(world);
    expect(shown(thread)).toEqual([3, 4, 6]);
  });

  it("says why it could not be loaded, and tries again", async () => {
    const pages: Record<string, ThreadResult | null> = { "": null };
    const { world, thread } = await opened(pages);
    expect([thread.error?.code, thread.root, shown(thread)]).toEqual(["UNAVAILABLE", null, []]);
    pages[""] = answerOf([reply(3)]);
    await away(world);
    expect([thread.error, shown(thread)]).toEqual([null, [3]]);
  });

  it("is followed at once, and takes it back when that is refused", async () => {
    const world = new FakeWorld();
    const { client, thread } = await opened({ "": answerOf([]) }, world);
    expect(thread.follows).toBe(false);
    const asked = thread.follow(true);
    expect(thread.follows).toBe(true);
    await expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(thread.follows).toBe(false);
    world.answer = () => ({ status: 200, body: { conversationId: direct, seq: 1, follows: true } });
    await thread.follow(true);
    expect(thread.follows).toBe(true);
    expect(world.calls.at(-1)).toMatchObject({
      method: "PUT",
      path: expect.stringMatching(/thread\/follow$/) as string,
    });
    client.close();
  });

  it("says what the user said last, whichever answer comes when, and asks in their order", async () => {
    const world = new FakeWorld();
    const { thread } = await opened({ "": answerOf([]) }, world);
    const asked: ((answer: FakeAnswer) => void)[] = [];
    world.answer = () => new Promise((resolve) => asked.push(resolve));
    const first = thread.follow(true).catch(({ code }: { code: string }) => code);
    const second = thread.follow(false);
    const third = thread.follow(true).catch(({ code }: { code: string }) => code);
    await settle();
    expect([asked.length, thread.follows]).toEqual([1, true]);
    asked.shift()?.({ status: 409, body: problem(409, "TOO_MANY") });
    expect(await first).toBe("TOO_MANY");
    expect(thread.follows).toBe(true);
    await settle();
    asked.shift()?.({ status: 200, body: { conversationId: direct, seq: 1, follows: false } });
    await second;
    await settle();
    asked.shift()?.({ status: 409, body: problem(409, "TOO_MANY") });
    expect([await third, thread.follows]).toEqual(["TOO_MANY", false]);
  });

  it("shows what the store has of it without a connection", async () => {
    const store = memoryStore();
    const { world, client } = await connectedTo(["threads"], new FakeWorld(), store);
    world.socket.say(root, reply(2), message(3), reply(4));
    await settle();
    await client.stored();
    const thread = await client.threadOf(direct, 1);
    await thread.opened;
    expect([shown(thread), thread.root?.state?.thread?.count, thread.error?.code]).toEqual([[2, 4], 2, "NOT_FOUND"]);
  });
});
