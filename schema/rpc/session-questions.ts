// The questions that a caller may ask their own session: each kind with its input and its answer.
import type { DirectoryChoices } from "../jobs/directory-choices.ts";
import type { BlocksResult } from "../protocol/blocks.ts";
import type { ChangeScheduledBody, ScheduledMessage, ScheduleMessageBody } from "../protocol/http-scheduled.ts";
import type { ClientMsgId, ConversationId, DeviceId, UserId } from "../protocol/ids.ts";
import type { Device } from "../protocol/http-auth.ts";
import type { MyInvitation, MyJoinRequest } from "../protocol/invitations.ts";
import type { FriendNotes, FriendsResult, PeopleQuery, PeopleResult, Person } from "../protocol/people.ts";
import type { FriendAct } from "./people.ts";
import type { Email } from "../protocol/email.ts";
import type { NotificationPatch, NotificationSettings } from "../protocol/notifications.ts";
import type { PushSubscription, PushTarget } from "../protocol/push.ts";
import type { PrivacyPatch, PrivacySettings } from "../protocol/privacy.ts";
import type { Presence } from "../protocol/presence.ts";
import type { MessageAckFrame, SendMessageBody } from "../protocol/message.ts";
import type { SettingsChange } from "../protocol/settings.ts";
import type { StarredResult } from "../protocol/stars.ts";
import type { ConversationEntry } from "../protocol/sync.ts";
import type { MarkedRead, ReceiptsPage, ReceiptsRequest, WholePage } from "./conversation.ts";
import type { GroupOp, GroupOpDone } from "./group.ts";
import type { ForwardQuestions } from "./forwards.ts";
import type { ReportQuestions } from "./reports.ts";
import type { MessageSessionQuestions } from "./message-changes.ts";

export interface InboxQuery {
  readonly kind?: ConversationEntry["kind"];
  readonly archived?: boolean;
  readonly pinned?: boolean;
  readonly muted?: boolean;
  readonly unread?: boolean;
  readonly mentions?: boolean;
  readonly since?: number;
  readonly cursor?: string;
  readonly limit: number;
}
/** A page of a list of which nothing is chosen but the page. */
export interface PageQuery {
  readonly cursor?: string;
  readonly limit: number;
}
export interface InboxPage {
  readonly items: readonly ConversationEntry[];
  readonly next: string | null;
  /** Of the inbox when the first page of the walk was made. */
  readonly inboxVersion: number;
}

/** What a request with an `Idempotency-Key` is remembered by. */
export interface Once {
  readonly key: string;
  readonly requestHash: string;
}

interface InConversation {
  readonly conversationId: ConversationId;
}

interface SessionQuestions extends MessageSessionQuestions, ForwardQuestions, ReportQuestions {
  /**
   * Device check and limits only, for requests that need nothing else from the session. `misses`: users whom the request
   * named and who do not exist. The caller learns nothing of them when the budget for that is spent. `isGuess`: the
   * request is about to name a user by what can be guessed, so that a miss is paid before it is known whether it is one;
   * `paid` says that it was, by a session that knows of it. `hit`: the same number, when it was none. `spends`: what the
   * request is about to cost. `friendsAmong`: the caller's friends among these users, or all of them.
   */
  authorize: {
    says: {
      readonly misses?: number;
      readonly isGuess?: boolean;
      readonly hit?: number;
      readonly spends?: "searches" | "profile" | "emails";
      /** Parts, previews or files that are about to be sent, and their bytes. */
      readonly uploads?: { readonly count: number; readonly bytes: number };
      readonly friendsAmong?: readonly UserId[] | "all";
    };
    answer: { readonly ok: true; readonly paid?: number; readonly friends?: readonly UserId[] };
  };
  /**
   * Before another avatar takes the place of a picture, and before a picture of so many bytes is written. `ofGroup`: it is to be
   * a group's, which notes the change itself.
   */
  "begin-avatar": {
    says: { readonly bytes?: number; readonly ofGroup?: boolean };
    answer: { readonly ok: true };
  };
  /** Changes a group in the caller's name: what it costs is charged to the caller. */
  "change-group": { says: InConversation & { readonly op: GroupOp }; answer: GroupOpDone };

  "list-devices": { says: unknown; answer: readonly Device[] };
  /** Without `target`: signs out the asking device. */
  "sign-out": { says: { readonly target?: DeviceId }; answer: { readonly signedOut: boolean } };
  "sign-out-others": { says: unknown; answer: { readonly signedOut: number } };

  /** The push subscription of the asking device; null: it has none. */
  "get-push": { says: unknown; answer: { readonly subscription: PushSubscription | null } };
  /** A target that was judged. As many calls as there are stale entries: their conversations must be heard again. */
  "put-push": { says: { readonly target: PushTarget }; answer: PushSubscription };
  "get-notifications": { says: unknown; answer: NotificationSettings };
  /** A zone that there is. */
  "edit-notifications": { says: { readonly patch: NotificationPatch }; answer: NotificationSettings };
  "get-email": { says: unknown; answer: Omit<Email, "isAvailable"> };
  /** Whoever asks has shown the password and paid for the mail (`authorize`), and the deployment sends mails. */
  "put-email": { says: { readonly address: string }; answer: Omit<Email, "isAvailable"> };
  /** Whoever asks has shown the password. */
  "remove-email": { says: unknown; answer: { readonly ok: true } };
  "remove-push": { says: unknown; answer: { readonly ok: true } };

