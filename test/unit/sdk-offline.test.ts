// What is there before any network, and what survives a reload: the store under the client.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient, type KlatchStore, type OutgoingMessage } from "@klatch/sdk";
import type { UserId } from "../../schema/protocol/ids.ts";
import {
  conversationChanged,
  direct,
  FakeWorld,
  me,
  message,
  peer,
  problem,
  session,
  settle,
} from "../support/sdk-fakes.ts";

/** A device with a store, started as often as the test likes: each time over a world of its own. */
class Device {
  readonly store: KlatchStore = memoryStore();
  world = new FakeWorld();

  async install(): Promise<KlatchClient> {
    await this.store.save(session);
    return this.start();
  }

  async start(): Promise<KlatchClient> {
    this.world = new FakeWorld();
    const client = this.world.client({ store: this.store });
    await client.start();
    await settle();
    return client;
  }

  /** The process is gone, whatever it was about. */
  async crash(client: KlatchClient): Promise<void> {
    await client.stored();
    client.close();
  }
}

const acked = ({ clientMsgId, conversationId }: OutgoingMessage, seq: number): object => ({
  ...message(seq, { conversationId }),
  type: "message-ack",
  clientMsgId,
});
const refused = ({ clientMsgId, conversationId }: OutgoingMessage, code: string): object => ({
  type: "error",
  code,
  message: "No.",
  clientMsgId,
  conversationId,
});
const textsOf = (world: FakeWorld): string[] =>
  world.socket.framesOf("send-message").map(({ content }) => content.text);
const statesOf = (client: KlatchClient): [string, string][] =>
  client.outgoing().map(({ content, state }) => [content.text, state]);

describe("starting", () => {
  it("[SDK-33] shows what the store has before any network, then asks for the difference alone", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged({ headSeq: 0, inboxVersion: 4 }), message(1), message(2));
    device.world.socket.say({ type: "read-receipt", conversationId: direct, userId: peer, seq: 1 });
    first.drafts.set(direct, "Dear");
    await device.crash(first);

    const second = await device.start();
    expect(second.conversations()).toMatchObject([{ id: direct, headSeq: 2, preview: { seq: 2 } }]);
    expect(second.drafts.get(direct)).toBe("Dear");
    expect([...second.receipts(direct)]).toEqual([[peer, 1]]);
    const timeline = second.timeline(direct);
    await timeline.opened;
    expect(timeline.events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect([timeline.atStart, timeline.atEnd, timeline.error]).toEqual([true, true, null]);
    expect(device.world.calls).toEqual([]);

    device.world.socket.say(device.world.welcome());
    await settle();
    expect(device.world.socket.frames[0]).toEqual({ type: "sync", inboxVersion: 1, cursors: { [direct]: 2 } });
  });

  it("[SDK-33] has nothing of whoever was signed in before", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged(), message(1));
    first.send(direct, "hello");
    await first.stored();
    device.world.answer = () => ({ status: 204 });
    await first.logout();
    expect(await device.store.load()).toBeNull();
    const other = { ...session, user: { ...session.user, id: "user_other" as UserId } };
    await device.store.save(other);
    const second = await device.start();
    expect(second.conversations()).toEqual([]);
    expect(second.outgoing()).toEqual([]);
  });

  it("[SDK-33] says so when nobody is signed in, and connects nowhere", async () => {
    const world = new FakeWorld();
    const client = world.client({ store: memoryStore() });
    expect(await client.start()).toBeNull();
    await settle();
    expect(world.sockets).toEqual([]);
  });

  it("[SDK-33] keeps how far the user has read until the server has it", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged(), message(1), message(2));
    device.world.socket.end(1006);
    first.markRead(direct, 2);
    await device.crash(first);
    const second = await device.start();
    await device.world.catchUp();
    expect(device.world.socket.framesOf("mark-read")).toEqual([{ type: "mark-read", conversationId: direct, seq: 2 }]);
    device.world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 2, unread: 0 });
    await device.crash(second);
    await device.start();
    await device.world.catchUp();
    expect(device.world.socket.framesOf("mark-read")).toEqual([]);
  });
});

