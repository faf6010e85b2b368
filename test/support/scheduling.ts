// A session's scheduled messages in Node, over a database that outlives them, and a conversation that finds repeats.
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import type { ScheduleMessageBody } from "../../schema/protocol/http-scheduled.ts";
import { messageIdOf, type ClientMsgId, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import type { SendMessageBody } from "../../schema/protocol/message.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import type { Ack } from "../../durable-objects/user-session/inbox/conversations.ts";
import { ScheduleWithFiles } from "../../durable-objects/user-session/scheduled/schedule-with-files.ts";
import { ScheduledFiles } from "../../durable-objects/user-session/scheduled/scheduled-files.ts";
import {
  ScheduledMessages,
  type ScheduledHost,
} from "../../durable-objects/user-session/scheduled/scheduled-messages.ts";
import { ScheduledTable } from "../../durable-objects/user-session/scheduled/scheduled-table.ts";
import { SendDue } from "../../durable-objects/user-session/scheduled/send-due.ts";
import { openSqlite } from "./sqlite.ts";

export const talk = "direct_a" as ConversationId;
export const startMs = 1_795_000_000_000;

/** What the conversation does with the next messages: keeps them, keeps them and is not heard, or refuses them. */
export type Fate = "ack" | "lost-answer" | "lost-call" | Refused;

/** A content with a file that the fake objects have: any id whose size is right. */
export const fileContent = (fileId: string, caption: string, size = 9) =>
  ({ type: "file", fileId: fileId as FileId, name: "menu.txt", size, mimeType: "text/plain", caption }) as const;

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
  files!: ScheduledFiles;
  withFiles!: ScheduleWithFiles;
  /** What becomes of the next call to a file's object: carried out, never arrived, or carried out and not heard of. */
  fileFate: () => "done" | "lost" | "unanswered" = () => "done";
  /** Until when objects keep their files, by file and `laterId`; and what was let go of. */
  readonly kept = new Map<string, number>();
  readonly letGo = new Set<string>();
  fileCalls = 0;
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
    this.files = new ScheduledFiles({
      sql,
      userId: "user_me" as UserId,
      now: common.now,
      isFileId: (fileId) => fileId !== "invented",
      file: (fileId) => ({
        keepForLater: ({ laterId, until }) => this.#ofFile(life, () => this.#keep(fileId, laterId, until)),
        letGo: ({ laterId }) => this.#ofFile(life, () => this.#letGo(fileId, laterId)),
      }),
    });
    this.sending = new SendDue({
      ...common,
      send: (conversationId, messages) => this.#send(life, conversationId, messages),
      refusal: () => (this.suspended ? refused("SUSPENDED") : null),
    });
    const pay: ScheduledHost["pay"] = (costs) => {
      if (this.isPoor) return { code: "RATE_LIMITED", retryAfterMs: 1_000, limit: "changes" };
      for (const [name, amount] of Object.entries(costs)) this.paid[name] = (this.paid[name] ?? 0) + amount;
      return null;
    };
    this.scheduled = new ScheduledMessages({
      ...common,
      files: this.files,
      sending: this.sending,
      isIn: (conversationId) => !this.left.has(conversationId),
      pay,
    });
    this.withFiles = new ScheduleWithFiles({ scheduled: this.scheduled, files: this.files, pay });
  }

  /** Each call to an object, as the session's alarm and requests make it. */
  async #ofFile<T>(life: number, act: () => T): Promise<T> {
    this.fileCalls += 1;
    const fate = this.fileFate();
    await Promise.resolve();
    if (fate === "lost") throw new Error("the object was not reached");
    const answer = act();
    if (life !== this.#life) return new Promise(() => {});
    if (fate === "unanswered") throw new Error("the object did not answer");
    return answer;
  }

  #keep(fileId: FileId, laterId: string, until: number): FileFacts | Refused {
    const key = `${fileId} ${laterId}`;
    if (this.letGo.has(key)) return refused("FILE_NOT_FOUND");
    this.kept.set(key, Math.max(until, this.kept.get(key) ?? 0));
    return { fileId, name: "menu.txt", size: 9, mimeType: "text/plain" };
  }

  #letGo(fileId: FileId, laterId: string): void {
    this.kept.delete(`${fileId} ${laterId}`);
    this.letGo.add(`${fileId} ${laterId}`);
  }

  /** The session's alarm, for its files. @returns whether all was told */
  async tellFiles(): Promise<boolean> {
    await this.files.run({ now: this.nowMs, isRetry: false, signal: new AbortController().signal }).catch(() => {});
    return this.files.dueAt(this.nowMs) === null;
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

  scheduleFile(id: string, sendAt: number, fileId: string, size?: number) {
    const content = fileContent(fileId, `text of ${id}`, size);
    return this.withFiles.schedule({ conversationId: talk, clientMsgId: id as ClientMsgId, content, sendAt });
  }

  /** Until when the objects keep the files of scheduled messages, by the message; each must be kept. */
  get keptOfListed(): readonly (readonly [ClientMsgId, number | undefined])[] {
    return this.table.all().flatMap(({ id, laterId, body: { content } }) => {
      if (content.type !== "file") return [];
      return [[id, this.kept.get(`${content.fileId} ${laterId}`)] as const];
    });
  }

  all() {
    const page = this.scheduled.list(undefined, 200);
    return "refusal" in page ? [] : page.items;
  }

  /** The texts of the log. */
  get texts(): string[] {
    type Said = { content: { text?: string; caption?: string } };
    return [...this.log.values()].map((body) => {
      const { text, caption } = (JSON.parse(body) as Said).content;
      return text ?? caption ?? "";
    });
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
