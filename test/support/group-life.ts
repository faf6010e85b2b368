// One life of a group's object in Node: the real core, rules, store and streams, wired as the actor wires them, over SQLite.
import { ConversationCore } from "../../durable-objects/conversation/conversation-core.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { findFormer } from "../../durable-objects/group/former-draft.ts";
import { groupRules } from "../../durable-objects/group/group-rules.ts";
import { GroupStore } from "../../durable-objects/group/group-store.ts";
import type { GroupState } from "../../durable-objects/group/group-state.ts";
import {
  followMemberships,
  joinedSeqs,
  leaversOf,
  newLeavers,
  resumeMemberships,
} from "../../durable-objects/group/membership-streams.ts";
import type { Intervals } from "../../durable-objects/conversation/log/visibility.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

export const stormyGroup = "group_00000000000000000000000000" as ConversationId;

/** Brings a delivery to a user's session, or fails. */
export type Deliver = (userId: UserId, delivery: Delivery) => Promise<DeliveryAnswer>;

export class GroupLife {
  readonly core: ConversationCore<GroupOp, GroupOpDone>;
  state: GroupState;

  constructor(storage: SqliteStorage, deliver: Deliver) {
    migrate(storage, { log: logMigrations, group: groupMigrations });
    const store = new GroupStore(storage.sql);
    this.state = store.load();
    this.core = new ConversationCore<GroupOp, GroupOpDone>({
      ctx: contextOf(storage),
      env: envOf(deliver),
      conversationId: stormyGroup,
      beginFlush: () => {
        const { headSeq } = this.core.log;
        return groupRules({
          state: this.state,
          limits: defaultLimits,
          hasLastEvent: (userId) => !this.core.publishers.has(userId),
          save: (patch) => {
            store.save(patch, stormyGroup);
            this.core.receipts.leaving(leaversOf(patch));
          },
          committed: (state, returned) => {
            const before = this.state;
            this.state = state;
            followMemberships(this.core.publishers, { before, after: state, returned, headBefore: headSeq });
            this.core.receipts.left([...newLeavers(before, state)].map(([userId]) => userId));
          },
        });
      },
      mayRead: (userId) => (this.intervalsOf(userId).length > 0 ? null : { code: "CONVERSATION_NOT_FOUND" }),
      isMember: (userId) => this.state.members.has(userId),
      mayShowTyping: () => true,
      mayShowReads: () => true,
      memberCount: () => this.state.members.size,
      members: () => this.state.members.keys(),
      memberships: () => joinedSeqs(this.state),
      intervalsOf: (userId) => this.intervalsOf(userId),
      describeFor: (userId) => ({
        kind: "group",
        group: { name: "Tea", avatar: "", memberCount: this.state.members.size },
        ...(this.state.members.has(userId) ? {} : { left: true as const }),
      }),
      exists: () => this.state.core.createdBy !== null,
      madeAt: () => 0,
    });
    resumeMemberships(this.core.publishers, this.state);
  }

  intervalsOf(userId: UserId): Intervals {
    return (this.state.members.get(userId) ?? findFormer(this.state, userId))?.intervals ?? [];
  }
}

const contextOf = (storage: SqliteStorage): DurableObjectState =>
  standInFor<DurableObjectState>({
    storage: { ...storage, sql: storage.sql, getAlarm: () => Promise.resolve(null), setAlarm: () => Promise.resolve() },
    abort: (reason: string) => {
      throw new Error(reason);
    },
    blockConcurrencyWhile: <T>(task: () => Promise<T>) => task(),
  });

const envOf = (deliver: Deliver): Env =>
  standInFor<Env>({
    // Never asked: no time passes in which history would be due.
    DIRECTORY: {},
    HISTORY: {},
    USER_SESSION: {
      idFromName: (name: string) => name,
      get: (name: string) => ({ deliver: (delivery: Delivery) => deliver(name as UserId, delivery) }),
    },
  });
