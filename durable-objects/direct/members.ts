// Membership and permissions in a direct conversation. Pure.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { membersOfDirect } from "../../schema/protocol/ids.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { Act, FlushRules } from "../conversation/ops/operation.ts";
import { isVisible } from "../conversation/log/visibility.ts";
import { judgeBurn } from "../conversation/ops/may-burn.ts";
import { judgeOwn, type ChangeWindows } from "../conversation/ops/change-windows.ts";
import { accepted, changeContact, isShown, judgePending, type Contact, type ContactChange } from "./contact.ts";

/** The id itself names the members: nothing to store, nothing to reconcile. */
export function directMembers(conversationId: ConversationId): ReadonlySet<UserId> {
  return new Set(membersOfDirect(conversationId) ?? []);
}

/** Whether this user may read or send here now. Strangers cannot tell an existing conversation from a missing one. */
export function judgeDirect(members: ReadonlySet<UserId>, opened: boolean, userId: UserId): Refusal | null {
  return opened && members.has(userId) ? null : { code: "CONVERSATION_NOT_FOUND" };
}

/** Permitted in spite of a block: to mark as read, and to recall one's own messages. */
const ownActs: ReadonlySet<Act["kind"]> = new Set(["mark-read", "recall"]);

/** The refusal does not say whose block it is. */
const judgeBlock = ({ kind }: Act, isBlocked: boolean): Refusal | null =>
  isBlocked && !ownActs.has(kind) ? { code: "NOT_ACCEPTED" } : null;

/** Nothing is sent to a deleted account. The other member still reads, and recalls what they have said. */
const judgeGone = ({ kind }: Act, isGone: boolean): Refusal | null =>
  isGone && !ownActs.has(kind) ? { code: "USER_NOT_FOUND" } : null;

export interface DirectRulesHost {
  readonly members: ReadonlySet<UserId>;
  readonly limits: ChangeWindows;
  readonly contact: Contact | null;
  /** Before this flush. */
  readonly headSeq: number;
  judge(userId: UserId): Refusal | null;
  isBlocked(by: UserId): boolean;
  /** Whether the account of one of them is deleted. */
  readonly isGone: boolean;
  save(contact: Contact | null): void;
  committed(before: Contact | null, after: Contact | null): void;
}

export interface ContactDone {
  readonly ok: true;
}

/** The rules of a flush. Members never change; what the other one has accepted may. */
export function directRules(host: DirectRulesHost): FlushRules<ContactChange, ContactDone> {
  const { members, limits } = host;
  let contact = host.contact;
  /** How many events this flush has permitted so far. */
  let passed = 0;
  const isChanged = (): boolean => contact !== host.contact;
  const guestSees = (userId: UserId): boolean => contact === null || userId !== contact.guest || isShown(contact);
  /** Whoever began and is not accepted must not learn that the guest has blocked them. */
  const isBlockedFor = (userId: UserId): boolean =>
    [...members].some(
      (by) => host.isBlocked(by) && !(contact?.isPending === true && by === contact.guest && userId !== by),
    );
  const judgeContact = (userId: UserId, act: Act): Refusal | null => {
    if (contact === null || !contact.isPending) return null;
    const refusal = guestSees(userId)
      ? judgePending(contact, userId, act, host.headSeq + passed)
      : ({ code: "CONVERSATION_NOT_FOUND" } as const);
    if (refusal !== null) return refusal;
    if (act.kind === "send" && userId === contact.guest) contact = accepted(contact, host.headSeq + passed);
    return null;
  };
  return {
    isMember: (userId) => members.has(userId),
    sees: (userId, seq) => contact?.guest !== userId || isVisible(contact.intervals, seq),
    judge: (userId, act, now) => {
      const refusal =
        host.judge(userId) ??
        judgeGone(act, host.isGone && guestSees(userId)) ??
        judgeBlock(act, isBlockedFor(userId)) ??
        judgeContact(userId, act) ??
        judgeBurn(act, members.size === 2) ??
        judgeOwn(act, userId, now, limits);
      if (refusal === null && act.kind !== "mark-read") passed += 1;
      return refusal;
    },
    change: (actorId, change, { headSeq }) => {
      const changed = changeContact(contact, actorId, change, headSeq);
      if (changed !== null && "refusal" in changed) return changed;
      const comes = contact !== null && changed !== null && !isShown(contact) && isShown(changed);
      contact = changed;
      return { done: { ok: true }, events: [], ...(comes && { caughtUp: actorId }) };
    },
    reach: () => members.size,
    leavers: () => (isChanged() && contact !== null && !isShown(contact) ? [contact.guest] : []),
    save: () => {
      if (isChanged()) host.save(kept(contact));
    },
    committed: () => {
      if (isChanged()) host.committed(host.contact, kept(contact));
    },
  };
}

/** Null once it is accepted and the guest sees the whole log: nothing is left to remember. */
const kept = (contact: Contact | null): Contact | null =>
  contact !== null && !contact.isPending && contact.intervals[0]?.fromSeq === 1 && contact.intervals.length === 1
    ? null
    : contact;
