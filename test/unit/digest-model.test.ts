// Mails about what was missed, whatever is read, lost, repeated or crashes: each message in one mail at most, at most one mail a day,
// and what nobody reads is told.
import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Digest } from "../../durable-objects/user-session/mail/digest.ts";
import { EmailTable } from "../../durable-objects/user-session/mail/email-table.ts";
import type { InboxRow } from "../../durable-objects/user-session/inbox/inbox-row.ts";
import { defaultNotificationSettings } from "../../schema/protocol/notifications.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import type { Mail, MailOutcome } from "../../schema/rpc/mails.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { openSqlite } from "../support/sqlite.ts";

const me = "user_me" as UserId;
const peer = "user_peer" as UserId;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Message {
  readonly seq: number;
  readonly at: number;
  readonly isMeant: boolean;
  isGone: boolean;
}

/** A conversation, and what the session knows of it. */
class Talk {
  readonly messages: Message[] = [];
  cursor = 0;
  summary: ConversationSummary | null = null;
  stale = true;

  readonly id: ConversationId;
  readonly kind: "direct" | "group";

  constructor(id: ConversationId, kind: "direct" | "group") {
    this.id = id;
    this.kind = kind;
  }

  get head(): number {
    return this.messages.length;
  }

  get unread(): readonly Message[] {
    return this.messages.filter(({ seq, isGone }) => seq > this.cursor && !isGone);
  }

  read(): void {
    this.stale = false;
    this.summary = {
      kind: this.kind,
      ...(this.kind === "direct" ? { peerId: peer } : { group: { name: "Tea" } as never }),
      headSeq: this.head,
      cursorSeq: this.cursor,
      unread: this.unread.length,
      mentions: this.unread.filter(({ isMeant }) => isMeant).length,
      preview: null,
      activeAt: 0,
    };
  }

  /** Of which a digest is to tell. */
  get meant(): readonly Message[] {
    return this.unread.filter(({ isMeant }) => this.kind === "direct" || isMeant);
  }
}

interface SentMail {
  readonly at: number;
  /** What no mail that somebody may have got has told before. */
  readonly told: readonly string[];
  /** Conversations that it names, though none was there that nobody had been told of, and that was missed for a day. */
  readonly withoutCause: readonly ConversationId[];
  /** Whether the service has it, as far as anybody knows. */
  readonly outcome: MailOutcome | "cut off";
}

class World {
  now = 1_800_000_000_000;
  readonly talks = [
    new Talk("direct_a" as ConversationId, "direct"),
    new Talk("direct_b" as ConversationId, "direct"),
    new Talk("group_c" as ConversationId, "group"),
  ];
  readonly #storage = openSqlite();
  readonly jobs: string[] = [];
  readonly sent: SentMail[] = [];
  #ids = 0;
  digest: Digest;