describe("messages written", () => {
  it("[SDK-31] count as waiting when the store has them, and go out only then", async () => {
    const device = new Device();
    const client = await device.install();
    await device.world.catchUp(conversationChanged());
    const states: string[] = [];
    client.on("outbox", ({ state }) => states.push(state));
    client.send(direct, "hello");
    expect(states).toEqual(["storing"]);
    expect((await device.store.loadState(me))?.outbox.size).toBe(0);
    await settle();
    expect(states).toEqual(["storing", "waiting", "sending"]);
    expect((await device.store.loadState(me))?.outbox.size).toBe(1);
  });

  it("[SDK-31] go out after a restart, under their ids, in the order written", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged());
    const sent = ["one", "two", "three"].map((text) => first.send(direct, text));
    await settle();
    await device.crash(first);
    const second = await device.start();
    expect(statesOf(second)).toEqual([
      ["one", "waiting"],
      ["two", "waiting"],
      ["three", "waiting"],
    ]);
    await device.world.catchUp();
    for (const [i, one] of sent.entries()) {
      expect(device.world.socket.framesOf("send-message").at(-1)?.clientMsgId).toBe(one.clientMsgId);
      device.world.socket.say(acked(one, i + 1));
      await settle();
    }
    expect(textsOf(device.world)).toEqual(["one", "two", "three"]);
  });

  it("[SDK-31] stay waiting when the client is closed, though nobody waits for them any more", async () => {
    const device = new Device();
    const client = await device.install();
    const sent = client.send(direct, "hello");
    await client.stored();
    const { acked: before } = sent;
    client.close();
    await expect(before).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(sent.state).toBe("waiting");
    expect((await device.store.loadState(me))?.outbox.size).toBe(1);
  });

  it("[SDK-31] that failed stay, after a restart too, until they are retried or discarded", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged());
    for (const text of ["one", "two"]) {
      const sent = first.send(direct, text);
      await settle();
      device.world.socket.say(refused(sent, "READ_ONLY"));
      await settle();
    }
    await device.crash(first);

    const second = await device.start();
    await device.world.catchUp();
    expect(statesOf(second)).toEqual([
      ["one", "failed"],
      ["two", "failed"],
    ]);
    const [one, two] = second.outgoing();
    expect(one?.error).toMatchObject({ code: "READ_ONLY", message: "No." });
    expect(textsOf(device.world)).toEqual([]);
    expect(one?.retry()).toBe(true);
    expect(two?.discard()).toBe(true);
    await settle();
    expect(textsOf(device.world)).toEqual(["one"]);
    expect(one?.state).toBe("sending");
    expect(two?.state).toBe("discarded");
    expect([one?.retry(), one?.discard(), two?.retry()]).toEqual([false, false, false]);
    await device.crash(second);
    expect(statesOf(await device.start())).toEqual([["one", "waiting"]]);
  });

  it("[SDK-31] can be taken back while they wait, by a signal too", async () => {
    const device = new Device();
    const client = await device.install();
    const abort = new AbortController();
    const sent = [client.send(direct, "one", { signal: abort.signal }), client.send(direct, "two")];
    await settle();
    const outcomes = sent.map(({ acked: waiting }) => expect(waiting).rejects.toMatchObject({ name: "AbortError" }));
    abort.abort();
    sent[1]?.discard();
    await Promise.all(outcomes);
    expect(statesOf(client)).toEqual([]);
    await device.crash(client);
    expect(statesOf(await device.start())).toEqual([]);
    expect(() => client.send(direct, "three", { signal: abort.signal })).toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
  });

  it("[SDK-32] leave the store in the commit that brings their event, not with their ack", async () => {
    const device = new Device();
    const client = await device.install();
    await device.world.catchUp(conversationChanged());
    const sent = client.send(direct, "hello");
    await settle();
    device.world.socket.say(acked(sent, 1));
    await client.stored();
    expect(statesOf(client)).toEqual([["hello", "acked"]]);
    expect((await device.store.loadState(me))?.outbox.size).toBe(1);
    device.world.socket.say(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
    expect(statesOf(client)).toEqual([]);
    await client.stored();
    const state = await device.store.loadState(me);
    expect([state?.outbox.size, state?.cursors.get(direct)]).toEqual([0, 1]);
  });

  it("[SDK-32] whose event came while their ack got lost are done", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged());
    const sent = first.send(direct, "hello");
    await settle();
    await device.crash(first);
    const second = await device.start();
    device.world.socket.say(device.world.welcome());
    await settle();
    device.world.socket.say(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
    device.world.socket.say({ type: "sync-done", inboxVersion: 1 });
    await settle();
    expect(statesOf(second)).toEqual([]);
  });

  it("[SDK-36] are refused when too many wait, until there is room", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxWaiting: 2 });
    const [one] = ["one", "two"].map((text) => client.send(direct, text));
    const three = client.send(direct, "three");
    expect(three.state).toBe("failed");
    await expect(three.acked).rejects.toMatchObject({ code: "TOO_MANY" });
    expect(statesOf(client).map(([text]) => text)).toEqual(["one", "two"]);
    let isSendable = false;
    const sendable = (async () => {
      await client.sendable();
      isSendable = true;
    })();
    await expect(client.sendable({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    await settle();
    expect(isSendable).toBe(false);
    if (one !== undefined) world.socket.say(acked(one, 1));
    await sendable;
    expect(client.send(direct, "three").state).toBe("waiting");
  });
});

