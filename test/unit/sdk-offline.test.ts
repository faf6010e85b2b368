// What is there before any network, and what survives a reload: the store under the client.
import { describe, expect, it } from "vitest";
import { asMessageId, memoryStore, type KlatchStore } from "@klatch/sdk";
import type { UserId } from "../../schema/protocol/ids.ts";
import { conversationChanged, direct, FakeWorld, me, message, peer, session, settle } from "../support/sdk-fakes.ts";
import { sentTexts } from "../support/sdk-frames.ts";
import { Device } from "../support/stored-device.ts";

describe("a draft", () => {
  const anna = { userId: peer, name: "Anna Berg", at: 6 };
  const answered = asMessageId(`${direct}:1`);

  it("[SDK-41] is kept with the message that it answers and the mentions that stand in it", async () => {
    const device = new Device();
    const first = await device.install();
    const told: unknown[] = [];
    first.on("draft", (draft) => told.push(draft));
    first.drafts.set(direct, "", { replyTo: answered });
    first.drafts.set(direct, "Dear, @Anna Berg", { replyTo: answered, mentions: [anna] });
    // An app that knows of no parts.
    first.drafts.set(direct, "Dear, @Anna Berg!");
    first.drafts.set(direct, "Dear, @Anna Berg!");
    const parts = { replyTo: answered, mentions: [anna] };
    expect(told).toEqual([
      { conversationId: direct, text: "", parts: { replyTo: answered } },
      { conversationId: direct, text: "Dear, @Anna Berg", parts },
      { conversationId: direct, text: "Dear, @Anna Berg!", parts },
    ]);
    await device.crash(first);

    const second = await device.start();
    expect([second.drafts.get(direct), second.drafts.parts(direct)]).toEqual(["Dear, @Anna Berg!", parts]);
    second.drafts.set(direct, "@Anna Berg");
    expect(second.drafts.parts(direct)).toEqual({ replyTo: answered });
    second.drafts.set(direct, "");
    await device.crash(second);
    expect((await device.store.loadState(me))?.drafts.size).toBe(0);
  });

  const at = (place: unknown, name: unknown): object => ({ userId: "user_a", name, at: place });

  it("[SDK-41] of an earlier version has its text, and what is stored beside it breaks nothing", async () => {
    const device = new Device();
    await device.crash(await device.install());
    const strays = JSON.stringify({ replyTo: "x", mentions: [at(9, "n"), at(6, ""), at(6, 7), at("6", "n")] });
    for (const stored of ["", "Dear", "{", "[]", "null", '{"replyTo":5,"mentions":[[1],{},null]}', strays]) {
      const drafts = new Map([
        [direct as string, "Dear, @n"],
        [`${direct} parts`, stored === "" ? null : stored],
      ]);
      await device.store.commit(me, { drafts });
      const client = await device.start();
      expect([client.drafts.get(direct), client.drafts.parts(direct)], stored).toEqual(["Dear, @n", {}]);
      await device.crash(client);
    }
  });
});

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
    expect(device.world.socket.syncs[0]).toEqual({ type: "sync", inboxVersion: 1, cursors: { [direct]: 2 } });
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
    void first.markRead(direct, 2);
    await device.crash(first);
    const second = await device.start();
    await device.world.catchUp();
    expect(device.world.socket.framesOf("mark-read")).toMatchObject([{ conversationId: direct, seq: 2 }]);
    device.world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 2, unread: 0 });
    await device.crash(second);
    await device.start();
    await device.world.catchUp();
    expect(device.world.socket.framesOf("mark-read")).toEqual([]);
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
    expect(sentTexts(world.socket)).toEqual(["hello"]);
    expect(errors).toContain(full);
  });
});
