// A group's rows: what is written for which change, and that what was written is read again. On SQLite in Node.
import { expect, it } from "vitest";
import { decideOp } from "../../durable-objects/group/decide-op.ts";
import { emptyGroupState, GroupDraft } from "../../durable-objects/group/group-state.ts";
import { GroupStore } from "../../durable-objects/group/group-store.ts";
import { migrate } from "../../durable-objects/migrate.ts";
import { groupMigrations } from "../../schema/group/migrations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { openSqlite } from "../support/sqlite.ts";

it("[GROUP-1] loads what it saved", () => {
  const sqlite = openSqlite();
  migrate(sqlite, { group: groupMigrations });
  const store = new GroupStore(sqlite.sql);
  const draft = new GroupDraft(store.load());
  const [a, b, c] = ["user_a", "user_b", "user_c"] as [UserId, UserId, UserId];
  const { info, settings } = emptyGroupState.core;
  const context = { now: 5, headSeq: 0, limits: { LIMIT_GROUP_MEMBERS: 10 } };
  decideOp(draft, a, { kind: "create", info, settings, memberIds: [b, a, c] }, context);
  store.save(draft.patch(), "group_x" as ConversationId);
  expect(store.load()).toEqual(draft.finish());
  decideOp(draft, a, { kind: "dissolve" }, { ...context, headSeq: 3 });
  store.save(draft.patch(), "group_x" as ConversationId);
  expect(store.load()).toEqual(draft.finish());
});