describe("a store that does not work", () => {
  it("[SDK-30] is told of, and keeps nobody from talking", async () => {
    const world = new FakeWorld();
    const working = memoryStore();
    await working.save(session);
    const full = new Error("no room");
    const store: KlatchStore = {
      load: () => working.load(),
      save: (kept) => working.save(kept),
      loadState: (userId) => working.loadState(userId),
      commit: () => Promise.reject(full),
      readEvents: () => Promise.reject(full),
    };
    const client = world.client({ store });
    const errors: unknown[] = [];
    client.on("error", ({ cause }) => errors.push(cause));
    await client.start();
    await settle();
    await world.catchUp(conversationChanged(), message(1));
    client.send(direct, "hello");
    await settle();
    expect(textsOf(world)).toEqual(["hello"]);
    expect(errors).toContain(full);
  });
});

describe("people and drafts", () => {
  const user = (id: string): object => ({ id, username: "pia", displayName: "Pia", createdAt: 0 });

  it("[SDK-41] are asked for once, however often their names are wanted, and known from the store after that", async () => {
    const device = new Device();
    const first = await device.install();
    device.world.answer = ({ path }) => ({ status: 200, body: { user: user(path.slice("/api/users/".length)) } });
    const known: string[] = [];
    first.on("person", ({ displayName }) => known.push(displayName));
    expect([first.people.get(peer), first.people.get(peer)]).toEqual([null, null]);
    await settle();
    expect(known).toEqual(["Pia"]);
    expect(first.people.get(peer)).toMatchObject({ displayName: "Pia" });
    expect(device.world.calls.map(({ path }) => path)).toEqual([`/api/users/${peer}`]);
    await device.crash(first);

    const second = await device.start();
    expect(second.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    expect(device.world.calls).toEqual([]);
    device.world.clock.sleep(25 * 3_600_000);
    expect(second.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    expect(device.world.calls).toHaveLength(1);
  });

  it("[SDK-41] are asked for a few at a time; nobody of that id is not asked for again, no answer later", async () => {
    const device = new Device();
    const client = await device.install();
    const ids = Array.from({ length: 9 }, (_, i) => `user_${i}` as UserId);
    const answers: (() => void)[] = [];
    let code = "USER_NOT_FOUND";
    device.world.answer = () =>
      new Promise((resolve) => {
        answers.push(() => resolve({ status: 404, body: problem(404, code) }));
      });
    for (const id of ids) client.people.get(id);
    await settle();
    expect(answers).toHaveLength(4);
    for (let answered = 0; answered < ids.length; answered++) {
      answers[answered]?.();
      await settle();
    }
    expect(answers).toHaveLength(9);
    device.world.clock.sleep(60_000);
    client.people.get(ids[0] ?? peer);
    await settle();
    expect(answers).toHaveLength(9);
    code = "UNAVAILABLE";
    for (const round of [10, 11]) {
      client.people.get(peer);
      client.people.get(peer);
      await settle();
      expect(answers).toHaveLength(round);
      answers.at(-1)?.();
      await settle();
      device.world.clock.sleep(60_000);
    }
  });

  it("[SDK-41] are told when a draft changes, and forget an empty one", async () => {
    const device = new Device();
    const client = await device.install();
    const told: string[] = [];
    client.on("draft", ({ text }) => told.push(text));
    for (const text of ["D", "D", "De", ""]) client.drafts.set(direct, text);
    expect(told).toEqual(["D", "De", ""]);
    await device.crash(client);
    expect((await device.store.loadState(me))?.drafts.size).toBe(0);
  });
});

describe("waking", () => {
  it("[SDK-37] looks at once when network or page come back, and only while it is to be connected", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.end(1006);
    expect(client.connection.state).toBe("waiting");
    world.wake();
    await settle();
    expect(world.sockets).toHaveLength(2);
    await world.catchUp();
    const before = world.socket.messages.length;
    world.wake();
    expect(world.socket.messages.slice(before)).toEqual(["ping"]);
    client.close();
    world.wake();
    await settle();
    expect(world.sockets).toHaveLength(2);
  });

  it("[SDK-37] ends waiting for a connection with its signal, not the connection", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const abort = new AbortController();
    const level = client.connect({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(level).rejects.toThrow("enough");
    await settle();
    await world.catchUp();
    expect(client.connection.state).toBe("live");
  });
});
