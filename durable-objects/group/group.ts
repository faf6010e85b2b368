// The actor of a group: a conversation with a roster, roles and settings, all changed in order with the messages.
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import type { Announcement, GroupProfile, Member } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Allowed, Counted } from "../../schema/rpc/append.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type {
  Ban,
  DescribedGroup,
  GroupLink,
  GroupOp,
  GroupOpDone,
  GroupRpc,
  Invitation,
  JoinRequest,
  MemberQuery,
} from "../../schema/rpc/group.ts";
import { Allowance } from "../conversation/allowance.ts";
import { ConversationActor } from "../conversation/conversation-actor.ts";
import { ConversationCore } from "../conversation/conversation-core.ts";
import type { Env } from "../runtime/env.ts";
import { eachInParallel } from "../runtime/in-parallel.ts";
import { readLimits } from "../runtime/limits.ts";
import { logError, logErrorSeldom } from "../runtime/logger.ts";
import type { Intervals } from "../conversation/log/visibility.ts";
import { callActor, withDeadline } from "../runtime/calls.ts";
import { userSessionStub } from "../runtime/stubs.ts";
import { asksPeople, withConsents, type AskingGroup } from "./asked-people.ts";
import { decideOp } from "./decide-op.ts";
import { findFormer } from "./former-draft.ts";
import type { Action } from "./permissions.ts";
import { GroupAvatar } from "./group-avatar.ts";
import { emptyGroupState, GroupDraft, type GroupState } from "./group-state.ts";
import { GroupStore, loadGroupId } from "./group-store.ts";
import { groupRules } from "./group-rules.ts";
import { InvitationTeller } from "./invitation-teller.ts";
import { invitationsFor } from "./inviting.ts";
import { describeGroup, linksFor, listedGroup, pageOfMembers, profileOf } from "./group-views.ts";
import { findPasswordHash } from "./joining.ts";
import { judgeAction, judgeVoice, mayDo } from "./judging.ts";
import { findWorkingLink } from "./links.ts";
import { PasswordAttempts } from "./password-attempts.ts";
import { followMemberships, joinedSeqs, leaversOf, newLeavers, resumeMemberships } from "./membership-streams.ts";

/** Parallel calls to the sessions of new members. */
const maxParallelAdmissions = 32;
/**
 * Most ms that a request waits for those calls: callers give up after ten seconds, and hundreds of sleeping sessions
 * could take longer.
 */
const maxAdmissionWaitMs = 2_000;

const tables = { migrations: { group: groupMigrations, due: dueMigrations }, loadId: loadGroupId };