  "list-inbox": { says: { readonly query: InboxQuery }; answer: InboxPage };
  "change-settings": {
    says: InConversation & { readonly change: SettingsChange };
    answer: { readonly conversation: ConversationEntry };
  };
  "star-message": {
    says: InConversation & { readonly seq: number; readonly active: boolean };
    answer: { readonly ok: true };
  };
  "list-starred": { says: { readonly query: PageQuery }; answer: StarredResult };
  "list-blocks": { says: { readonly query: PageQuery }; answer: BlocksResult };
  /** Of oneself: FORBIDDEN. `before`: whether it was so already that they are blocked. */
  "set-block": { says: { readonly userId: UserId; readonly active: boolean }; answer: { readonly before: boolean } };
  "list-invitations": {
    says: { readonly query: PageQuery };
    answer: { readonly items: readonly MyInvitation[]; readonly next: string | null };
  };
  /** As many calls as there are in the page. */
  "list-join-requests": {
    says: { readonly query: PageQuery };
    answer: { readonly items: readonly MyJoinRequest[]; readonly next: string | null };
  };
  /** What somebody else has begun. */
  "accept-contact": { says: InConversation; answer: { readonly ok: true } };
  "list-people": { says: { readonly query: PeopleQuery }; answer: PeopleResult };
  /** Friends, or those whose request is open; whoever changed last comes first. */
  "list-friends": { says: { readonly of: "friends" | "requests"; readonly query: PageQuery }; answer: FriendsResult };
  /**
   * See `user-session/people/friends.ts` for what each may be refused with. `before`: whether the two had anything to do with
   * each other before.
   */
  "do-friend": {
    says: { readonly userId: UserId; readonly act: FriendAct };
    answer: { readonly person: Person; readonly before: boolean };
  };
  "edit-friend": {
    says: { readonly userId: UserId; readonly notes: FriendNotes };
    answer: { readonly person: Person };
  };
  /**
   * The user deletes their account, and has just shown the password of this version. WRONG_PASSWORD: there is a newer one.
   * Signs all devices out.
   */
  "delete-account": {
    says: { readonly passwordVersion: number; readonly eraseMessages: boolean };
    answer: { readonly endsAt: number };
  };
  "list-presence": { says: { readonly userIds: readonly UserId[] }; answer: { readonly people: readonly Presence[] } };
  "mark-all-read": { says: unknown; answer: { readonly marked: number } };
  "open-direct": {
    says: { readonly peerId: UserId };
    answer: { readonly created: boolean; readonly conversation: ConversationEntry };
  };
  /**
   * Before something with this id is made; nothing is stored without `once`. Answers with the id to make: that of an
   * earlier request with the same key, if there was one. `isMade`: it was made; read it.
   */
  "begin-making": {
    says: { readonly once: Once | null; readonly resourceId: string };
    answer: { readonly resourceId: string; readonly isMade: boolean };
  };
  /**
   * Creates a group: reserves a place and charges what it costs. Answers with the group that exists now: that of an
   * earlier request with the same key, or that was made under an earlier id, if there was one. RATE_LIMITED when the user
   * has created too many within an hour.
   */
  "create-group": {
    says: InConversation & {
      readonly earlierIds?: readonly ConversationId[];
      readonly once: Once | null;
      readonly op: Extract<GroupOp, { kind: "create" }>;
    };
    answer: InConversation & Pick<GroupOpDone, "invited">;
  };
  /**
   * Asked by Workers of the version before, which call the group themselves. Before a group is created. Answers with the group to create: that of an earlier request with the same key, or
   * that was made under an earlier id, if there was one. RATE_LIMITED when the user has created too many within an hour.
   */
  "reserve-group": {
    says: InConversation & {
      /** Ids under which an earlier request may have made it; a Worker that runs earlier code sends none. */
      readonly earlierIds?: readonly ConversationId[];
      readonly once: Once | null;
    };
    answer: InConversation;
  };
  "load-page": {
    says: InConversation & {
      readonly before?: number;
      readonly after?: number;
      readonly around?: number;
      readonly limit: number;
    };
    answer: WholePage;
  };
  /** Who has read a message of the asking user's, or who has not; of those after an id. */
  "list-receipts": {
    says: InConversation & Omit<ReceiptsRequest, "userId">;
    answer: ReceiptsPage;
  };
  "get-privacy": { says: unknown; answer: PrivacySettings };
  /** `copy`: what the directory has to know of it now. A session of the version before has none. */
  "edit-privacy": {
    says: { readonly patch: PrivacyPatch };
    answer: PrivacySettings & { readonly copy?: DirectoryChoices };
  };
  "mark-read": { says: InConversation & { readonly seq: number }; answer: MarkedRead };

  /** Scheduled messages: see `user-session/scheduled/scheduled-messages.ts` for what each may be refused with. */
  "list-scheduled": {
    says: { readonly cursor?: string; readonly limit: number };
    answer: { readonly items: readonly ScheduledMessage[]; readonly next: string | null };
  };
  "schedule-message": { says: { readonly body: ScheduleMessageBody }; answer: ScheduledMessage };
  "change-scheduled": {
    says: { readonly scheduledId: ClientMsgId; readonly change: ChangeScheduledBody };
    answer: ScheduledMessage;
  };
  "cancel-scheduled": { says: { readonly scheduledId: ClientMsgId }; answer: { readonly ok: true } };
  "send-scheduled": { says: { readonly scheduledId: ClientMsgId }; answer: Omit<MessageAckFrame, "type"> };

  "send-message": { says: InConversation & { readonly body: SendMessageBody }; answer: Omit<MessageAckFrame, "type"> };
}

export type QuestionKind = keyof SessionQuestions;
/** A union of the questions of these kinds. */
export type Question<Kind extends QuestionKind = QuestionKind> = {
  [K in Kind]: { readonly kind: K } & SessionQuestions[K]["says"];
}[Kind];
export type Answer<Kind extends QuestionKind = QuestionKind> = SessionQuestions[Kind]["answer"];
