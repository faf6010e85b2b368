// A group's log in Node: the real log, rules, store and views over SQLite; the test sets clock and marks and plants faults.
import { groupRules } from "../../durable-objects/group/group-rules.ts";
import { findFormer } from "../../durable-objects/group/former-draft.ts";
import type { GroupState } from "../../durable-objects/group/group-state.ts";
import { GroupStore } from "../../durable-objects/group/group-store.ts";
import { EventLog } from "../../durable-objects/conversation/log/event-log.ts";
import type { LogHost } from "../../durable-objects/conversation/log/log-host.ts";
import type { FlushRules } from "../../durable-objects/conversation/ops/operation.ts";
import { ViewedLog } from "../../durable-objects/conversation/log/viewed-log.ts";
import type { Intervals } from "../../durable-objects/conversation/log/visibility.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits, type Limits } from "../../schema/protocol/limits.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { groupId } from "./test-group.ts";
import { standInFor } from "./stand-in-for.ts";

/** Events whose body has it cannot be stored, and rows that have it cannot either. */
export const poison = { event: "poisonous event", row: "poisonous row" } as const;

export class GroupLog implements LogHost<GroupOp, GroupOpDone> {
  readonly maxBytes = Number.MAX_SAFE_INTEGER;
  readonly conversationId = groupId;
  readonly limits: Limits;
  clock = 1_800_000_000_000;
  /** What every subscriber has. */
  settled = 0;
  readonly aborts: unknown[] = [];
  readonly reported: unknown[] = [];
  state: GroupState;
  log: EventLog<GroupOp, GroupOpDone>;
  view: ViewedLog;
  readonly #sqlite: SqliteStorage = openSqlite();
  readonly #store: GroupStore;
  readonly #eraSize: number;

  constructor(maxMembers: number, eraSize: number) {
    this.limits = { ...defaultLimits, LIMIT_GROUP_MEMBERS: maxMembers };
    this.#eraSize = eraSize;
    migrate(this.#sqlite, { log: logMigrations, group: groupMigrations });
    this.#store = new GroupStore(this.#poisoned().sql);
    this.state = this.#store.load();
    this.log = this.#open();
    this.view = new ViewedLog(groupId, this.log);
  }

  /** As after hibernation or a crash: what is not in storage is gone. */
  restart(): void {
    this.state = this.#store.load();
    this.log = this.#open();
    this.view = new ViewedLog(groupId, this.log);
  }

  intervalsOf(userId: UserId): Intervals {
    return (this.state.members.get(userId) ?? findFormer(this.state, userId))?.intervals ?? [];
  }

  /** Since the group was made. */
  get rowsWritten(): number {
    return Number(this.#sqlite.sql.exec("SELECT total_changes() AS n").one()["n"]);
  }

  /** Of the packed row of all readers. */
  readersRowBytes(): number {
    const query = "SELECT length(CAST(readers AS BLOB)) AS bytes FROM checkpoint";
    return Number(this.#sqlite.sql.exec(query).one()["bytes"]);
  }

  now(): number {
    return this.clock;
  }

  beginFlush(): FlushRules<GroupOp, GroupOpDone> {
    return groupRules({
      state: this.state,
      limits: this.limits,
      hasLastEvent: (userId) => (this.state.leavers.get(userId)?.intervals.at(-1)?.toSeq ?? 0) <= this.settled,
      save: (patch) => this.#store.save(patch, groupId),
      committed: (state) => (this.state = state),
    });
  }

  settledSeq(): number {
    return Math.min(this.settled, this.log.headSeq);
  }

  erased(): void {}

  committed(): void {}

  report(cause: unknown): void {
    this.reported.push(cause);
  }

  abort(cause: unknown): void {
    this.aborts.push(cause);
  }

  #open(): EventLog<GroupOp, GroupOpDone> {
    return new EventLog(this.#poisoned() as DurableObjectStorage, this, this.#eraSize);
  }

  #poisoned(): Pick<DurableObjectStorage, "sql" | "transactionSync"> {
    const { sql, transactionSync } = this.#sqlite;
    const exec = (query: string, ...bindings: unknown[]): unknown => {
      const what = query.startsWith("INSERT INTO log_") ? poison.event : poison.row;
      const isPoisonous = bindings.some((one) => typeof one === "string" && one.includes(what));
      if (isPoisonous && (what === poison.event || query.startsWith("INSERT INTO announcement")))
        throw new Error("planted");
      return sql.exec(query, ...bindings);
    };
    const poisoned = {
      get databaseSize(): number {
        return sql.databaseSize;
      },
      exec,
    };
    return { sql: standInFor<SqlStorage>(poisoned), transactionSync };
  }
}
