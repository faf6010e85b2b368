// A group's rules over SQLite in Node: ops are judged in flushes as the actor makes them, and stored.
import { decideOp } from "../../durable-objects/group/decide-op.ts";
import type { ChangeBody, Decision } from "../../durable-objects/group/decision.ts";
import { GroupDraft, type GroupState } from "../../durable-objects/group/group-state.ts";
import { GroupStore } from "../../durable-objects/group/group-store.ts";
import { maySend } from "../../durable-objects/group/judging.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import type { GroupSettings, Role } from "../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { freeSettings } from "./group-settings.ts";
import { standInFor } from "./stand-in-for.ts";

export const groupId = "group_test" as ConversationId;

/** `user_<name>`. */
export const person = (name: string | number): UserId => `user_${name}` as UserId;
export const [olga, adam, anna, mona, mike, stan] = ["olga", "adam", "anna", "mona", "mike", "stan"].map(person) as [
  UserId,
  UserId,
  UserId,
  UserId,
  UserId,
  UserId,
];

export const info = { name: "Climbers", description: "", avatar: "" };
/** `done`, or the code of the refusal. */
export const codeOf = (decision: Decision): string => ("refusal" in decision ? decision.refusal.code : "done");

export class TestGroup {
  state: GroupState;
  headSeq = 0;
  now = 1_800_000_000_000;
  limits = { LIMIT_GROUP_MEMBERS: 500 };
  /** Since it was last set to 0. */
  rowsWritten = 0;
  readonly sqlite: SqliteStorage = openSqlite();
  readonly store: GroupStore;

  constructor() {
    const { sql } = this.sqlite;
    migrate(this.sqlite, { group: groupMigrations });
    const exec = (query: string, ...bindings: unknown[]): unknown => {
      const cursor = sql.exec(query, ...bindings);
      this.rowsWritten += cursor.rowsWritten;
      return cursor;
    };
    this.store = new GroupStore(standInFor<SqlStorage>({ exec }));
    this.state = this.store.load();
  }

  /** One flush; what each op came to. */
  together(...ops: readonly (readonly [UserId, GroupOp])[]): Decision[] {
    const draft = new GroupDraft(this.state);
    let headSeq = this.headSeq;
    const decisions = ops.map(([actorId, op]) => {
      const decision = decideOp(draft, actorId, op, { now: this.now, headSeq, limits: this.limits });
      if ("events" in decision) headSeq += decision.events.length;
      return decision;
    });
    this.store.save(draft.patch(), groupId);
    this.state = draft.finish();
    this.headSeq = headSeq;
    return decisions;
  }

  do(actorId: UserId, op: GroupOp): Decision {
    return this.together([actorId, op])[0] as Decision;
  }

  /** The refusal's code, or the changes that the events tell of. */
  try(actorId: UserId, op: GroupOp): string | ChangeBody["change"][] {
    const decision = this.do(actorId, op);
    return "refusal" in decision ? decision.refusal.code : decision.events.map(({ change }) => change);
  }

  /** A message takes a seq. @returns the refusal's code, or `done` */
  send(userId: UserId, mentionsAll = false): string {
    const refusal = maySend(new GroupDraft(this.state), userId, { mentionsAll }, this.now);
    if (refusal !== null) return refusal.code;
    this.headSeq += 1;
    return "done";
  }

  roleOf(userId: UserId): Role | null {
    return this.state.members.get(userId)?.role ?? null;
  }
}

/** Olga's group, with two admins, Adam and Anna, and two members, Mona and Mike. Stan is a stranger. */
export function climbers(changed: Partial<GroupSettings> = {}): TestGroup {
  const group = new TestGroup();
  const memberIds = [adam, anna, mona, mike];
  group.together(
    [olga, { kind: "create", info, settings: { ...freeSettings, ...changed }, memberIds }],
    [olga, { kind: "set-role", userId: adam, role: "admin" }],
    [olga, { kind: "set-role", userId: anna, role: "admin" }],
  );
  return group;
}
