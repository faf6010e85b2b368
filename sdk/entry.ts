// The package's main entry: everything that an app may import from `@klatch/sdk`.
/**
 * The client: {@link KlatchClient}, the types of its calls, and the interface of a store.
 *
 * @module @klatch/sdk
 */
export { KlatchClient } from "./client/klatch-client.ts";
export type {
  Credentials,
  EditOptions,
  ForwardOptions,
  HistoryOptions,
  InboxOptions,
  KlatchClientOptions,
  NewAccount,
  AccountDeletion,
  PasswordChange,
  ReactionsOptions,
  VotesOptions,
  ReceiptsOptions,
  SearchUsersOptions,
  SecurityEventsOptions,
} from "./client/client-options.ts";
export type { KlatchEvents, OtherEvent } from "./client/events.ts";
export { clientMsgIdFor } from "./client/client-msg-id-for.ts";
export { asClientMsgId, asConversationId, asDeviceId, asFileId, asMessageId, asUserId } from "./client/ids.ts";
export { KlatchError, type KlatchErrorDetails } from "./client/klatch-error.ts";
export type { People } from "./client/people.ts";
export type {
  ByteReader,
  Fetch,
  HttpResponse,
  Runtime,
  WebSocketConstructor,
  WebSocketLike,
} from "./client/runtime.ts";
export type { Snapshot } from "./client/snapshot.ts";
export type { ChangeWindows } from "./connection/change-windows.ts";
export type { ConnectionStatus } from "./connection/connection-status.ts";
export type { NewConversations } from "./inbox/conversation-feed.ts";
export { hasMention, shownAt, type InboxEntry, type ListedConversation } from "./inbox/listed-conversation.ts";
export type { Starred } from "./inbox/starred.ts";
export type { ConversationSettings } from "./inbox/own-settings.ts";
export type { Friends } from "./friends/friend-book.ts";
export type { PeopleNews } from "./friends/person-list.ts";
export type { BlobLike, FileSource } from "./files/file-source.ts";
export type {
  DownloadOptions,
  FileDownload,
  FileKind,
  FileListOptions,
  FileOptions,
  FilePlace,
  Files,
  FileWords,
  OutgoingFile,
  Previews,
  SendFileOptions,
  Upload,
  UploadOptions,
  UploadProgress,
} from "./files/file-types.ts";
export { noFileId } from "./files/file-content.ts";
export type { CallOptions } from "./http/call-options.ts";
export type { JoinOptions, LinkOptions, MakeOptions, MembersOptions, PageOptions } from "./http/group-options.ts";
export type { CreatedGroup, Groups } from "./http/groups.ts";
export type { Blocks, BlocksOptions } from "./http/blocks.ts";
export type { EmailAddress, EmailChange } from "./http/email-address.ts";
export type { Notifications } from "./http/notifications.ts";
export type { OwnProfile } from "./http/own-profile.ts";
export type { Invitations } from "./http/invitations.ts";
export type { PresenceOf } from "./presence/presence-book.ts";
export type {
  Scheduled,
  ScheduleChange,
  ScheduledMessage,
  ScheduleFileOptions,
  ScheduleOptions,
} from "./http/scheduled.ts";
export type { DraftMention, DraftParts } from "./outbox/draft-parts.ts";
export type { Drafts } from "./outbox/drafts.ts";
export { unsentOf, type UnsentMessage } from "./outbox/unsent-message.ts";
export type { StoredFile } from "./outbox/entry-file.ts";
export type { Changed, ChangeState, OutgoingChange } from "./outbox/outgoing-change.ts";
export type { Ack, OutgoingMessage, OutgoingState, SendOptions } from "./outbox/outgoing-message.ts";
export type { KeptFiles } from "./store/kept-files.ts";
export type {
  KlatchStore,
  StoreChanges,
  StoredEventsQuery,
  StoredMessage,
  StoredPerson,
  StoredState,
  StoreTable,
  StoreTables,
} from "./store/klatch-store.ts";
export type { SignedOut } from "./http/sign-out.ts";
export { memoryStore, type EventLimit } from "./store/memory-store.ts";
export type { DeviceSecret, Session, SessionStore } from "./store/session-store.ts";
export type { Tabs } from "./tabs/tabs.ts";
export type { Thread } from "./threads/thread.ts";
export type { Timeline, TimelineItem, TimelineOptions } from "./timeline/timeline.ts";
export { isBlank } from "./client/blank.ts";
export { contentLine, contentText } from "./client/content-text.ts";
export type { Content, KnownContent, ReceivedContent } from "../schema/protocol/content/content.ts";
export { isMessageChange, type MessageChange } from "./client/message-change.ts";
export type { DeliveredContent } from "../schema/protocol/content/content.ts";
export type { AudioContent } from "../schema/protocol/content/audio.ts";
export type { CardContent } from "../schema/protocol/content/card.ts";
export type { CustomContent } from "../schema/protocol/content/custom.ts";
export type { FileContent } from "../schema/protocol/content/file.ts";
export type { ForwardContent, ForwardedItem } from "../schema/protocol/content/forward.ts";
export type { GoneContent } from "../schema/protocol/content/gone.ts";
export type { ImageContent } from "../schema/protocol/content/image.ts";
export type { PollContent } from "../schema/protocol/content/poll.ts";
export type { LinkContent } from "../schema/protocol/content/link.ts";
export type { LocationContent } from "../schema/protocol/content/location.ts";
export type { StickerContent } from "../schema/protocol/content/sticker.ts";
export { stickerPicture, type StickerPicture } from "../schema/protocol/content/sticker-picture.ts";
export type { VideoContent } from "../schema/protocol/content/video.ts";
export type { VoiceContent } from "../schema/protocol/content/voice.ts";
export type { FileFacts, FileGroup, FileId, PreviewSize, SentFilesResult } from "../schema/protocol/files.ts";
export type { SystemContent } from "../schema/protocol/content/system.ts";
export type { TextContent } from "../schema/protocol/content/text.ts";
export type { ForwardedFrom } from "../schema/protocol/forwards.ts";
export type { Block, BlocksResult } from "../schema/protocol/blocks.ts";
export type {
  ReportAbout,
  ReportBody,
  ReportedConversation,
  ReportReason,
  ReportResult,
} from "../schema/protocol/reports.ts";
export type { Me, MePatch, Profile, Status, UserWithProfile } from "../schema/protocol/profile.ts";
export type {
  GroupInvitation,
  GroupInvitationsResult,
  MyInvitation,
  MyInvitationsResult,
  MyJoinRequest,
  MyJoinRequestsResult,
} from "../schema/protocol/invitations.ts";
export type { DeviceKind, Presence } from "../schema/protocol/presence.ts";
export type { FriendNotes, Person } from "../schema/protocol/people.ts";
export type { ReceivedScheduled } from "../schema/protocol/http-scheduled.ts";
export type { JsonObject, JsonValue } from "../schema/protocol/json-data.ts";
export type { SettingsChange } from "../schema/protocol/settings.ts";
export type { ErrorClass, ErrorCode, ReceivedErrorCode } from "../schema/protocol/errors.ts";
export type { RegistrationMode } from "../schema/protocol/http-registration.ts";
export type { Challenge } from "../schema/protocol/problem.ts";
export type { UnknownChange, UnknownContent, UnknownKind } from "../schema/protocol/unknown.ts";
export type { EventFrame, UnknownEvent } from "../schema/protocol/events/events.ts";
export type { ConversationSettingsChangedFrame } from "../schema/protocol/events/conversation-settings-changed.ts";
export type { GroupChange, GroupChangedFrame } from "../schema/protocol/events/group-changed.ts";
export type { MemberChange, MemberChangedFrame } from "../schema/protocol/events/member-changed.ts";
export type { NewMessageFrame } from "../schema/protocol/events/new-message.ts";
export type { VoidFrame } from "../schema/protocol/events/void.ts";
export type {
  Announcement,
  Group,
  GroupProfile,
  GroupSettings,
  JoinedHow,
  JoinPolicy,
  ListedGroup,
  Member,
  Role,
} from "../schema/protocol/group.ts";
export type { EditsResult, PinsResult, ReactionsResult } from "../schema/protocol/http-messages.ts";
export type { VotesResult } from "../schema/protocol/http-polls.ts";
export type { ClosePollFrame, PollState, VoteFrame } from "../schema/protocol/poll.ts";
export type {
  EditMessageFrame,
  HideMessagesFrame,
  MessageChangeFrame,
  PinMessageFrame,
  ReactFrame,
  RecallMessageFrame,
} from "../schema/protocol/message-changes.ts";
export type {
  MessageState,
  MessageStates,
  ReactionCount,
  RecallReason,
  ThreadState,
} from "../schema/protocol/message-state.ts";
export type { MessageEditedFrame } from "../schema/protocol/events/message-edited.ts";
export type { MessageRecalledFrame } from "../schema/protocol/events/message-recalled.ts";
export type { MessagesExpiredFrame } from "../schema/protocol/events/messages-expired.ts";
export type { PinChangedFrame } from "../schema/protocol/events/pin-changed.ts";
export type { PollClosedFrame } from "../schema/protocol/events/poll-closed.ts";
export type { ReactionChangedFrame } from "../schema/protocol/events/reaction-changed.ts";
export type { VoteChangedFrame } from "../schema/protocol/events/vote-changed.ts";
export type { Device, DeviceLogin, Platform, User, UsersResult } from "../schema/protocol/http-auth.ts";
export type { SecurityEvent, SecurityEventsResult } from "../schema/protocol/http-me.ts";
export type { InboxResult, MessagesResult } from "../schema/protocol/http-conversations.ts";
export type {
  AddMembersResult,
  AnnouncementsResult,
  Ban,
  BansResult,
  CreateGroupBody,
  EditGroupBody,
  GroupChangeResult,
  GroupLink,
  GroupLinksResult,
  GroupsResult,
  GroupViewResult,
  JoinGroupResult,
  JoinRequest,
  JoinRequestsResult,
  MembersResult,
} from "../schema/protocol/http-groups.ts";
export type { ClientMsgId, ConversationId, DeviceId, MessageId, OpId, UserId } from "../schema/protocol/ids.ts";
export type { Email } from "../schema/protocol/email.ts";
export type { NotificationPatch, NotificationSettings, QuietHours, Weekday } from "../schema/protocol/notifications.ts";
export type {
  ApnsSubscription,
  FcmSubscription,
  PushSubscription,
  PushTarget,
  WebhookSubscription,
  WebSubscription,
} from "../schema/protocol/push.ts";
export type { ReceiptsResult } from "../schema/protocol/http-receipts.ts";
export type { Audience, PrivacyPatch, PrivacySettings } from "../schema/protocol/privacy.ts";
export type { AccountLeaving } from "../schema/protocol/http-me.ts";
export type { ReceiptCountFrame } from "../schema/protocol/receipt-count.ts";
export type { Star, StarChangedFrame } from "../schema/protocol/stars.ts";
export type { ReadReceiptFrame, TypingDownFrame } from "../schema/protocol/signal.ts";
export type { ConversationEntry, Joined, Preview, Retention } from "../schema/protocol/sync.ts";
