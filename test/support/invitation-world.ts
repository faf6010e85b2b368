// A group and the session of somebody who is invited to it: calls between the two are lost, late or not answered, and either
// side forgets its memory.
import { InvitationTeller } from "../../durable-objects/group/invitation-teller.ts";
import { decideOp } from "../../durable-objects/group/decide-op.ts";
import type { Decision } from "../../durable-objects/group/decision.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { listedGroup } from "../../durable-objects/group/group-views.ts";
import { ActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Invitations, isAnswered } from "../../durable-objects/user-session/people/invitations.ts";
import type { Random } from "../../lab/kit/random.ts";
import type { MyInvitation } from "../../schema/protocol/invitations.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import type { InvitationNews } from "../../schema/rpc/invitations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite } from "./sqlite.ts";
import { climbers, groupId, mona, olga, stan } from "./test-group.ts";

type Fate = "answered" | "lost" | "unanswered";

export class InvitationWorld {
  readonly group = climbers();
  readonly blocked = new Set<UserId>();
  /** What the devices were told. */
  readonly told: (string | null)[] = [];
  /** Of the next calls, either way. */
  fate: () => Fate = () => "answered";
  calls = 0;
  readonly #session = openSqlite();
  readonly #late: InvitationNews[] = [];
  teller = this.#wakeTeller();
  invitations: Invitations;

  constructor() {
    migrate(this.#session, { "user-session": userSessionMigrations });
    this.invitations = this.#wakeSession();
  }

  get shown(): readonly MyInvitation[] {
    return this.invitations.list({ limit: 50 }).items;
  }

  /** In the group alone; the session is told, and may not hear of it. */
  async change(actorId: UserId, op: GroupOp): Promise<Decision> {
    const { group } = this;
    const draft = new GroupDraft(group.state);
    const decision = decideOp(draft, actorId, op, { now: group.now, headSeq: group.headSeq, limits: group.limits });
    if ("refusal" in decision) return decision;
    group.headSeq += decision.events.length;
    const patch = draft.patch();
    group.store.save(patch, groupId);
    this.teller.save(patch.news);
    group.state = draft.finish();
    await this.teller.tell(patch.news.keys()).catch(() => {});
    return decision;
  }

  /** Somebody who does not agree is added. */
  invite(by: UserId = mona, userId: UserId = stan): Promise<Decision> {
    return this.change(by, { kind: "add-members", userIds: [userId], consents: { of: [], askedAt: this.group.now } });
  }

  /** By the session of the invited. */
  async answer(accept: boolean): Promise<string> {
    const fate = this.fate();
    if (fate === "lost") return "UNAVAILABLE";
    const decision = await this.change(stan, { kind: "answer-invitation", accept });
    if (fate === "unanswered") return "UNAVAILABLE";
    const done = "refusal" in decision ? decision : decision.done;
    if (isAnswered(done)) this.invitations.answered(groupId);
    return "refusal" in done ? done.refusal.code : "done";
  }

  block(userId: UserId): void {
    this.blocked.add(userId);
    this.invitations.forgetFrom(userId);
  }

  async ring(): Promise<void> {
    const { now } = this.group;
    await this.teller.run({ now, isRetry: false, signal: new AbortController().signal }).catch(() => {});
  }

  crashGroup(): void {
    this.group.now += 1;
    this.group.state = this.group.store.load();
    this.teller = this.#wakeTeller();
  }

  crashSession(): void {
    this.invitations = this.#wakeSession();
  }

  /** A call that was made before arrives once more. */
  repeatOne(random: Random): void {
    const news = random.pickOrNone(this.#late);
    if (news !== undefined) this.invitations.hear(news);
  }

  /** Written by `act`, in the group and in the session. */
  async rowsWritten(act: () => Promise<unknown>): Promise<readonly number[]> {
    const count = (): number[] =>
      [this.group.sqlite, this.#session].map(({ sql }) => Number(sql.exec("SELECT total_changes() AS n").one()["n"]));
    const before = count();
    await act();
    return count().map((now, index) => now - (before[index] ?? 0));
  }

  #wakeTeller(): InvitationTeller {
    return new InvitationTeller({
      sql: this.group.sqlite.sql,
      groupId,
      group: () => listedGroup(this.group.state),
      tell: async (userId, news) => {
        if (userId !== stan) return { known: news.version };
        this.calls += 1;
        const fate = this.fate();
        await Promise.resolve();
        if (fate === "lost") throw new ActorUnavailable("lost");
        this.#late.push(news);
        const answer = this.invitations.hear(news);
        if (fate === "unanswered") throw new ActorUnavailable("no answer");
        return answer;
      },
      now: () => this.group.now,
    });
  }

  #wakeSession(): Invitations {
    return new Invitations({
      sql: this.#session.sql,
      isBlocked: (userId) => this.blocked.has(userId),
      changed: (revision) => this.told.push(revision),
      now: () => this.group.now,
    });
  }
}

export const inviters = [mona, olga] as const;
