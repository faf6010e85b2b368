// Whom something in a conversation is meant for, and what is said when its sender may not reach so many: what
// conversations and sessions must see the same way.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";

/** With more members than this, typing signs and read receipts are not shown: each would cost a call per member. */
const maxSignalled = 50;

/** How many members a typing sign or a read receipt is meant for. */
export const signalReach = (memberCount: number): number => (memberCount > maxSignalled ? 0 : memberCount);

/** The deliveries of a message among so many: one that burns is paid for to its end, which nobody else would pay. */
export const deliveriesOf = ({ burnAfterMs }: Pick<AppendItem, "burnAfterMs">, members: number): number =>
  burnAfterMs === undefined ? members : 2 * members;

/** What a read mark may cause beside that: the row of the reader's choice, and the count for an author. */
export const mostBesideMark = 2;

/** A conversation's refusal of what goes beyond the allowance of the call. The session adds the time to wait. */
export const overAllowance: Refusal = { code: "RATE_LIMITED", limit: "deliveries" };

export const isOverAllowance = (answer: object | Refused): boolean =>
  "refusal" in answer && answer.refusal.limit === overAllowance.limit;
