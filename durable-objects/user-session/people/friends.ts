// The user's friends and requests. The conversation of the two decides; this session has what its user sees of it. What the
// user does is noted here first, asked of the conversation, told to the other one's session, and only then forgotten: the
// alarm repeats whatever a crash has cut off (decision 78).
import type { FriendNotes } from "../../../schema/protocol/people.ts";
import { directConversationId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { FriendAct, RelatedRpc, Relation, RelatingRpc } from "../../../schema/rpc/people.ts";
import { ActorUnavailable, callActor } from "../../runtime/calls.ts";
import { repeatAfterMs, type KindOfWork, type Ring } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { FriendActs, type BegunAct } from "./friend-acts.ts";
import { nobody, type Notes, type PeopleTable, type PersonRow } from "./people-table.ts";

export interface FriendsHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly table: PeopleTable;
  readonly budgets: Pick<Budgets, "take">;
  conversation(conversationId: ConversationId): RelatingRpc;
  session(userId: UserId): RelatedRpc;
  isBlocked(userId: UserId): boolean;
  /** They have just become friends. */
  befriended(conversationId: ConversationId): void;
  /** Tells the user's devices of a person as they are now. */
  changed(row: PersonRow): void;
  arm(): void;
  now(): number;
}

const atOnce = 5;

export class Friends implements KindOfWork {
  readonly deadlineMs = 60_000;
  readonly #host: FriendsHost;
  readonly #acts: FriendActs;
  /** One at a time with each person. */
  readonly #turns = new Map<UserId, Promise<unknown>>();

  constructor(host: FriendsHost) {
    this.#host = host;
    this.#acts = new FriendActs(host.sql);
  }

  isFriend(userId: UserId): boolean {
    return this.#host.table.get(userId)?.relation.friendSince !== undefined;
  }

