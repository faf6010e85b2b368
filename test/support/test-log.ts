// An EventLog over SQLite in Node: the test sets its clock and its judge, plants faults, and counts the rows it costs.
import { EventLog } from "../../durable-objects/conversation/log/event-log.ts";
import type { Committed, LogHost } from "../../durable-objects/conversation/log/log-host.ts";
import { LogRow } from "../../durable-objects/conversation/log/log-row.ts";
import type { FlushRules } from "../../durable-objects/conversation/ops/operation.ts";
import { eraEvents } from "../../durable-objects/conversation/log/eras.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits, type Limits } from "../../schema/protocol/limits.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

export const [alice, bob, carol] = ["user_alice", "user_bob", "user_carol"] as [UserId, UserId, UserId];
export const startOfTime = 1_800_000_000_000;

/** RFC 9562, for a message submitted at `timeMs`; different for each `n`. */
export function uuidV7(timeMs: number, n: number): ClientMsgId {
  const time = timeMs.toString(16).padStart(12, "0");
  const tail = n.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}` as ClientMsgId;
}

/** A message that says `text`. */
export function item(clientMsgId: string, text = "hi", mentions: readonly UserId[] = []): AppendItem {
  const body = JSON.stringify({ content: { type: "text", text }, ...(mentions.length > 0 && { mentions }) });
  return { clientMsgId: clientMsgId as ClientMsgId, body, bodyHash: ["hash of", text, ...mentions].join(" ") };
}

export const refusalOf = (result: AppendResult): string => ("refusal" in result ? result.refusal.code : "acked");

export interface TestLogOptions {
  readonly limits?: Partial<Limits>;
  readonly eraSize?: number;
}

export class TestLog implements LogHost<never, never> {
  readonly conversationId = "direct_a_b" as ConversationId;
  readonly limits: Limits;
  maxBytes = Number.MAX_SAFE_INTEGER;
  log: EventLog;
  clock = startOfTime;
  settled = 0;
  refusal: Refusal | null = null;
  readonly members: ReadonlySet<UserId> = new Set([alice, bob, carol]);
  readonly commits: Committed[] = [];
  readonly aborts: unknown[] = [];
  /** Events that flushes have overwritten. */
  readonly erasures: number[] = [];
  readonly reported: unknown[] = [];
  /** Since they were last set to 0. */
  rows = { read: 0, written: 0 };
  /** Ids whose events cannot be stored. */
  readonly poisonous = new Set<string>();
  readonly sqlite: SqliteStorage = openSqlite();
  readonly #eraSize: number;
  #messages = 0;

  constructor({ limits = {}, eraSize = eraEvents }: TestLogOptions = {}) {
    this.limits = { ...defaultLimits, LIMIT_LATE_LOOKUPS_PER_MINUTE: 1_000_000, ...limits };
    this.#eraSize = eraSize;
    migrate(this.sqlite, { log: logMigrations });
    this.log = this.#open();
  }

  /** As after hibernation or a crash: what is not in storage is gone. */
  restart(): void {
    this.log = this.#open();
  }

  /** An id of the clock's own time. */
  freshId(agoMs = 0): ClientMsgId {
    return uuidV7(this.clock - agoMs, ++this.#messages);
  }

  async send(senderId: UserId, ...items: AppendItem[]): Promise<AppendResult[]> {
    return this.log.append(senderId, items.length > 0 ? items : [item(this.freshId())]);
  }

  now(): number {
    return this.clock;
  }

  beginFlush(): FlushRules<never, never> {
    const judge = (): Refusal | null => this.refusal;
    return {
      isMember: (userId) => this.members.has(userId),
      sees: () => true,
      judge,
      change: (_actorId, change) => change,
      reach: () => 2,
      leavers: () => [],
      save: () => {},
      committed: () => {},
    };
  }

  settledSeq(): number {
    return Math.min(this.settled, this.log.headSeq);
  }

  erased(seqs: readonly number[]): void {
    this.erasures.push(...seqs);
  }

  committed(change: Committed): void {
    this.commits.push(change);
  }

  report(cause: unknown): void {
    this.reported.push(cause);
  }

  abort(cause: unknown): void {
    this.aborts.push(cause);
  }

  #isPoisoned(meta: string, own: string): boolean {
    return [...new LogRow({ meta, own }).events()].some(({ clientMsgId }) => this.poisonous.has(clientMsgId));
  }

  #open(): EventLog {
    const { sql } = this.sqlite;
    const exec = (query: string, ...bindings: unknown[]): unknown => {
      if (query.startsWith("INSERT INTO log") && this.#isPoisoned(String(bindings[2]), String(bindings[3])))
        throw new Error("planted");
      const cursor = sql.exec(query, ...bindings);
      this.rows.read += cursor.rowsRead;
      this.rows.written += cursor.rowsWritten;
      return cursor;
    };
    const counting = {
      get databaseSize(): number {
        return sql.databaseSize;
      },
      exec,
    };
    const { transactionSync } = this.sqlite;
    const storage = { sql: counting, transactionSync };
    return new EventLog(standInFor<DurableObjectStorage>(storage), this, this.#eraSize);
  }
}
