// Answers that overtake each other, deliveries between them, crashes: the inbox never takes an entry for complete that is not.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { openSqlite } from "../support/sqlite.ts";

const id = "direct_a" as ConversationId;

const step = fc.oneof(
  fc.record({ does: fc.constant("event" as const), heard: fc.boolean() }),
  fc.record({ does: fc.constant("read" as const) }),
  fc.record({ does: fc.constant("ask" as const) }),
  fc.record({ does: fc.constant("answer" as const), which: fc.nat(5) }),
  fc.record({ does: fc.constant("restart" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One conversation, the inbox of one of its members, and answers that travel from one to the other. */
class World {
  readonly #sql = openSqlite();
  readonly #travelling: ConversationSummary[] = [];
  inbox: Inbox;
  #head = 0;
  #cursor = 0;
  #version = 0;

  constructor() {
    migrate(this.#sql, { "user-session": userSessionMigrations });
    this.inbox = new Inbox(this.#sql.sql);
  }

  get summary(): ConversationSummary {
    const [headSeq, cursorSeq] = [this.#head, this.#cursor];
    const preview = { seq: headSeq, senderId: "user_peer" as UserId, type: "text", text: "hi", createdAt: headSeq };
    return { kind: "direct", headSeq, cursorSeq, unread: headSeq - cursorSeq, preview, activeAt: headSeq };
  }

  /** @returns what went wrong, or null */
  act(one: Step): string | null {
    switch (one.does) {
      case "event":
        this.#head += 1;
        this.#deliver(!one.heard);
        break;
      case "read":
        this.#cursor = Math.min(this.#head, this.#cursor + 1);
        this.#deliver(false);
        break;
      case "ask":
        this.#travelling.push(this.summary);
        break;
      case "answer":
        return this.#arrive(one.which);
      case "restart":
        this.inbox = new Inbox(this.#sql.sql);
        break;
    }
    return this.#check();
  }

  #deliver(silent: boolean): void {
    this.inbox.noteDelivery(id, { headSeq: this.#head, cursorSeq: this.#cursor }, silent);
  }

  #arrive(which: number): string | null {
    const [answer] = this.#travelling.splice(which % Math.max(1, this.#travelling.length), 1);
    if (answer === undefined) return null;
    // As StreamReceiver.hasMoved says it: deliveries have shown more than the answer knows.
    const moved = answer.headSeq < this.#head || answer.cursorSeq < this.#cursor;
    const { inboxVersion } = this.inbox.refresh(id, answer, moved);
    if (inboxVersion < this.#version) return "the version fell";
    this.#version = inboxVersion;
    return this.#check();
  }

  #check(): string | null {
    const row = this.inbox.get(id);
    if (row === null) return this.#head === 0 ? null : "events came, and it is not in the inbox";
    const isRight = JSON.stringify(row.summary) === JSON.stringify(this.summary);
    return row.stale || isRight ? null : "an entry that is not stale is wrong";
  }
}

it("[INBOX-3] an entry that is not stale is right, whatever comes in whatever order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new World();
      expect(steps.map((one) => world.act(one)).filter((wrong) => wrong !== null)).toEqual([]);
    }),
    parametersOf(100),
  );
});