  constructor() {
    migrate(this.#storage, { "user-session": userSessionMigrations });
    new EmailTable(this.#storage.sql).edit({ current: { id: "address", address: "me@example.com" } });
    this.digest = this.#start();
  }

  #start(): Digest {
    const row = (talk: Talk): InboxRow => ({
      conversationId: talk.id,
      stale: talk.stale,
      version: 1,
      headSeq: talk.head,
      activeAt: 0,
      summary: talk.summary,
    });
    return new Digest({
      userId: me,
      table: new EmailTable(this.#storage.sql),
      choices: { all: { ...defaultNotificationSettings, emailDigest: true }, edit: () => defaultNotificationSettings },
      inbox: {
        all: () => this.talks.map(row),
        get: (id) => row(this.talk(id)),
        entryOf: () => null,
        settings: { get: () => ({}) } as never,
      },
      read: async (id, from) => {
        const talk = this.talk(id);
        talk.read();
        const events = from === null ? [] : talk.messages.filter(({ seq }) => seq > from);
        return {
          page: { events: events.map((one) => ({ seq: one.seq, frame: frameOf(talk, one) })), more: false },
        };
      },
      budgets: { take: () => null },
      jobs: { add: () => void this.jobs.push(`job ${(this.#ids += 1)}`) },
      startJobs: () => {},
      refusal: () => null,
      arm: () => {},
      now: () => this.now,
    });
  }

  talk(id: ConversationId): Talk {
    const found = this.talks.find((talk) => talk.id === id);
    if (found === undefined) throw new Error(`no conversation ${id}`);
    return found;
  }

  /** The session's memory is gone. */
  restart(): void {
    this.digest = this.#start();
  }

  /** What the service refused for certain nobody got. */
  get got(): readonly SentMail[] {
    return this.sent.filter(({ outcome }) => outcome !== "refused");
  }

  ring(): void {
    this.digest.run({ now: this.now });
  }

  async runJob(jobId: string, outcome: MailOutcome | "cut off"): Promise<void> {
    const mail: Mail | null = await this.digest.take(jobId);
    if (mail === null || mail.kind !== "digest") return;
    const before = new Set(this.got.flatMap(({ told }) => told));
    const named = mail.missed.map(({ conversationId }) => conversationId);
    const newsOf = (id: ConversationId) => this.talk(id).meant.filter(({ seq }) => !before.has(`${id} ${seq}`));
    const told = named.flatMap((id) => newsOf(id).map(({ seq }) => `${id} ${seq}`));
    const withoutCause = named.filter((id) => !newsOf(id).some(({ at }) => at + dayMs <= this.now));
    this.sent.push({ at: this.now, told, withoutCause, outcome });
    if (outcome === "cut off") this.restart();
    else this.digest.settle(jobId, outcome);
  }
}

const frameOf = ({ kind }: Talk, { seq, at, isMeant, isGone }: Message): string =>
  JSON.stringify({
    type: "new-message",
    seq,
    senderId: peer,
    createdAt: at,
    content: isGone ? { type: "gone" } : { type: "text" },
    ...(kind === "group" && isMeant && { mentions: [me] }),
  });

type Step =
  | { readonly does: "write"; readonly to: number; readonly isMeant: boolean }
  | { readonly does: "read" | "recall"; readonly to: number }
  | { readonly does: "wait"; readonly hours: number }
  | { readonly does: "ring" | "restart" | "lose" }
  | { readonly does: "job"; readonly again: boolean; readonly outcome: MailOutcome | "cut off" };

const outcomes = ["taken", "taken", "refused", "unknown", "cut off"] as const;
const stepOf = oneof(
  record({ does: constant("write" as const), to: nat(2), isMeant: constantFrom(true, false) }),
  record({ does: constantFrom("read" as const, "recall" as const), to: nat(2) }),
  record({ does: constant("wait" as const), hours: nat(30) }),
  record({ does: constantFrom("ring" as const, "ring" as const, "restart" as const, "lose" as const) }),
  record({
    does: constant("job" as const),
    again: constantFrom(false, false, true),
    outcome: constantFrom(...outcomes),
  }),
);

async function take(world: World, step: Step, ran: string[]): Promise<void> {
  switch (step.does) {
    case "write": {
      const talk = world.talks[step.to];
      talk?.messages.push({ seq: talk.head + 1, at: world.now, isMeant: step.isMeant, isGone: false });
      if (talk !== undefined) talk.stale = true;
      return world.digest.heard();
    }
    case "read": {
      const talk = world.talks[step.to];
      if (talk !== undefined) [talk.cursor, talk.stale] = [talk.head, true];
      return;
    }
    case "recall": {
      const last = world.talks[step.to]?.messages.at(-1);
      if (last !== undefined) last.isGone = true;
      return;
    }
    case "wait":
      world.now += step.hours * hourMs;
      return;
    case "ring":
      return world.ring();
    case "restart":
      return world.restart();
    case "lose":
      world.jobs.shift();
      return;
    case "job": {
      const jobId = step.again ? ran.at(-1) : world.jobs.shift();
      if (jobId === undefined) return;
      ran.push(jobId);
      return world.runJob(jobId, step.outcome);
    }
  }
}

/** Nobody reads any more, and nothing fails. */
async function settleDown(world: World): Promise<void> {
  for (let hour = 0; hour < 24 * 5; hour++) {
    world.now += hourMs;
    const dueAt = world.digest.dueAt();
    if (dueAt !== null && dueAt <= world.now) world.ring();
    for (const jobId of world.jobs.splice(0)) await world.runJob(jobId, "taken");
  }
}

/** What is wrong. */
function faults(world: World): readonly string[] {
  const { got, sent } = world;
  const told = got.flatMap((mail) => mail.told);
  const twice = sent.flatMap(({ at, withoutCause }) => withoutCause.map((id) => `again, or too early: ${id} at ${at}`));
  const close = got.flatMap(({ at }, n) => {
    const before = got[n - 1];
    return before !== undefined && at - before.at < dayMs ? [`two within a day, at ${at}`] : [];
  });
  const untold = world.talks.flatMap(({ id, meant }) =>
    meant.filter(({ seq }) => !told.includes(`${id} ${seq}`)).map(({ seq }) => `untold: ${id} ${seq}`),
  );
  return [...twice, ...close, ...untold];
}

describe("[MAIL-10] [MAIL-11] [MAIL-14] digests, whatever is read, lost, repeated or crashes", () => {
  it("each message is in one mail at most, there is at most one a day, and what nobody reads is told", async () => {
    const steps = array(stepOf, { maxLength: 40, size: "max" });
    await assert(
      asyncProperty(steps, async (all) => {
        const world = new World();
        const ran: string[] = [];
        for (const step of all) await take(world, step, ran);
        await settleDown(world);
        expect(faults(world)).toEqual([]);
      }),
      parametersOf(300),
    );
  });
});
