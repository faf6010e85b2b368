// What this user may change of a message, as far as the page can know: the server decides. Pure.
import { isGone } from "./is-gone.ts";
import type { ChangeWindows, MessageState, NewMessageFrame, ReceivedContent, Role, UserId } from "@klatch/sdk";

const rank = { member: 0, admin: 1, owner: 2 } as const satisfies Record<Role, number>;

/** The user in the open conversation. */
export interface ChangeStanding {
  readonly me: UserId;
  /** By the server's clock. */
  readonly nowMs: number;
  /** Whoever may not write changes no text either. */
  readonly mayWrite: boolean;
  /** How long the server lets people change what they wrote. */
  readonly windows: ChangeWindows;
  /** Null: not a group, or not known. */
  readonly role: Role | null;
  /** Null: they are no member, or their role is not known. */
  readonly roleOf: (userId: UserId) => Role | null;
}

export interface ChangeableMessage {
  /** Null: the message is not acked. */
  readonly seq: number | null;
  readonly senderId: UserId;
  readonly content: ReceivedContent;
  readonly atMs: number;
  readonly state: MessageState | null;
  /** Somebody else wrote it, and the sender forwarded it. */
  readonly forwardedFrom?: NewMessageFrame["forwardedFrom"];
}

/** Until when the message may be edited; null: it may not. */
export function editableUntil(
  message: ChangeableMessage,
  { me, nowMs, mayWrite, windows }: ChangeStanding,
): number | null {
  const { seq, senderId, content, atMs, forwardedFrom } = message;
  if (seq === null || senderId !== me || !mayWrite || content.type !== "text" || isGone(message)) return null;
  // Nobody changes the words of another.
  if (forwardedFrom !== undefined) return null;
  const untilMs = atMs + windows.editMs;
  return untilMs > nowMs ? untilMs : null;
}

/** Until when the message may be deleted for everyone: a time, `always`; null: it may not. */
export function recallableUntil(message: ChangeableMessage, standing: ChangeStanding): number | "always" | null {
  const { seq, senderId, atMs } = message;
  const { me, nowMs, role, roleOf, windows } = standing;
  if (seq === null || isGone(message)) return null;
  if (role === "owner") return "always";
  // Whoever is no member any more has no role to protect them.
  if (role === "admin" && senderId !== me && rank[roleOf(senderId) ?? "member"] < rank.admin) return "always";
  const untilMs = atMs + windows.recallMs;
  return senderId === me && untilMs > nowMs ? untilMs : null;
}