  /** Everybody who is a friend now. */
  *friends(): Generator<UserId> {
    for (const { userId, relation } of this.#host.table.all()) if (relation.friendSince !== undefined) yield userId;
  }

  /**
   * @returns what there is between the two now; FORBIDDEN: oneself; NOT_ACCEPTED: the user has blocked them; NOT_FOUND: no
   *   request is open; TOO_MANY; RATE_LIMITED
   * @throws ActorUnavailable: it may happen yet
   */
  async act(userId: UserId, act: FriendAct): Promise<Relation | Refused> {
    const refusal = this.#judge(userId, act);
    if (refusal !== null) return refusal;
    if (act.kind !== "request" && !this.knows(userId))
      return act.kind === "accept" || act.kind === "reject" ? refused("NOT_FOUND") : {};
    return this.#inTurn(userId, async () => {
      const late = this.#judgeInTurn(userId, act);
      // Of somebody who is blocked nothing is left, and what ends it may not be over yet.
      return late ?? this.#begin(userId, this.#host.isBlocked(userId) ? { kind: "part" } : act);
    });
  }

  /**
   * Whatever there is between the two ends by what `begin` does, which blocks them: both are begun at once, so that a crash
   * cuts off neither.
   *
   * @returns what `begin` gives; RATE_LIMITED
   * @throws ActorUnavailable: it may happen yet
   */
  async partBy<Begun>(userId: UserId, begin: () => Promise<Begun>): Promise<Begun | Refused> {
    return this.#inTurn(userId, async () => {
      const { relation = {} } = this.#host.table.get(userId) ?? {};
      const isAny = Object.keys(relation).length > 0 || this.#acts.get(userId) !== undefined;
      const refusal = isAny ? this.#host.budgets.take({ calls: 2 }) : null;
      if (refusal !== null) return { refusal };
      const beginning = begin();
      const parting = isAny && this.#host.isBlocked(userId) ? this.#begin(userId, { kind: "part" }) : null;
      const [begun] = await Promise.all([beginning, parting]);
      return begun;
    });
  }

  /** Notes it before it is done. */
  #begin(userId: UserId, act: FriendAct): Promise<Relation | Refused> {
    this.#acts.put(userId, this.#host.now(), act);
    this.#host.arm();
    return this.#do(userId, act);
  }

  /** Everybody with whom there is anything between the two, or with whom something was begun and not ended. */
  concerned(): readonly UserId[] {
    const related = [...this.#host.table.all()].filter(({ relation }) => Object.keys(relation).length > 0);
    return [...new Set([...this.#acts.userIds(), ...related.map(({ userId }) => userId)])];
  }

  /**
   * The user's account has ended: whatever there is between the two ends, and is charged to nobody. Idempotent.
   *
   * @throws ActorUnavailable: also if only the other one does not know yet
   */
  async end(userId: UserId): Promise<void> {
    await this.#inTurn(userId, () => this.#do(userId, { kind: "part" }));
    if (this.#acts.get(userId) !== undefined) throw new ActorUnavailable("They are not told yet.");
  }

  /** Whether the two had anything to do with each other, as far as this session knows. */
  knows(userId: UserId): boolean {
    return this.#host.table.get(userId) !== undefined || this.#acts.get(userId) !== undefined;
  }

  /** The other one has done something. A request of somebody who is blocked is not shown, nor one beyond the limit. */
  note(userId: UserId, version: number, told: Relation): void {
    const row = this.#host.table.get(userId);
    if (version <= (row?.version ?? 0)) return;
    const isFull = (): boolean =>
      this.#open("them").filter((one) => one.userId !== userId).length >= wireLimits.maxFriendRequests;
    const isUnheard = told.request?.by === "them" && (this.#host.isBlocked(userId) || isFull());
    this.#put(userId, version, isUnheard ? {} : told);
  }

  /** @returns NOT_FOUND: they are no friend */
  edit(userId: UserId, change: FriendNotes): PersonRow | Refused {
    const row = this.#host.table.get(userId);
    if (row?.relation.friendSince === undefined) return refused("NOT_FOUND");
    const notes = changedNotes(row.notes, change);
    if (JSON.stringify(notes) === JSON.stringify(row.notes)) return row;
    const stored = this.#host.table.put({ ...row, notes });
    this.#host.changed(stored);
    return stored;
  }

  /** What else the devices are shown of this person has changed: under the next version. */
  touch(userId: UserId): void {
    this.#host.changed(this.#host.table.put(this.#host.table.get(userId) ?? nobody(userId)));
  }

  dueAt(): number | null {
    const { firstAt } = this.#acts;
    return firstAt === null ? null : firstAt + repeatAfterMs;
  }

  async run({ now }: Ring): Promise<void> {
    const userIds = this.#acts.begunUntil(now - repeatAfterMs);
    await eachInParallel(userIds, atOnce, (userId) => this.#inTurn(userId, () => this.#again(userId)));
  }

  /** Those whose request is open now. */
  #open(by: "me" | "them"): readonly PersonRow[] {
    const now = this.#host.now();
    return [...this.#host.table.all()].filter(
      ({ relation: { request } }) => request?.by === by && now < request.expiresAt,
    );
  }

  #judge(userId: UserId, act: FriendAct): Refused | null {
    const { userId: me, budgets, table } = this.#host;
    if (userId === me) return refused("FORBIDDEN");
    if (act.kind !== "request") {
      const refusal = budgets.take({ calls: 2 });
      return refusal === null ? null : { refusal };
    }
    if (this.#host.isBlocked(userId)) return refused("NOT_ACCEPTED");
    const { request, friendSince } = table.get(userId)?.relation ?? {};
    const isNew = friendSince === undefined && (request === undefined || request.expiresAt <= this.#host.now());
    if (isNew && this.#open("me").length >= wireLimits.maxFriendRequests) return refused("TOO_MANY");
    if (friendSince === undefined && [...this.friends()].length >= wireLimits.maxFriends) return refused("TOO_MANY");
    const refusal = budgets.take({ calls: 2, strangers: isNew ? 1 : 0 });
    return refusal === null ? null : { refusal };
  }

  /** By what the user sees of them, once everything before it is done: what was never shown is not accepted. */
  #judgeInTurn(userId: UserId, { kind }: FriendAct): Refused | null {
    const isBlocked = this.#host.isBlocked(userId);
    if (kind === "request") return isBlocked ? refused("NOT_ACCEPTED") : null;
    const { request, friendSince } = this.#host.table.get(userId)?.relation ?? {};
    const isShown = friendSince !== undefined || request?.by === "them";
    const isNone = isBlocked || (kind === "accept" && !isShown);
    return isNone && (kind === "accept" || kind === "reject") ? refused("NOT_FOUND") : null;
  }

  /** Repeats what was begun with this one and cut off, if anything was. */
  async #again(userId: UserId): Promise<void> {
    const begun = this.#acts.get(userId);
    if (begun !== undefined) await this.#do(userId, begun);
  }

  async #inTurn<T>(userId: UserId, doing: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(userId) ?? Promise.resolve();
    const turn = before
      .catch(() => {})
      .then(() => this.#again(userId))
      .catch(() => {})
      .then(doing);
    this.#turns.set(userId, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(userId) === turn) this.#turns.delete(userId);
    }
  }

  /** @throws ActorUnavailable */
  async #do(userId: UserId, doing: BegunAct): Promise<Relation | Refused> {
    if (doing.kind === "told") {
      await this.#tell(userId, doing.version, doing.relation);
      return this.#host.table.get(userId)?.relation ?? {};
    }
    const stub = (): RelatingRpc => this.#host.conversation(directConversationId(this.#host.userId, userId));
    const related = await callActor(() => stub().relate({ by: this.#host.userId, act: doing }));
    const { version, mine, theirs, refusal } = related;
    if (version > (this.#host.table.get(userId)?.version ?? 0)) this.#put(userId, version, mine);
    try {
      await this.#tell(userId, version, theirs);
    } catch (cause) {
      if (!(cause instanceof ActorUnavailable)) throw cause;
      // It is decided, whether they know of it yet or not.
      logErrorSeldom("friend not told", cause, { userId });
      this.#acts.put(userId, this.#host.now(), { kind: "told", version, relation: theirs });
    }
    return refusal === undefined ? mine : { refusal };
  }

  /** @throws ActorUnavailable */
  async #tell(userId: UserId, version: number, relation: Relation): Promise<void> {
    const { userId: of } = this.#host;
    await callActor(() => this.#host.session(userId).noteRelation({ of, version, relation }));
    this.#acts.delete(userId);
  }

  #put(userId: UserId, version: number, relation: Relation): void {
    const before = this.#host.table.get(userId);
    if (before !== undefined && isSame(before.relation, relation)) return this.#host.table.setVersion(userId, version);
    const isFriend = relation.friendSince !== undefined;
    this.#host.changed(
      this.#host.table.put({ userId, version, relation, notes: isFriend ? (before?.notes ?? {}) : {} }),
    );
    if (isFriend && before?.relation.friendSince === undefined)
      this.#host.befriended(directConversationId(this.#host.userId, userId));
  }
}

/** Whichever of the two places it comes from, and in whichever order of its fields. */
const isSame = (one: Relation, other: Relation): boolean =>
  one.friendSince === other.friendSince &&
  one.request?.by === other.request?.by &&
  one.request?.requestedAt === other.request?.requestedAt;

/** An empty one is none. */
function changedNotes(before: Notes, change: FriendNotes): Notes {
  const { remark = "", tags = [], favourite = false } = { ...before, ...change };
  return {
    ...(remark !== "" && { remark }),
    ...(tags.length > 0 && { tags: [...new Set(tags)] }),
    ...(favourite && { favourite: true as const }),
  };
}
