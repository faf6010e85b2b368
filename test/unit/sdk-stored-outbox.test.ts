// Messages that wait in the store: from being written until their event is there, over restarts and refusals.
import { describe, expect, it } from "vitest";
import { conversationChanged, direct, FakeWorld, me, message, settle } from "../support/sdk-fakes.ts";
import { ackOf, refusalOf, sentTexts, statesOf } from "../support/sdk-frames.ts";
import { Device } from "../support/stored-device.ts";

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

  it("[TEXT-32] fail here when nothing is seen of them, and are neither stored nor sent", async () => {
    const device = new Device();
    const client = await device.install();
    const early = client.send(direct, "\u200B \u3164\n");
    await device.world.catchUp(conversationChanged());
    const late = client.send(direct, { type: "text", text: "" });
    const seen = client.send(direct, " . ");
    await settle();
    expect([early.error?.code, late.error?.code, seen.error]).toEqual(["CONTENT_BLANK", "CONTENT_BLANK", null]);
    expect([early.retry(), early.discard()]).toEqual([false, false]);
    expect(client.outgoing(direct)).toEqual([seen]);
    expect([...((await device.store.loadState(me))?.outbox.keys() ?? [])]).toEqual([seen.clientMsgId]);
    expect(sentTexts(device.world.socket)).toEqual([" . "]);
    await expect(late.acked).rejects.toMatchObject({ code: "CONTENT_BLANK" });
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
      device.world.socket.say(ackOf(one, i + 1));
      await settle();
    }
    expect(sentTexts(device.world.socket)).toEqual(["one", "two", "three"]);
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
      device.world.socket.say(refusalOf("READ_ONLY", sent));
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
    expect(sentTexts(device.world.socket)).toEqual([]);
    expect(one?.retry()).toBe(true);
    expect(two?.discard()).toBe(true);
    await settle();
    expect(sentTexts(device.world.socket)).toEqual(["one"]);
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
    device.world.socket.say(ackOf(sent, 1));
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
    if (one !== undefined) world.socket.say(ackOf(one, 1));
    await sendable;
    expect(client.send(direct, "three").state).toBe("waiting");
  });
});
