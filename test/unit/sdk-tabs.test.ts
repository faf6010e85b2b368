// Several tabs of one browser: one socket, one person, whichever tab holds it.
import { contentText } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import { conversationChanged, direct, entryOf, me, message, peer, type FakeWorld } from "../support/sdk-fakes.ts";
import { statesOf } from "../support/sdk-frames.ts";
import { newWorld, twoTabs } from "../support/sdk-tabs.ts";

const textsOf = (world: FakeWorld): string[] =>
  world.sockets.flatMap((socket) => socket.framesOf("send-message").map(({ content }) => contentText(content)));

describe("sharing", () => {
  it("[SDK-38] gives every tab what happens, over one socket", async () => {
    const { world, browser, second } = await twoTabs();
    const { client } = second;
    expect(client.connection).toEqual({ state: "live" });
    expect(client.conversations()).toMatchObject([{ id: direct, headSeq: 1 }]);
    const timeline = client.timeline(direct);
    await timeline.opened;
    const told: unknown[] = [];
    client.on("message", ({ seq }) => told.push(["message", seq, client.conversations()[0]?.headSeq]));
    client.on("event", ({ seq }) => told.push(["event", seq]));
    client.on("typing", ({ userId }) => told.push(["typing", userId]));
    client.on("receipt", ({ seq }) => told.push(["receipt", seq]));
    client.on("error", ({ code, retryAfterMs }) => told.push(["error", code, retryAfterMs]));
    world.socket.say(
      message(2),
      { type: "typing", conversationId: direct, userId: peer, active: true },
      { type: "read-receipt", conversationId: direct, userId: peer, seq: 2 },
      { type: "error", code: "INVALID_FRAME", message: "No.", retryAfterMs: 5 },
    );
    await browser.hearAll();
    expect(told).toEqual([
      ["event", 2],
      ["message", 2, 2],
      ["typing", peer],
      ["receipt", 2],
      ["error", "INVALID_FRAME", 5],
    ]);
    expect(timeline.events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect([...client.receipts(direct)]).toEqual([[peer, 2]]);
    world.socket.end(1006);
    await browser.hearAll();
    expect(client.connection.state).toBe("waiting");
    expect(world.sockets).toHaveLength(1);
  });

  it("[TEXT-32] refuses a message of which nothing is seen in whatever tab it is written", async () => {
    const { world, browser, first, second } = await twoTabs();
    const sent = [first, second].map(({ client }) => client.send(direct, "\u2800\u200B"));
    await browser.hearAll();
    expect(sent.map(({ error }) => error?.code)).toEqual(["CONTENT_BLANK", "CONTENT_BLANK"]);
    expect([first, second].flatMap(({ client }) => client.outgoing())).toEqual([]);
    expect(textsOf(world)).toEqual([]);
  });

  it("[SDK-45] an answer over HTTP that a receipt has overtaken puts nothing back, in the tab that asked or the other", async () => {
    const { world, browser, first, second } = await twoTabs();
    const late = Promise.withResolvers<{ status: number; body: object }>();
    world.answer = () => late.promise;
    const opening = second.client.openDirect({ userId: peer });
    world.socket.say(message(2, { unread: 2 }), {
      type: "read-receipt",
      conversationId: direct,
      userId: me,
      seq: 2,
      unread: 0,
    });
    await browser.hearAll();
    late.resolve({ status: 200, body: { conversation: entryOf({ headSeq: 2, cursorSeq: 1, unread: 1 }) } });
    expect(await opening).toMatchObject({ cursorSeq: 2, unread: 0 });
    await browser.hearAll();
    for (const { client } of [first, second])
      expect(client.conversations()).toMatchObject([{ headSeq: 2, cursorSeq: 2, unread: 0 }]);
  });

  it("[SDK-60] people whom a page names to one tab are known to the other, which asks for none of them", async () => {
    const { world, browser, first, second } = await twoTabs();
    const people = ["user_a", "user_b"].map((id) => ({ id, username: id, displayName: id, createdAt: 0 }));
    world.answer = () => ({ status: 200, body: { items: [], next: null, inboxVersion: 1, people } });
    world.calls.length = 0;
    await first.client.listInbox();
    await browser.hearAll();
    for (const { client } of [first, second])
      expect(people.map(({ id }) => client.people.get(id as UserId)?.displayName)).toEqual(["user_a", "user_b"]);
    await browser.hearAll();
    expect(world.calls.map(({ path }) => path)).toEqual(["/api/conversations"]);
  });

  it("[SDK-38] sends what any tab writes, reads and types, and each tab sees where it is", async () => {
    const { world, browser, first, second } = await twoTabs();
    const { client } = second;
    const sent = client.send(direct, "from the second");
    expect(sent.state).toBe("storing");
    void client.markRead(direct, 1);
    client.setTyping(direct, true);
    await browser.hearAll();
    expect(sent.state).toBe("sending");
    expect(statesOf(first.client)).toEqual([["from the second", "sending"]]);
    expect(world.socket.framesOf("mark-read")).toMatchObject([{ seq: 1 }]);
    expect(world.socket.framesOf("typing")).toMatchObject([{ active: true }]);
    world.socket.say(message(2, { senderId: me, clientMsgId: sent.clientMsgId }));
    await browser.hearAll();
    expect((await sent.acked).seq).toBe(2);
    expect([statesOf(first.client), statesOf(client)]).toEqual([[], []]);
    const parts = { replyTo: (await sent.acked).messageId, mentions: [{ userId: peer, name: "Bo", at: 0 }] };
    client.drafts.set(direct, "@Bo, to be con", parts);
    await browser.hearAll();
    expect([first.client.drafts.get(direct), first.client.drafts.parts(direct)]).toEqual(["@Bo, to be con", parts]);
  });

  it("[SDK-38] sends what a tab wrote before it connected", async () => {
    const { world, browser, second } = await twoTabs();
    second.client.close();
    const third = await browser.open();
    third.client.close();
    await third.client.restore();
    const sent = third.client.send(direct, "too early");
    await browser.hearAll();
    expect([sent.state, textsOf(world)]).toEqual(["waiting", []]);
    void third.client.connect();
    await browser.hearAll();
    expect([sent.state, textsOf(world)]).toEqual(["sending", ["too early"]]);
  });

  it("[SDK-38] reconnects although the tab with the socket is hidden and its timers come late", async () => {
    const { world, browser, first, second } = await twoTabs();
    first.isHidden = true;
    world.socket.end(1006);
    await browser.hearAll();
    const { connection } = second.client;
    if (connection.state !== "waiting") throw new Error("not waiting");
    await world.clock.advance(connection.retryInMs + 500);
    await browser.hearAll();
    await world.catchUp();
    await browser.hearAll();
    expect(second.client.connection.state).toBe("live");
    expect(first.sockets).toHaveLength(2);
  });

  it("[SDK-38] lets any tab take a message back, or try it again", async () => {
    const { world, browser, first, second } = await twoTabs();
    const one = second.client.send(direct, "one");
    const two = second.client.send(direct, "two");
    await browser.hearAll();
    expect([one.discard(), two.discard()]).toEqual([false, true]);
    await browser.hearAll();
    expect(two.state).toBe("discarded");
    const { clientMsgId, conversationId } = one;
    world.socket.say({ type: "error", code: "FORBIDDEN", message: "No.", clientMsgId, conversationId });
    await browser.hearAll();
    expect([one.state, one.error?.code]).toEqual(["failed", "FORBIDDEN"]);
    const [seen] = first.client.outgoing();
    expect(one.retry()).toBe(true);
    await browser.hearAll();
    expect([one.state, seen?.state]).toEqual(["sending", "sending"]);
    expect(textsOf(world)).toEqual(["one", "one"]);
  });

  it("[SDK-38] does not hear a page of another version", async () => {
    const { world, browser, second } = await twoTabs();
    const told: number[] = [];
    second.client.on("message", ({ seq }) => told.push(seq));
    for (const channel of second.channels) {
      channel.waiting.push({ version: 0, message: { kind: "news", leader: "x", news: [] } }, "hello", null);
    }
    world.socket.say(message(2));
    await browser.hearAll();
    expect(told).toEqual([2]);
  });

  it("[SDK-38] has a socket of its own where tabs cannot share", async () => {
    const world = newWorld();
    const client = world.client({ tabs: (await import("@klatch/sdk/tabs")).sharedSocket({ locks: null }) });
    await client.start();
    await world.catchUp();
    expect(client.connection.state).toBe("live");
    client.close();
  });
});

describe("taking over", () => {
  it.each(["close", "crash"] as const)("[SDK-39] goes on at once, from the store, after a %s", async (how) => {
    const { world, browser, first, second } = await twoTabs();
    const told: number[] = [];
    second.client.on("message", ({ seq }) => told.push(seq));
    const sent = second.client.send(direct, "on its way");
    await browser.hearAll();
    world.socket.say(message(2));
    first[how]();
    await browser.hearAll();
    expect(world.sockets.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    await world.catchUp(message(2), message(3));
    await browser.hearAll();
    expect(told).toEqual([2, 3]);
    expect(textsOf(world)).toEqual(["on its way", "on its way"]);
    expect(world.socket.framesOf("send-message")[0]?.clientMsgId).toBe(sent.clientMsgId);
    world.socket.say({ ...message(4), type: "message-ack", clientMsgId: sent.clientMsgId });
    expect((await sent.acked).seq).toBe(4);
  });

  it("[SDK-39] tells from the store what the last leader had and nobody heard", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told: number[] = [];
    second.client.on("message", ({ seq }) => told.push(seq));
    world.socket.say(message(2), message(3));
    await first.client.stored();
    for (const channel of second.channels) channel.waiting.length = 0;
    first.crash();
    await browser.hearAll();
    expect(told).toEqual([2, 3]);
    await world.catchUp();
    expect(world.socket.frames[0]).toMatchObject({ type: "sync", cursors: { [direct]: 3 } });
  });

  it("[SDK-51] tells every tab what became of its own markRead", async () => {
    const { browser, world, first, second } = await twoTabs();
    const read = Promise.all([first, second].map(({ client }) => client.markRead(direct, 1)));
    await browser.hearAll();
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 1, unread: 0 });
    await browser.hearAll();
    await read;
    const refused = second.client.markRead(direct, 99);
    await browser.hearAll();
    const { requestId = "" } = world.socket.framesOf("mark-read").at(-1) ?? {};
    world.socket.say({ type: "error", code: "SEQ_OUT_OF_RANGE", message: "", conversationId: direct, requestId });
    await browser.hearAll();
    await expect(refused).rejects.toMatchObject({ code: "SEQ_OUT_OF_RANGE" });
    const cut = second.client.markRead(direct, 2);
    second.close();
    await expect(cut).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("[SDK-51] learns from the next leader that the last one had read", async () => {
    const { browser, world, first, second } = await twoTabs();
    const read = second.client.markRead(direct, 1);
    await browser.hearAll();
    first.crash();
    await browser.hearAll();
    await world.catchUp(conversationChanged({ headSeq: 1, cursorSeq: 1 }));
    await browser.hearAll();
    await expect(read).resolves.toBeUndefined();
  });

  it("[SDK-39] repeats to the next leader what the last one may not have done", async () => {
    const { browser, world, first, second } = await twoTabs();
    first.client.send(direct, "one");
    const taken = second.client.send(direct, "two");
    await browser.hearAll();
    void second.client.markRead(direct, 1);
    expect(taken.discard()).toBe(true);
    first.crash();
    await browser.hearAll();
    await world.catchUp();
    await browser.hearAll();
    expect(taken.state).toBe("discarded");
    expect(world.socket.framesOf("mark-read")).toMatchObject([{ seq: 1 }]);
    expect(statesOf(second.client).map(([text]) => text)).toEqual(["one"]);
  });

  it("[SDK-39] a message that is sent again under the id of one that was withdrawn outlives its leader", async () => {
    const { world, browser, first, second } = await twoTabs();
    world.socket.end(1006);
    await browser.hearAll();
    const clientMsgId = second.client.newMessageId();
    expect(second.client.send(direct, "first try", { clientMsgId }).state).toBe("storing");
    await browser.hearAll();
    second.client.outgoing()[0]?.discard();
    await browser.hearAll();
    expect(second.client.outgoing()).toEqual([]);
    second.client.send(direct, "second try", { clientMsgId });
    await browser.hearAll();
    first.close();
    await browser.hearAll();
    expect(statesOf(second.client)).toEqual([["second try", "waiting"]]);
  });
});