export class Group extends ConversationActor<GroupOp, GroupOpDone> implements GroupRpc {
  readonly #store: GroupStore;
  #passwords: PasswordAttempts;
  /** Empty until the group is created. */
  #state: GroupState = emptyGroupState;
  readonly #teller = new InvitationTeller({
    sql: this.ctx.storage.sql,
    groupId: this.id,
    group: () => listedGroup(this.#state),
    tell: (userId, news) => userSessionStub(this.env, userId).hearOfInvitation(news),
    now: () => Date.now(),
  });
  readonly #avatar = new GroupAvatar({
    sql: this.ctx.storage.sql,
    groupId: this.id,
    bucket: this.env.FILES,
    state: () => this.#state,
    now: () => Date.now(),
  });
  /** Ends when those have been told who were invited, or uninvited, last. */
  #telling: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, tables);
    this.#store = new GroupStore(ctx.storage.sql);
    this.#passwords = new PasswordAttempts(readLimits(env), new Map());
    this.made.start(() => this.#makeCore());
  }

  #makeCore(): ConversationCore<GroupOp, GroupOpDone> {
    this.#state = this.#store.load();
    const limits = readLimits(this.env);
    this.#passwords = new PasswordAttempts(limits, this.#store.loadPasswordAttempts());
    const core: ConversationCore<GroupOp, GroupOpDone> = new ConversationCore<GroupOp, GroupOpDone>({
      ctx: this.ctx,
      env: this.env,
      conversationId: this.id,
      work: { invitations: this.#teller, avatar: this.#avatar.work },
      beginFlush: () => {
        const { headSeq } = core.log;
        return groupRules({
          state: this.#state,
          limits,
          clock: () => Date.now(),
          hasLastEvent: (userId) => !core.publishers.has(userId),
          save: (patch) => {
            this.#store.save(patch, this.id);
            this.#teller.save(patch.news);
            this.#avatar.save(patch);
            core.receipts.leaving(leaversOf(patch));
          },
          committed: (state, returned, invited) => {
            const before = this.#state;
            this.#state = state;
            if (invited.size > 0) this.#tellInvited(core, invited);
            followMemberships(core.publishers, { before, after: state, returned, headBefore: headSeq });
            core.receipts.left([...newLeavers(before, state)].map(([userId]) => userId));
          },
        });
      },
      mayRead: (userId) => (intervalsOf(this.#state, userId).length > 0 ? null : { code: "CONVERSATION_NOT_FOUND" }),
      isMember: (userId) => this.#state.members.has(userId),
      mayShowReads: () => true,
      mayShowTyping: (userId) => judgeVoice(this.#state, userId, Date.now()) === null,
      memberCount: () => this.#state.members.size,
      members: () => this.#state.members.keys(),
      memberships: () => joinedSeqs(this.#state),
      intervalsOf: (userId) => intervalsOf(this.#state, userId),
      describeFor: (userId) => ({
        kind: "group",
        group: listedGroup(this.#state),
        ...(this.#state.members.has(userId) ? {} : { left: true as const }),
      }),
      exists: () => this.#state.core.createdBy !== null,
      // A group has events from its creation on, so this is never used.
      madeAt: () => 0,
    });
    resumeMemberships(core.publishers, this.#state);
    return core;
  }

  /** Refused: a group is created by the op `create`. */
  override async open(): Promise<Refused> {
    this.made.assertKnown();
    return refused("CONVERSATION_NOT_FOUND");
  }

  // ---- changes

  /**
   * The change is committed when this returns. @throws Error when memory and storage disagree; the caller asks again
   */
  async change(request: Allowed & { userId: UserId; op: GroupOp }): Promise<(GroupOpDone | Refused) & Counted> {
    const { userId } = request;
    const refusal = this.made.core === null ? this.#judgeUnmade(userId, request.op) : null;
    if (refusal !== null) return refusal;
    // Only an op that adds people waits here: all others are judged in the order in which they came.
    const op = asksPeople(request.op) ? await withConsents(this.#asking(userId), request.op) : request.op;
    if ("refusal" in op) return op;
    const allowed = new Allowance(request.allowance);
    const core = this.made.make();
    const earlier = this.#telling;
    const done = await core.log.change(userId, op, allowed);
    const counts = allowed.counted(core.memberCount);
    if ("refusal" in done) return { ...done, ...counts };
    if (op.kind === "join" && op.passwordHash !== undefined) {
      this.#passwords.succeed(userId);
      this.#store.savePasswordAttempts(this.#passwords.takeChanges());
    }
    await Promise.all([this.#admit(done.joined), this.#telling === earlier ? null : this.#told()]);
    return { ...done, ...counts };
  }

  async beginAvatar({ userId }: { userId: UserId }): Promise<{ ok: true } | Refused> {
    return this.made.core === null ? refused("CONVERSATION_NOT_FOUND") : this.#avatar.begin(userId, this.made.core);
  }

  async beginPassword({ userId }: { userId: UserId }): Promise<{ passwordHash: string } | Refused> {
    this.made.assertKnown();
    const found = findPasswordHash(new GroupDraft(this.#state), userId);
    if ("refusal" in found) return found;
    const refusal = this.#passwords.begin(userId, Date.now());
    this.#store.savePasswordAttempts(this.#passwords.takeChanges());
    return refusal === null ? found : { refusal };
  }

  // ---- queries

  async describe({ userId }: { userId: UserId }): Promise<DescribedGroup | Refused> {
    this.made.assertKnown();
    const { core, bans, requests } = this.#state;
    if (core.createdBy === null || core.dissolved) return refused("CONVERSATION_NOT_FOUND");
    return {
      profile: profileOf(this.id, this.#state),
      group: describeGroup(this.id, this.#state, userId),
      banned: bans.has(userId),
      requested: requests.has(userId),
    };
  }

  async describeByLink({ token }: { token: string }): Promise<GroupProfile | Refused> {
    this.made.assertKnown();
    const link = findWorkingLink(this.#state, token, Date.now());
    return link === null ? refused("LINK_NOT_VALID") : profileOf(this.id, this.#state);
  }

  async listMembers({
    userId,
    query,
  }: {
    userId: UserId;
    query: MemberQuery;
  }): Promise<{ items: readonly Member[]; next: string | null } | Refused> {
    return this.#answerMember(userId, null, () => {
      const mayKnow = mayDo(this.#state, userId, "list-let-in-by");
      return pageOfMembers(this.#state, query, (seq) => (mayKnow ? this.#store.letInBy(seq) : undefined));
    });
  }

  async listInvitations({ userId }: { userId: UserId }): Promise<readonly Invitation[] | Refused> {
    return this.#answerMember(userId, null, () => invitationsFor(this.#state, userId, Date.now()));
  }

  async listRequests({ userId }: { userId: UserId }): Promise<readonly JoinRequest[] | Refused> {
    return this.#answerMember(userId, "list-requests", () => [...this.#state.requests.values()]);
  }

  async listBans({ userId }: { userId: UserId }): Promise<readonly Ban[] | Refused> {
    return this.#answerMember(userId, "list-bans", () => [...this.#state.bans.values()]);
  }

  async listLinks({ userId }: { userId: UserId }): Promise<readonly GroupLink[] | Refused> {
    return this.#answerMember(userId, null, () => linksFor(this.#state, userId, Date.now()));
  }

  async listAnnouncements({ userId }: { userId: UserId }): Promise<readonly Announcement[] | Refused> {
    return this.#answerMember(userId, null, () => this.#state.announcements);
  }

  // ---- inside

  /** Judges an op of a group that is not created, before anything is stored for it: only `create` can succeed. */
  #judgeUnmade(userId: UserId, op: GroupOp): Refused | null {
    const context = { now: Date.now(), headSeq: 0, limits: readLimits(this.env) };
    const decided = decideOp(new GroupDraft(this.#state), userId, op, context);
    return "refusal" in decided ? decided : null;
  }

  /** Those whom this user is about to add. */
  #asking(userId: UserId): AskingGroup {
    const { id: groupId } = this;
    return {
      groupId,
      state: this.#state,
      by: userId,
      ask: (invitee) => userSessionStub(this.env, invitee).consentToGroup({ conversationId: groupId, by: userId }),
      now: () => Date.now(),
    };
  }

  /** Right after the commit, so that the alarm commits with it. */
  #tellInvited(core: ConversationCore<GroupOp, GroupOpDone>, invited: ReadonlyMap<UserId, unknown>): void {
    core.arm();
    const telling = this.#teller
      .tell(invited.keys())
      .catch((cause: unknown) => logErrorSeldom("invitation not told", cause, { conversationId: this.id }));
    this.#telling = telling;
    this.ctx.waitUntil(telling);
  }

  /** Waits for the sessions of those who were invited; the alarm repeats what fails. */
  async #told(): Promise<void> {
    await withDeadline(() => this.#telling, maxAdmissionWaitMs).catch(() => {});
  }

  /** Answers members whose role permits `action` (null: any member). */
  #answerMember<T>(userId: UserId, action: Action | null, answer: () => T): T | Refused {
    this.made.assertKnown();
    if (!this.#state.members.has(userId)) return refused("CONVERSATION_NOT_FOUND");
    const refusal = action === null ? null : judgeAction(new GroupDraft(this.#state), userId, action);
    return refusal === null ? answer() : { refusal };
  }

  /**
   * Lets the sessions of new members know the group, so that they may send at once. If a session is slow or fails, its
   * first delivery does the same.
   */
  async #admit(joined: readonly UserId[]): Promise<void> {
    const admission = { conversationId: this.id };
    const admissions = eachInParallel(joined, maxParallelAdmissions, async (userId) => {
      await callActor(() => userSessionStub(this.env, userId).admit(admission)).catch((cause: unknown) =>
        logError("newcomer not admitted", cause, { conversationId: this.id }),
      );
    });
    this.ctx.waitUntil(admissions);
    // Each call logs its own failure; here only the waiting ends.
    await withDeadline(() => admissions, maxAdmissionWaitMs).catch(() => {});
  }
}

/** What this user may see of the log; empty if they never were a member. Called for each delivery. */
const intervalsOf = (state: GroupState, userId: UserId): Intervals =>
  (state.members.get(userId) ?? findFormer(state, userId))?.intervals ?? [];
