// The first contact of two people: until whom it is meant for has accepted or answered, whoever began may say little, and the
// other one may see nothing of it at all. What the one who began is answered does not depend on that (decision 79). Pure.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { closeInterval, openInterval, wholeLog, type Intervals } from "../conversation/log/visibility.ts";
import type { Act } from "../conversation/ops/operation.ts";

export interface Contact {
  /** Whom it is meant for. */
  readonly guest: UserId;
  /** Not accepted yet. */
  readonly isPending: boolean;
  /** What the guest sees of the log. Without an open one they get nothing. */
  readonly intervals: Intervals;
}

/** What the guest's session says when somebody begins: see it, or not. */
export const firstContact = (guest: UserId, isShown: boolean): Contact => ({
  guest,
  isPending: true,
  intervals: isShown ? wholeLog : [],
});

/** `shun`: the guest has blocked who began; with `active` false not any more. */
export type ContactChange = { readonly kind: "accept" } | { readonly kind: "shun"; readonly active: boolean };

export const isShown = ({ intervals }: Contact): boolean => intervals.at(-1)?.toSeq === null;

/** The guest has accepted, or answered. What they did not see before they never see. */
export const accepted = (contact: Contact, headSeq: number): Contact => ({
  ...contact,
  isPending: false,
  intervals: isShown(contact) ? contact.intervals : openInterval(contact.intervals, headSeq + 1),
});

/** @returns CONVERSATION_NOT_FOUND: it is not theirs to change */
export function changeContact(
  contact: Contact | null,
  actorId: UserId,
  change: ContactChange,
  headSeq: number,
): Contact | null | Refused {
  if (contact === null || !contact.isPending) return contact;
  if (actorId !== contact.guest) return refused("CONVERSATION_NOT_FOUND");
  if (change.kind === "accept") return accepted(contact, headSeq);
  const { intervals } = contact;
  if (change.active === !isShown(contact)) return contact;
  // Closed before the first event it is empty: their entry stays, with nothing in it.
  const next = change.active ? closeInterval(intervals, headSeq) : openInterval(intervals, headSeq + 1);
  return { ...contact, intervals: next };
}

/**
 * While it is pending, whoever began may say `maxUnaccepted` things, of whichever kind, and the guest may only answer.
 *
 * @param headSeq before this act
 */
export function judgePending({ guest }: Contact, userId: UserId, { kind }: Act, headSeq: number): Refusal | null {
  if (kind === "mark-read" || kind === "recall") return null;
  const isSaid = kind === "send" || (kind === "edit" && userId !== guest);
  const isTooMuch = userId !== guest && headSeq >= wireLimits.maxUnaccepted;
  return isSaid && !isTooMuch ? null : { code: "NOT_ACCEPTED" };
}
