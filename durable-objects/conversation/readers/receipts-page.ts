// Who has read a message: pages of those who have, or have not, of the people who were there when it was written. Pure.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { ReceiptsPage, ReceiptsRequest } from "../../../schema/rpc/conversation.ts";

/** A member as a list of receipts needs them. */
export interface ListedMember {
  readonly userId: UserId;
  /** The event with which they joined; 0: from the beginning. */
  readonly joinedSeq: number;
  readonly cursorSeq: number;
  readonly isHidden: boolean;
}

type Asked = Pick<ReceiptsRequest, "userId" | "seq" | "read" | "after" | "limit">;

/**
 * Whoever joined after the message is left out, also with the history visible: joining marks all before it as read, which
 * says nothing of this message.
 *
 * @param asked `userId`: the author, who is not in the lists
 */
export function receiptsPage(
  members: Iterable<ListedMember>,
  { userId, seq, read, after, limit }: Asked,
): ReceiptsPage {
  const listed: UserId[] = [];
  let [readCount, unreadCount, hiddenCount] = [0, 0, 0];
  for (const member of members) {
    if (member.userId === userId || member.joinedSeq > seq) continue;
    const hasRead = member.cursorSeq >= seq;
    if (member.isHidden) hiddenCount += 1;
    else if (hasRead) readCount += 1;
    else unreadCount += 1;
    if (!member.isHidden && hasRead === read && member.userId > (after ?? "")) listed.push(member.userId);
  }
  // By id, so that pages keep their order whatever changes between them.
  const userIds = listed.toSorted().slice(0, limit);
  const next = listed.length > userIds.length ? (userIds.at(-1) ?? null) : null;
  return { userIds, readCount, unreadCount, hiddenCount, next };
}

/** How many have read it. */
export const readersOf = (members: Iterable<ListedMember>, authorId: UserId, seq: number): number =>
  receiptsPage(members, { userId: authorId, seq, read: true, limit: 0 }).readCount;
