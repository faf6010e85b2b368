// Where the user has asked to join and waits for an answer. The group has the request; a row here says whom to ask, and goes
// once the group has none.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { MyJoinRequest } from "../../../schema/protocol/invitations.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone, GroupRpc } from "../../../schema/rpc/group.ts";
import type { PageQuery } from "../../../schema/rpc/session-questions.ts";
import { callActor } from "../../runtime/calls.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { newestFirst } from "../newest-first.ts";

export interface OwnJoinRequestsHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly budgets: Pick<Budgets, "take">;
  stub(groupId: ConversationId): Pick<GroupRpc, "describe">;
  now(): number;
}

type Row = { groupId: ConversationId; at: number };

const atOnce = 8;

export class OwnJoinRequests {
  readonly #host: OwnJoinRequestsHost;

  constructor(host: OwnJoinRequestsHost) {
    this.#host = host;
  }

  /** What came of an op of the user's. */
  note(groupId: ConversationId, op: GroupOp, done: GroupOpDone | Refused): void {
    if ("refusal" in done) return;
    if (op.kind === "withdraw-request") this.#delete(groupId);
    if (op.kind === "join" && done.requested) this.#add(groupId);
  }

  /**
   * As many calls as there are in the page, and at least one is charged.
   *
   * @throws ActorUnavailable
   */
  async list(query: PageQuery): Promise<{ items: readonly MyJoinRequest[]; next: string | null } | Refused> {
    const { items: page, next } = newestFirst(this.#all, query, ({ at }) => at);
    const refusal = this.#host.budgets.take({ calls: Math.max(1, page.length) });
    if (refusal !== null) return { refusal };
    const found = new Map<ConversationId, MyJoinRequest>();
    await eachInParallel(page, atOnce, async ({ groupId, at }) => {
      const described = await callActor(() => this.#host.stub(groupId).describe({ userId: this.#host.userId }));
      if ("refusal" in described || described.requested !== true) return this.#delete(groupId);
      const { name, avatar, memberCount } = described.profile;
      found.set(groupId, { groupId, group: { name, avatar, memberCount }, createdAt: at });
    });
    return { items: page.flatMap(({ groupId }) => found.get(groupId) ?? []), next };
  }

  groups(): readonly ConversationId[] {
    return this.#all.map(({ groupId }) => groupId);
  }

  get #all(): readonly Row[] {
    const query = "SELECT group_id AS groupId, at FROM own_join_request";
    return [...this.#host.sql.exec<Row>(query)].toSorted((a, b) => b.at - a.at);
  }

  #add(groupId: ConversationId): void {
    const all = this.#all;
    if (all.some((row) => row.groupId === groupId)) return;
    const at = Math.max(this.#host.now(), (all[0]?.at ?? 0) + 1);
    this.#host.sql.exec("INSERT INTO own_join_request VALUES (?, ?)", groupId, at);
    for (const row of all.slice(wireLimits.maxMyJoinRequests - 1)) this.#delete(row.groupId);
  }

  #delete(groupId: ConversationId): void {
    this.#host.sql.exec("DELETE FROM own_join_request WHERE group_id = ?", groupId);
  }
}
