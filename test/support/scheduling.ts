// A session's scheduled messages in Node, over a database that outlives them, and a conversation that finds repeats.
import type { ScheduleMessageBody } from "../../schema/protocol/http-scheduled.ts";
import { messageIdOf, type ClientMsgId, type ConversationId } from "../../schema/protocol/ids.ts";
import type { SendMessageBody } from "../../schema/protocol/message.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import type { Ack } from "../../durable-objects/user-session/inbox/conversations.ts";
import { ScheduledMessages } from "../../durable-objects/user-session/scheduled/scheduled-messages.ts";
import { ScheduledTable } from "../../durable-objects/user-session/scheduled/scheduled-table.ts";
import { SendDue } from "../../durable-objects/user-session/scheduled/send-due.ts";
import { openSqlite } from "./sqlite.ts";

export const talk = "direct_a" as ConversationId;
export const startMs = 1_795_000_000_000;

/** What the conversation does with the next messages: keeps them, keeps them and is not heard, or refuses them. */
export type Fate = "ack" | "lost-answer" | "lost-call" | Refused;

export class Scheduling {
  readonly storage;
  nowMs = startMs;
  /** The log: bodies by id, in the order in which they were committed. */
  readonly log = new Map<ClientMsgId, string>();
  readonly asked: ClientMsgId[] = [];
  fate: Fate = "ack";
  suspended = false;
  /** Set for calls that are answered when the test wants it. */
  hold: Promise<void> | null = null;
  armed = 0;
  /** The states that devices were told. */
  readonly told: (string | null)[] = [];
  paid: Record<string, number> = {};
  isPoor = false;
  readonly left = new Set<ConversationId>();
  table!: ScheduledTable;
  sending!: SendDue;
  scheduled!: ScheduledMessages;
  #life = 0;

  /** @param path of the database; in memory when absent */
  constructor(path?: string) {
    this.storage = openSqlite(path);
    for (const migration of userSessionMigrations) this.storage.sql.exec(migration);
    this.restart();
  }

  /** A new instance: what was in memory is gone, and answers to the one before never come. */
  restart(): void {
    this.#life += 1;
    const life = this.#life;
    const { sql } = this.storage;
    const common = {
      table: new ScheduledTable(sql),
      transaction: (act: () => void) => this.storage.transactionSync(act),
      now: () => this.nowMs,
      arm: () => void (this.armed += 1),
      changed: () => void this.told.push(this.table.revision),
    };
    this.table = common.table;
    this.sending = new SendDue({
      ...common,
      send: (conversationId, messages) => this.#send(life, conversationId, messages),
      refusal: () => (this.suspended ? refused("SUSPENDED") : null),
    });
    this.scheduled = new ScheduledMessages({
      ...common,
      sending: this.sending,
      isIn: (conversationId) => !this.left.has(conversationId),
      pay: (costs) => {
        if (this.isPoor) return { code: "RATE_LIMITED", retryAfterMs: 1_000, limit: "changes" };
        for (const [name, amount] of Object.entries(costs)) this.paid[name] = (this.paid[name] ?? 0) + amount;
        return null;
      },
    });
  }

  async ring(): Promise<void> {
    await this.sending.run({ now: this.nowMs, isRetry: false, signal: new AbortController().signal });
  }

  async ringAt(ms: number): Promise<void> {
    this.nowMs = ms;
    await this.ring();
  }

  schedule(id: string, sendAt: number, more: Partial<ScheduleMessageBody> = {}) {
    const content = { type: "text", text: `text of ${id}` } as const;
    return this.scheduled.schedule({ conversationId: talk, clientMsgId: id as ClientMsgId, content, sendAt, ...more });
  }

  all() {
    const page = this.scheduled.list(undefined, 200);
    return "refusal" in page ? [] : page.items;
  }

  /** The texts of the log. */
  get texts(): string[] {
    return [...this.log.values()].map((body) => (JSON.parse(body) as { content: { text: string } }).content.text);
  }

  async #send(
    life: number,
    conversationId: ConversationId,
    messages: readonly SendMessageBody[],
  ): Promise<readonly (Ack | Refused)[]> {
    const { fate } = this;
    if (this.hold !== null) await this.hold;
    const answers = messages.map((message) => this.#commit(conversationId, message, fate));
    // The instance that asked is gone.
    if (life !== this.#life) return new Promise(() => {});
    return answers;
  }

  #commit(conversationId: ConversationId, { clientMsgId, ...body }: SendMessageBody, fate: Fate): Ack | Refused {
    this.asked.push(clientMsgId);
    if (fate === "lost-call") return refused("UNAVAILABLE");
    const text = JSON.stringify(body);
    const known = this.log.get(clientMsgId);
    // The conversation finds a repeat before it judges anything else; of budgets it is not asked.
    if (typeof fate === "object" && (known === undefined || fate.refusal.code === "RATE_LIMITED")) return fate;
    if (known !== undefined && known !== text) return refused("DUPLICATE_MESSAGE");
    this.log.set(clientMsgId, text);
    if (fate === "lost-answer") return refused("UNAVAILABLE");
    const seq = [...this.log.keys()].indexOf(clientMsgId) + 1;
    return { clientMsgId, conversationId, seq, messageId: messageIdOf(conversationId, seq), createdAt: this.nowMs };
  }
}
