// One conversation of a model server, whose stream keeps its order and whose HTTP answers come when they like.
import { contentText } from "../../sdk/client/content-text.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { Inbox } from "../../sdk/inbox/inbox.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { direct, entryOf, FakeWorld, me, message, peer, session, settle, tokens } from "../support/sdk-fakes.ts";

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant("event" as const), mine: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("read" as const), seq: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("ask" as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("answer" as const), which: fc.nat(5) }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant("deliver" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What the server said, and when it was so. */
interface Said {
  readonly at: number;
  readonly unread: number;
  readonly tell: (inbox: Inbox) => void;
}

class World {
  readonly inbox = new Inbox();
  readonly wrong: string[] = [];
  readonly #log: boolean[] = [];
  #cursor = 0;
  #now = 0;
  readonly #stream: Said[] = [];
  readonly #answers: Said[] = [];
  /** The newest moment that the device has heard of, and what was unread then. */
  #heard = { at: 0, unread: 0 };

  constructor() {
    this.inbox.put(this.#entry());
  }

  act(one: Step): void {
    this.#now += 1;
    if (one.does === "event") this.#happen(one.mine);
    else if (one.does === "read") this.#read(Math.min(one.seq, this.#log.length));
    else if (one.does === "ask") {
      const entry = this.#entry();
      this.#answers.push({ at: this.#now, unread: entry.unread, tell: (inbox) => void inbox.put(entry) });
    } else if (one.does === "answer") this.#arrive(this.#answers.splice(one.which % (this.#answers.length || 1), 1)[0]);
    else this.#arrive(this.#stream.shift());
  }

  /** All that is under way arrives, the answers last. */
  comeToRest(): void {
    while (this.#stream.length > 0) this.#arrive(this.#stream.shift());
    while (this.#answers.length > 0) this.#arrive(this.#answers.shift());
    const [shown, right] = [this.#shown(), this.#entry()].map((entry) => JSON.stringify(describeEntry(entry)));
    if (shown !== right) this.wrong.push(`at rest ${shown} is shown, not ${right}`);
  }

  #happen(mine: boolean): void {
    this.#log.push(mine);
    const seq = this.#log.length;
    if (mine && this.#cursor === seq - 1) this.#cursor = seq;
    const frame = message(seq, { senderId: mine ? me : peer, unread: this.#unread() });
    this.#stream.push({ at: this.#now, unread: this.#unread(), tell: (inbox) => void inbox.received(frame, me) });
  }

  #read(seq: number): void {
    this.#cursor = Math.max(this.#cursor, seq);
    const unread = this.#unread();
    const receipt = { type: "read-receipt" as const, conversationId: direct, userId: me, seq: this.#cursor, unread };
    this.#stream.push({ at: this.#now, unread, tell: (inbox) => void inbox.read(receipt) });
  }

  #arrive(said: Said | undefined): void {
    if (said === undefined) return;
    const before = this.#shown();
    said.tell(this.inbox);
    if (said.at > this.#heard.at) this.#heard = said;
    const shown = this.#shown();
    if (shown.headSeq < before.headSeq) this.wrong.push("the head fell");
    if (shown.cursorSeq < before.cursorSeq) this.wrong.push("the cursor fell");
    if ((shown.preview?.seq ?? 0) !== shown.headSeq) this.wrong.push("the preview is not that of the head");
    if (shown.unread !== this.#heard.unread) this.wrong.push(`${shown.unread} unread, not ${this.#heard.unread}`);
  }

  #shown(): ConversationEntry {
    const entry = this.inbox.get(direct);
    if (entry === null) throw new Error("the entry is gone");
    return entry;
  }

  #unread(): number {
    return this.#log.filter((mine, index) => !mine && index + 1 > this.#cursor).length;
  }

  #entry(): ConversationEntry {
    const headSeq = this.#log.length;
    const { content, createdAt } = message(headSeq);
    const shown = { type: content.type, text: contentText(content) };
    const senderId = this.#log.at(-1) === true ? me : peer;
    const preview = headSeq === 0 ? null : { seq: headSeq, senderId, ...shown, createdAt };
    return {
      ...entryOf(),
      headSeq,
      cursorSeq: this.#cursor,
      unread: this.#unread(),
      preview,
      inboxVersion: this.#now,
    };
  }
}

const describeEntry = ({ headSeq, cursorSeq, unread, preview }: ConversationEntry): object => ({
  headSeq,
  cursorSeq,
  unread,
  preview: preview && [preview.seq, preview.senderId, preview.text, preview.createdAt],
});

describe("an answer over HTTP that was overtaken", () => {
  it("[SDK-45] the entry shows the newest that was heard, whichever way and in whatever order it came", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        for (const one of steps) world.act(one);
        world.comeToRest();
        expect(world.wrong).toEqual([]);
      }),
      parametersOf(300),
    );
  });

  const opened = (fields: object): object => ({ conversation: entryOf(fields) });

  it("[SDK-45] by the user's own receipt: what was read stays read", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    world.socket.say(message(1, { unread: 1 }));
    const late = Promise.withResolvers<{ status: number; body: object }>();
    world.answer = () => late.promise;
    const opening = client.openDirect({ userId: peer });
    await settle();
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 1, unread: 0 });
    late.resolve({ status: 200, body: opened({ headSeq: 1, cursorSeq: 0, unread: 1 }) });
    expect(await opening).toMatchObject({ cursorSeq: 1, unread: 0 });
    expect(client.conversations()[0]).toMatchObject({ cursorSeq: 1, unread: 0 });
  });

  it("[SDK-45] by the sign-in of somebody else: it is none of theirs", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const late = Promise.withResolvers<{ status: number; body: object }>();
    world.answer = ({ path }) =>
      path === "/api/conversations"
        ? late.promise
        : {
            status: 200,
            body: { user: { ...session.user, id: "user_other" }, device: { id: "device_other" }, ...tokens(2) },
          };
    const opening = client.openDirect({ userId: peer });
    await settle();
    await client.login({ username: "other", password: "password" });
    late.resolve({ status: 200, body: opened({ headSeq: 1, unread: 1 }) });
    expect(await opening).toMatchObject({ id: direct });
    expect(client.conversations()).toEqual([]);
  });
});
