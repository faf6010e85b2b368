// Calls from a group to the sessions of those whom somebody wants to add: whether they agree, and what became of an invitation.
import type { ConversationId, UserId } from "../protocol/ids.ts";
import type { ListedGroup } from "../protocol/group.ts";

/** So long after it was asked for, a consent is worth nothing any more. */
export const consentHoldsMs = 5_000;

/** An invitation to a group, or that it is over. */
export interface InvitationNews {
  readonly conversationId: ConversationId;
  /** The later of two. */
  readonly version: number;
  /** When the invitation expires, or would have expired: ms since 1970. */
  readonly until: number;
  /** Null: it is over. */
  readonly invitation: {
    readonly invitedBy: UserId;
    readonly createdAt: number;
    readonly group: ListedGroup;
  } | null;
}

export interface InvitedRpc {
  /**
   * Whether the user agrees to be added to this group by this user. The answer holds for as long as `consentHoldsMs`. A
   * session of the version before does not know the call: its user agrees.
   */
  consentToGroup(request: { conversationId: ConversationId; by: UserId }): Promise<{ readonly agrees: boolean }>;
  /** Idempotent: news that come late change nothing. @returns the newest version that the session knows */
  hearOfInvitation(news: InvitationNews): Promise<{ readonly known: number }>;
}
