// What the sweep asks: the directory for accounts, objects for their tables.
import { membersOfDirect } from "../../schema/protocol/ids.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { passwordShards } from "../../schema/rpc/password-shard.ts";
import { callActor, isUnknownCall, withDeadline } from "../runtime/calls.ts";
import type { Env } from "../runtime/env.ts";
import { conversationStub, passwordShardStub, userSessionStub } from "../runtime/stubs.ts";
import type { SweepPorts } from "./sweep.ts";
import type { SweptObject } from "./sweep-store.ts";

const deadlineMs = 10_000;

export const sweepPorts = (env: Env): SweepPorts => ({
  accounts: async (after, limit) => {
    const query = env.DIRECTORY.prepare(
      "SELECT id FROM (SELECT * FROM (SELECT id FROM account WHERE id > ?1 ORDER BY id LIMIT ?2) UNION ALL" +
        " SELECT * FROM (SELECT user_id AS id FROM deleted_account WHERE user_id > ?1 ORDER BY user_id LIMIT ?2))" +
        " ORDER BY id LIMIT ?2",
    ).bind(after, limit);
    const { results } = await withDeadline(() => query.all<{ id: string }>(), deadlineMs);
    return results.map(({ id }) => id);
  },
  ask: async (object) => {
    try {
      return await callActor(() => askTables(env, object), deadlineMs);
    } catch (thrown) {
      if (isUnknownCall(thrown)) return "older";
      throw thrown;
    }
  },
  classOf: (id) => (membersOfDirect(id) === null ? "Group" : "Conversation"),
  shards: Array.from({ length: passwordShards }, (_, shard) => `shard-${shard}`),
});

function askTables(env: Env, { class: swept, name, after }: SweptObject) {
  switch (swept) {
    case "UserSession":
      return userSessionStub(env, name as UserId).tables({ after: after as ConversationId | null });
    case "Conversation":
    case "Group":
      return conversationStub(env, name as ConversationId).tables();
    case "PasswordShard":
      return passwordShardStub(env, name).tables();
  }
}
