// Drafts on all of the user's devices: when they are sent, which of two counts, and when one ends.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient } from "../../sdk/entry.ts";
import { settingsFeature } from "../../sdk/client/protocol-constants.ts";
import type { ConversationId, MessageId } from "../../schema/protocol/ids.ts";
import type { Draft } from "../../schema/protocol/settings.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import {
  direct,
  entryOf,
  FakeWorld,
  me,
  problem,
  session,
  settle,
  type FakeAnswer,
  type FakeCall,
} from "../support/sdk-fakes.ts";

/** A server that keeps the draft that was written last. */
class DraftWorld extends FakeWorld {
  draft: Draft | null = null;
  draftAt = 0;
  version = 1;
  override features = [settingsFeature];
  override answer = (call: FakeCall): FakeAnswer => {
    this.take((call.body as { draft: Draft }).draft);
    return { status: 200, body: { conversation: this.entry } };
  };

  get entry(): ConversationEntry {
    return { ...entryOf({ inboxVersion: this.version }), ...(this.draft !== null && { draft: this.draft }) };
  }

  take(draft: Draft): void {
    if (draft.updatedAt <= this.draftAt) return;
    this.draftAt = draft.updatedAt;
    this.draft = draft.text === "" && draft.replyTo === undefined ? null : draft;
    this.version++;
  }

  /** Another device writes. */
  other(text: string, updatedAt = this.clock.nowMs): void {
    this.take({ text, updatedAt });
    const { id: conversationId, ...fields } = this.entry;
    this.socket.say({ type: "conversation-changed", conversationId, ...fields });
  }

