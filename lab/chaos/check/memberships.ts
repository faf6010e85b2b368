// Memberships of a conversation over time, and what members may therefore see: derived from the log alone,
// independently of the server's code.
import { membersOfDirect, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";

/** One membership; all seqs are inclusive. */
interface MembershipSpan {
  /** The first event that the user sees. */
  readonly fromSeq: number;
  /** The event with which the user joined. */
  readonly joinSeq: number;
  readonly joinedAt: number;
  toSeq: number;
}

export class Memberships {
  readonly #memberships = new Map<UserId, MembershipSpan[]>();

  begin(userId: UserId, stay: Omit<MembershipSpan, "toSeq">): void {
    const memberships = this.#memberships.get(userId) ?? [];
    this.#memberships.set(userId, memberships);
    if (!this.isIn(userId)) memberships.push({ ...stay, toSeq: Number.POSITIVE_INFINITY });
  }

  end(userId: UserId, seq: number): void {
    const last = this.#memberships.get(userId)?.at(-1);
    if (last?.toSeq === Number.POSITIVE_INFINITY) last.toSeq = seq;
  }

  endAll(seq: number): void {
    for (const userId of this.#memberships.keys()) this.end(userId, seq);
  }

  /** Whether the user is a member at the end. */
  isIn(userId: UserId): boolean {
    return this.#memberships.get(userId)?.at(-1)?.toSeq === Number.POSITIVE_INFINITY;
  }

  /** The members at the end. */
  get members(): readonly UserId[] {
    return [...this.#memberships.keys()].filter((userId) => this.isIn(userId));
  }

  wasIn(userId: UserId, seq: number): boolean {
    return this.#some(userId, ({ joinSeq, toSeq }) => joinSeq <= seq && seq <= toSeq);
  }

  /** Whether the user was a member from one seq to another, without an end between them. */
  wasInThroughout(userId: UserId, fromSeq: number, toSeq: number): boolean {
    return this.#some(userId, (stay) => stay.joinSeq <= fromSeq && toSeq <= stay.toSeq);
  }

  /** Whether the user is a member, and sees everything from this seq on. */
  seesAllSince(userId: UserId, seq: number): boolean {
    const last = this.#memberships.get(userId)?.at(-1);
    return last !== undefined && last.toSeq === Number.POSITIVE_INFINITY && last.fromSeq <= seq;
  }

  /** @param at the seq of the moment; by default the end */
  sees(userId: UserId, seq: number, at = Number.POSITIVE_INFINITY): boolean {
    return this.#some(
      userId,
      ({ fromSeq, joinSeq, joinedAt, toSeq }) => fromSeq <= seq && seq <= toSeq && (joinSeq <= seq || joinedAt <= at),
    );
  }

  #some(userId: UserId, test: (stay: MembershipSpan) => boolean): boolean {
    return this.#memberships.get(userId)?.some(test) === true;
  }
}

/** Of a first contact its guest sees a part: which, the log does not tell, so that `check/contacts.ts` asks whether it may be so. */
function beginDirect(
  memberships: Memberships,
  userId: UserId,
  headSeq: number,
  isSeen: (userId: UserId, seq: number) => boolean,
): void {
  for (let seq = 1; seq <= headSeq; seq++) {
    if (isSeen(userId, seq)) memberships.begin(userId, { fromSeq: seq, joinSeq: seq, joinedAt: 0 });
    else memberships.end(userId, seq - 1);
  }
  if (headSeq === 0) memberships.begin(userId, { fromSeq: 1, joinSeq: 1, joinedAt: 0 });
}

/** @param isSeen whether this one reads this event at the end */
export function membershipsIn(
  conversationId: ConversationId,
  events: ReadonlyMap<number, EventFrame>,
  headSeq: number,
  isSeen: (userId: UserId, seq: number) => boolean,
): Memberships {
  const memberships = new Memberships();
  for (const userId of membersOfDirect(conversationId) ?? []) beginDirect(memberships, userId, headSeq, isSeen);
  /** The event that switched the history on; null while newcomers do not see it. */
  let visibleSince: number | null = null;
  for (let seq = 1; seq <= headSeq; seq++) {
    const event = events.get(seq);
    if (event?.type === "group-changed") {
      const { change } = event;
      const settings = change.kind === "created" ? change.settings : change.kind === "settings" ? change : null;
      const isVisible = settings?.historyVisible;
      if (isVisible !== undefined) visibleSince = isVisible ? seq : null;
      if (change.kind === "dissolved") memberships.endAll(seq);
    } else if (event?.type === "member-changed") {
      const { change, userIds, createdAt } = event;
      for (const userId of userIds) {
        // Initial members joined with the first event, the creation.
        const joinSeq = change.kind === "joined" && change.how === "created" ? 1 : seq;
        if (change.kind === "joined")
          memberships.begin(userId, { fromSeq: visibleSince ?? joinSeq, joinSeq, joinedAt: createdAt });
        if (change.kind === "left" || change.kind === "removed") memberships.end(userId, seq);
      }
    }
  }
  return memberships;
}
