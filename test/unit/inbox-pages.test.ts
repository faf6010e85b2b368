// Pages of the inbox while its entries move: what one walk over all pages misses, the next question brings.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { FakeConversation, FakeSession } from "../support/fake-session.ts";
import { parametersOf } from "../support/fuzz-runs.ts";

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant("page" as const), limit: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("event" as const), in: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("read" as const), in: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("refresh" as const), in: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("reachable" as const), in: fc.nat(7) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A client that lists by pages, again and again, and keeps of each walk the version that its last page named. */
class Client {
  readonly held = new Map<ConversationId, ConversationEntry>();
  readonly #session: FakeSession;
  #since: number | undefined;
  #cursor: string | null = null;

  constructor(session: FakeSession) {
    this.#session = session;
  }

  /** @returns whether it was the last page of a walk */
  async nextPage(limit: number): Promise<boolean> {
    const page = await this.#session.conversations.list({
      limit,
      ...(this.#since === undefined ? {} : { since: this.#since }),
      ...(this.#cursor === null ? {} : { cursor: this.#cursor }),
    });
    if ("refusal" in page) throw new Error(page.refusal.code);
    for (const entry of page.items) this.held.set(entry.id, entry);
    this.#cursor = page.next;
    if (page.next === null) this.#since = page.inboxVersion;
    return page.next === null;
  }
}

class World {
  readonly #conversations = Array.from(
    { length: 8 },
    (_, i) => new FakeConversation(`direct_${i}` as ConversationId, 1),
  );
  readonly session = new FakeSession(this.#conversations);
  readonly client = new Client(this.session);
  #now = 1;

  static async begin(): Promise<World> {
    const world = new World();
    for (const conversation of world.#conversations) {
      conversation.activeAt = world.#now++;
      await world.session.conversations.read(conversation.id, null);
    }
    return world;
  }

  async act(one: Step): Promise<void> {
    if (one.does === "page") return void (await this.client.nextPage(one.limit));
    const conversation = this.#conversations[one.in] as FakeConversation;
    if (one.does === "event") {
      conversation.head += 1;
      conversation.activeAt = this.#now++;
      this.session.deliver(conversation, conversation.head - 1);
    } else if (one.does === "read") {
      conversation.cursor = conversation.head;
      this.session.deliver(conversation, conversation.head);
    } else if (one.does === "reachable") conversation.unreachable = !conversation.unreachable;
    // Another device of the user asks.
    else await this.session.conversations.read(conversation.id, null).catch(() => {});
  }

  /** The rest of the walk that is under way, and one more: everybody answers again. */
  async comeToRest(): Promise<void> {
    for (const conversation of this.#conversations) conversation.unreachable = false;
    while (!(await this.client.nextPage(2)));
    while (!(await this.client.nextPage(2)));
  }

  get right(): unknown[] {
    return this.#conversations.map(({ id, head, cursor, activeAt }) => [id, head, cursor, head - cursor, activeAt]);
  }

  get shown(): unknown[] {
    const entries = [...this.client.held.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return entries.map(({ id, headSeq, cursorSeq, unread, activeAt }) => [id, headSeq, cursorSeq, unread, activeAt]);
  }
}

describe("pages of the inbox while entries move", () => {
  it("[INBOX-8] what moves to a page that was there already comes with the next question", async () => {
    const world = await World.begin();
    await world.client.nextPage(4); // 7, 6, 5, 4
    await world.act({ does: "event", in: 1 }); // to the top, from a page to come
    while (!(await world.client.nextPage(4)));
    while (!(await world.client.nextPage(4)));
    expect(world.shown).toEqual(world.right);
  });

  it("[INBOX-8] after each whole walk the version of any of its pages leads to all that it missed", async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const world = await World.begin();
      for (const one of steps) await world.act(one);
      await world.comeToRest();
      expect(world.shown).toEqual(world.right);
    });
    await fc.assert(property, parametersOf(100));
  });
});