  /** Time passes on a line that works. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      await this.clock.advance(Math.min(left, 1_000));
      this.socket.sayText("pong");
    }
  }

  get sent(): unknown[] {
    return this.calls.map(({ body }) => (body as { draft: Draft }).draft.text);
  }
}

const write = (client: KlatchClient, text: string): void => client.drafts.set(direct, text);

describe("a draft", () => {
  it("[SDK-124] goes when the user pauses, now and then while they go on, and once", async () => {
    const world = new DraftWorld();
    const client = await world.connected();
    for (let at = 1; at <= 10; at++) {
      write(client, "x".repeat(at));
      await world.pass(1_000);
    }
    expect(world.sent).toEqual([]);
    await world.pass(4_000);
    expect(world.sent).toEqual(["x".repeat(10)]);
    for (let at = 11; at <= 40; at++) {
      write(client, "x".repeat(at));
      await world.pass(1_000);
    }
    expect(world.sent).toEqual(["x".repeat(10), "x".repeat(30)]);
    await world.pass(60_000);
    expect(world.sent).toEqual(["x".repeat(10), "x".repeat(30), "x".repeat(40)]);
    expect(world.calls.map(({ method, path }) => `${method} ${path}`)[0]).toBe(
      `PATCH /api/conversations/${direct}/settings`,
    );
  });

  it("[SDK-124] that is sent as a message within a moment causes no call; one that the server has ends there at once", async () => {
    const world = new DraftWorld();
    const client = await world.connected();
    write(client, "quick");
    write(client, "");
    await world.pass(60_000);
    expect(world.calls).toEqual([]);
    write(client, "slow");
    await world.pass(6_000);
    write(client, "");
    await world.clock.advance(0);
    expect([world.sent, world.draft]).toEqual([["slow", ""], null]);
  });

  it("[SDK-124] carries what it answers and whom it mentions", async () => {
    const world = new DraftWorld();
    const client = await world.connected();
    const parts = { replyTo: `${direct}:3` as MessageId, mentions: [{ userId: me, name: "Me", at: 0 }] };
    client.drafts.set(direct, "@Me tea?", parts);
    await world.pass(6_000);
    expect(world.draft).toMatchObject({ text: "@Me tea?", ...parts });
    world.take({ text: "@Me cake?", ...parts, updatedAt: world.clock.nowMs + 1 });
    const { id: conversationId, ...fields } = world.entry;
    world.socket.say({ type: "conversation-changed", conversationId, ...fields });
    expect([client.drafts.get(direct), client.drafts.parts(direct)]).toEqual(["@Me cake?", parts]);
  });

  it("[SDK-124] of another device is taken, told as an event, and not sent back", async () => {
    const world = new DraftWorld();
    const client = await world.connected();
    const told: string[] = [];
    client.on("draft", ({ text }) => told.push(text));
    world.other("from the phone");
    world.other("from the phone, more", world.clock.nowMs + 1);
    expect([client.drafts.get(direct), told]).toEqual([
      "from the phone, more",
      ["from the phone", "from the phone, more"],
    ]);
    world.other("", world.clock.nowMs + 2);
    expect(client.drafts.get(direct)).toBe("");
    await world.pass(60_000);
    expect(world.calls).toEqual([]);
  });

  it("[SDK-124] that was written last counts, on whichever device, and the other one follows", async () => {
    const world = new DraftWorld();
    const client = await world.connected();
    write(client, "mine, older");
    await world.pass(1_000);
    world.other("theirs, newer");
    expect(client.drafts.get(direct)).toBe("theirs, newer");
    await world.pass(1_000);
    write(client, "mine, newest");
    world.other("theirs, late", world.clock.nowMs - 500);
    expect(client.drafts.get(direct)).toBe("mine, newest");
    await world.pass(6_000);
    expect([world.sent, world.draft?.text]).toEqual([["mine, newest"], "mine, newest"]);
    // The server has a newer one when ours comes.
    write(client, "mine again");
    world.take({ text: "theirs again", updatedAt: world.clock.nowMs + 1_000 });
    await world.pass(6_000);
    expect(client.drafts.get(direct)).toBe("theirs again");
  });

  it("[SDK-124] written offline is sent later, also by the next run, and loses against a newer one", async () => {
    for (const other of [null, "newer"]) {
      const world = new DraftWorld();
      const store = memoryStore();
      await store.save(session);
      const first = await world.connected({ store });
      world.socket.end(1006);
      write(first, "offline");
      await world.clock.advance(0);
      await first.stored();
      first.close();
      await world.clock.advance(60_000);
      expect(world.calls).toEqual([]);
      if (other !== null) world.take({ text: other, updatedAt: world.clock.nowMs });
      const second = world.client({ store });
      await second.restore();
      expect(second.drafts.get(direct)).toBe("offline");
      void second.connect();
      await settle();
      const { id: conversationId, ...fields } = world.entry;
      await world.catchUp({ type: "conversation-changed", conversationId, ...fields });
      await world.pass(6_000);
      expect([second.drafts.get(direct), world.draft?.text]).toEqual([other ?? "offline", other ?? "offline"]);
    }
  });

  it("[SDK-124] of an earlier version of the SDK, which sent none, is sent and not lost", async () => {
    const world = new DraftWorld();
    const store = memoryStore();
    await store.save(session);
    await store.commit(me, {
      drafts: new Map([
        [direct, "from before"],
        ["group draft", "{}"],
      ]),
    });
    const client = await world.connected({ store });
    await world.pass(6_000);
    expect([client.drafts.get(direct), world.sent]).toEqual(["from before", ["from before"]]);
  });

  it("[SDK-124] that is refused for good stays here; without an answer it goes again", async () => {
    const world = new DraftWorld();
    const client = await world.connected();
    const accept = world.answer;
    world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
    write(client, "patience");
    await world.pass(6_000);
    world.answer = () => ({ status: 409, body: problem(409, "TOO_MANY") });
    await world.pass(10_000);
    const tries = world.calls.length;
    expect(tries).toBeGreaterThan(1);
    await world.pass(250_000);
    world.other("", world.clock.nowMs - 200_000);
    expect([world.calls.length, client.drafts.get(direct)]).toEqual([tries, "patience"]);
    world.answer = accept;
    write(client, "patience pays");
    await world.pass(6_000);
    expect(world.draft?.text).toBe("patience pays");
  });

  it("[SDK-124] is not sent to a server that has no settings, nor of what is no conversation", async () => {
    const old = new DraftWorld();
    old.features = [];
    const client = await old.connected();
    write(client, "kept here");
    await old.pass(60_000);
    expect([old.calls, client.drafts.get(direct)]).toEqual([[], "kept here"]);
    const world = new DraftWorld();
    const other = await world.connected();
    other.drafts.set("new-group" as ConversationId, "Tea");
    await world.pass(60_000);
    expect(world.calls).toEqual([]);
  });
});
