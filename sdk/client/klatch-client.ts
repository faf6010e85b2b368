// The client that an app holds. It only passes calls on: to the device's session, to the server, to the connection. Longer
// than 300 lines, because an app sees one class, with all that it promises beside each method. What is left here of each
// method is a few lines; to take methods out would take their promises along, or show apps a base class.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { Content } from "../../schema/protocol/content/content.ts";
import type { Device, User, UsersResult } from "../../schema/protocol/http-auth.ts";
import type { SecurityEventsResult } from "../../schema/protocol/http-me.ts";
import type { ReceiptsResult } from "../../schema/protocol/http-receipts.ts";
import type { ReportBody, ReportResult } from "../../schema/protocol/reports.ts";
import type { PrivacyPatch, PrivacySettings } from "../../schema/protocol/privacy.ts";
import type { AccountLeaving } from "../../schema/protocol/http-me.ts";
import type { RegistrationMode } from "../../schema/protocol/http-registration.ts";
import type { InboxResult, MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ClientMsgId, ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { throwIfAborted } from "./abortable.ts";
import type { CallOptions } from "../http/call-options.ts";
import type {
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
} from "./client-options.ts";
import { usualWindows, type ChangeWindows } from "../connection/change-windows.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import {
  blocksOf,
  draftsOf,
  emailOf,
  filesOf,
  friendsOf,
  notificationsOf,
  ownProfileOf,
  peopleOf,
  presenceOf,
  starredOf,
} from "./books-of-user.ts";
import { contentOf } from "./content-of.ts";
import { DeviceSession } from "./device-session.ts";
import type { SignedOut } from "../http/sign-out.ts";
import type { Drafts } from "../outbox/drafts.ts";
import { asClientMsgId } from "./ids.ts";
import { findEvent, findMessage } from "./log-access.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { Files, SendFileOptions } from "../files/file-types.ts";
import { contentOfFile } from "../outbox/entry-file.ts";
import { givenFile } from "../outbox/given-file.ts";
import type { KlatchEvents } from "./events.ts";
import type { Friends } from "../friends/friend-book.ts";
import { GroupCalls } from "../http/group-calls.ts";
import type { Groups } from "../http/groups.ts";
import type { EditsResult, PinsResult, ReactionsResult } from "../../schema/protocol/http-messages.ts";
import type { VotesResult } from "../../schema/protocol/http-polls.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { Ack, OutgoingMessage, SendOptions } from "../outbox/outgoing-message.ts";
import { avatarUrlOf } from "../http/avatars.ts";
import type { Blocks } from "../http/blocks.ts";
import type { EmailAddress } from "../http/email-address.ts";
import type { Notifications } from "../http/notifications.ts";
import type { OwnProfile } from "../http/own-profile.ts";
import type { UserWithProfile } from "../../schema/protocol/profile.ts";
import { InvitationCalls, type Invitations } from "../http/invitations.ts";
import { ScheduledCalls, type Scheduled } from "../http/scheduled.ts";
import type { ConversationSettings } from "../inbox/own-settings.ts";
import type { ListedConversation } from "../inbox/listed-conversation.ts";
import { openTimeline } from "./open-timeline.ts";
import type { PresenceOf } from "../presence/presence-book.ts";
import type { People } from "./people.ts";
import type { Session } from "../store/session-store.ts";
import type { Starred } from "../inbox/starred.ts";
import type { Snapshot } from "./snapshot.ts";
import { untilSendable } from "./until-sendable.ts";
import type { Thread } from "../threads/thread.ts";
import type { Timeline, TimelineOptions } from "../timeline/timeline.ts";

/**
 * A device of one user. Calls over HTTP reject with a `KlatchError`, or with the reason of an aborted `signal`.
 *
 * @example
 * const client = new KlatchClient({ url: "http://localhost:8787" });
 * await client.login({ username: "ada", password: "correct horse" });
 * client.on("message", (message) => console.log(message.senderId, contentText(message.content)));
 * await client.connect();
 * const conversation = await client.openDirect({ username: "bob" });
 * await client.send(conversation.id, "Hello").acked;
 */
export class KlatchClient {
  /** Everything about groups except messages. */
  readonly groups: Groups;
  /** Names of users. */
  readonly people: People;
  /** Who is online. */
  readonly presence: PresenceOf;
  /** Texts that the user has begun to write. */
  readonly drafts: Drafts;
  /** Messages that the user has starred. */
  readonly starred: Starred;
  /** Messages that the server sends at a time which the user chose. */
  readonly scheduled: Scheduled;
  /** Friends, requests, and what the user notes of people. */
  readonly friends: Friends;
  /** Sending files without a message, and getting those of messages. */
  readonly files: Files;
  /** Whom the user has blocked. */
  readonly blocks: Blocks;
  /** The user's own names, avatar, bio and status. */
  readonly me: OwnProfile;
  /** How this device and this user are told of what they miss. */
  readonly notifications: Notifications;
  /** The user's e-mail address, and the links in mails. */
  readonly email: EmailAddress;
  /** Invitations to groups. */
  readonly invitations: Invitations;
  readonly #device: DeviceSession;

  constructor(options: KlatchClientOptions) {
    const device = new DeviceSession(options);
    this.#device = device;
    this.people = peopleOf(device);
    this.presence = presenceOf(device);
    this.drafts = draftsOf(device);
    this.starred = starredOf(device);
    this.friends = friendsOf(device);
    this.files = filesOf(device);
    this.scheduled = new ScheduledCalls({
      api: () => device.api,
      newId: () => device.newMessageId(),
      revision: () => device.userOrNone?.live.lastTold.of("scheduled").revision ?? null,
      upload: (...upload) => this.files.upload(...upload),
      features: () => this.features,
    });
    this.blocks = blocksOf(device);
    this.me = ownProfileOf(device);
    this.notifications = notificationsOf(device);
    this.email = emailOf(device);
    this.invitations = new InvitationCalls({
      api: () => device.api,
      user: () => device.user,
      revision: () => device.userOrNone?.live.lastTold.of("invitations").revision ?? null,
    });
    this.groups = new GroupCalls({
      api: () => device.api,
      user: () => device.user,
      newKey: () => device.newKey(),
    });
  }

  /** The session of this device; null: nobody is signed in. */
  get session(): Session | null {
    return this.#device.session;
  }

  /** The state of the connection; each change emits `connection`. */
  get connection(): ConnectionStatus {
    return this.#device.userOrNone?.live.status ?? { state: "idle" };
  }

  /**
   * How long after a message was sent its sender may edit it, and take it back for everyone: as the server said last, or what
   * servers allow unless they were configured otherwise. Each change emits `change-windows`.
   */
  get changeWindows(): ChangeWindows {
    return this.#device.userOrNone?.live.lastTold.of("change-windows") ?? usualWindows;
  }

  /**
   * What the server understands beyond the first version, as it said last to this tab; null: another tab has the connection,
   * or there was none yet.
   */
  get features(): readonly string[] | null {
    return this.#device.userOrNone?.live.features ?? null;
  }

  /**
   * The absolute address of an avatar that is a picture, for an element of a page, as `<img>`; null: it is an emoji, none, or
   * another app's reference. It works without a sign-in for as long as the picture is the avatar.
   * @param avatar of a user or a group
   */
  avatarUrl(avatar: string | undefined): string | null {
    return avatarUrlOf(this.#device.baseUrl, avatar);
  }

  /** Calls `listener` with every event `name` from now on. @returns a function that stops this */
  on<Name extends keyof KlatchEvents>(name: Name, listener: (event: KlatchEvents[Name]) => void): () => void {
    return this.#device.emitter.on(name, listener);
  }

  // ---- signing in and out

  /**
   * Creates an account and signs this device in. Username: 3 to 20 letters, digits or underscores. Password: 8 to 128
   * characters.
   * @throws KlatchError `USERNAME_TAKEN`, `INVALID_REQUEST`, `RATE_LIMITED`; `PASSWORD_TOO_COMMON` if the password is one of
   * the most common ones, or the account's own name; `REGISTRATION_CLOSED`, `INVITATION_NEEDED`, or `INVITATION_INVALID`:
   * the invitation is unknown, used up, expired or revoked
   */
  async register(account: NewAccount & CallOptions): Promise<Session> {
    return this.#device.signIn("register", account);
  }

  /**
   * Who may make an account: anybody (`open`), whoever has an invitation (`invitation`), or nobody (`closed`). For showing:
   * the answer may be a minute old. Nobody needs to be signed in.
   * @throws KlatchError `NOT_FOUND` from an earlier server, where anybody may
   */
  async registration(options: CallOptions = {}): Promise<RegistrationMode> {
    return this.#device.registration(options);
  }

  /**
   * Signs this device in.
   * @throws KlatchError `INVALID_CREDENTIALS`, `RATE_LIMITED`; `SUSPENDED`: the password is right, and an operator has
   * suspended the account; `ACCOUNT_LEAVING`: the password is right, and the user has deleted the account: for
   * `retryAfterMs` they may come back, with `restore`
   */
  async login(credentials: Credentials & CallOptions): Promise<Session> {
    return this.#device.signIn("login", credentials);
  }

  /**
   * Loads the state of an earlier run from the store, without asking the server: session, inbox, received messages and
   * messages that are not sent yet.
   * @returns null if nobody is signed in
   */
  restore(): Promise<Session | null> {
    return this.#device.restore();
  }

  /**
   * Calls `restore`, then `connect` without waiting for it. An app calls this first. With credentials it signs in if nobody
   * is signed in, or another user.
   * @returns null if nobody is signed in
   * @throws KlatchError like `login` if credentials are given; `INVALID_REQUEST` if there is no WebSocket
   */
  start(): Promise<Session | null>;
  start(credentials: Credentials & CallOptions): Promise<Session>;
  start(credentials?: Credentials & CallOptions): Promise<Session | null> {
    return this.#device.start(credentials);
  }

  /**
   * Signs this device out on the server and empties the store: after three seconds without an answer, or with a refusal, the
   * store alone. Then the answer says how to tell the server later.
   */
  async logout(options: CallOptions = {}): Promise<SignedOut> {
    return this.#device.logout(options);
  }

  /**
   * Tells the server of a sign-out that it has not heard of, whoever is signed in by now.
   * @param untold of `logout`
   * @throws KlatchError `UNAVAILABLE`, `RATE_LIMITED`, `REFRESH_SUPERSEDED`: try again later
   */
  async endSession(untold: string, options: CallOptions = {}): Promise<void> {
    return this.#device.endSession(untold, options);
  }

  /**
   * Gets new tokens now. Apps need not call it: every call refreshes in time.
   * @throws KlatchError `NOT_AUTHENTICATED`, `DEVICE_SIGNED_OUT`, `REFRESH_TOKEN_REUSED`, `TOKEN_EXPIRED`
   */
  async refresh(options: CallOptions = {}): Promise<void> {
    return this.#device.refresh(options);
  }

  /** Fetches the user's signed-in devices, last seen first. This device is marked `current`. */
  devices(options: CallOptions = {}): Promise<Device[]> {
    return this.#device.calls.devices(options);
  }

  /** Signs out another device of this user; its sockets close at once. @throws KlatchError `NOT_FOUND` */
  signOutDevice(deviceId: DeviceId, options: CallOptions = {}): Promise<void> {
    return this.#device.calls.signOutDevice(deviceId, options);
  }

  /** Signs out all other devices of this user. */
  signOutOtherDevices(options: CallOptions = {}): Promise<void> {
    return this.#device.calls.signOutOtherDevices(options);
  }

  /**
   * Changes the user's password and signs all other devices out; this one stays signed in.
   * @throws KlatchError `WRONG_PASSWORD` if `current` is wrong; `PASSWORD_TOO_COMMON` if `next` is easy to guess;
   * `RATE_LIMITED`, `INVALID_REQUEST`
   */
  changePassword(change: PasswordChange & CallOptions): Promise<void> {
    return this.#device.changePassword(change);
  }

  /**
   * Deletes the user's account: signs all devices out, this one too, and empties the store. Until `endsAt` the user may come
   * back, by `login` with `restore`.
   * @throws KlatchError `WRONG_PASSWORD`, `RATE_LIMITED`: nothing has changed; `NOT_FOUND` from an earlier server
   */
  deleteAccount(deletion: AccountDeletion & CallOptions): Promise<AccountLeaving> {
    return this.#device.deleteAccount(deletion);
  }

  /**
   * Fetches what happened to the account in the last 90 days, the newest first: sign-ins, sign-outs, changes of the password,
   * and failed passwords, added up by hour and coarse network.
   */
  securityEvents(options: SecurityEventsOptions = {}): Promise<SecurityEventsResult> {
    return this.#device.calls.securityEvents(options);
  }

  /** Fetches what others see of the user. By default everything is on. */
  privacy(options: CallOptions = {}): Promise<PrivacySettings> {
    return this.#device.calls.privacy(options);
  }

  /**
   * Changes what others see of the user. Those whom `receiptsFor` leaves out learn nothing of what the user reads from then on,
   * and the user sees no receipts of theirs in direct conversations. Friends see them in direct conversations only. The user's
   * own devices still follow.
   * @returns the settings as they are now
   */
  setPrivacy(patch: PrivacyPatch, options: CallOptions = {}): Promise<PrivacySettings> {
    return this.#device.calls.setPrivacy(patch, options);
  }

  // ---- the connection

  /**
   * Connects, and stays connected until `close`. Resolves when this device has caught up. Waiting for it is optional:
   * messages can be sent at any time. Aborting `signal` ends the waiting, not the connection.
   * @throws KlatchError (as a rejection) if the connection is stopped or closed before that; `INVALID_REQUEST` if the
   * platform has no WebSocket and none is passed as `runtime.WebSocket`
   */
  connect(options: CallOptions = {}): Promise<void> {
    return this.#device.connect(options);
  }

  /** Checks now whether the server can be reached. In browsers this happens by itself when the network or page is back. */
  probe(): void {
    this.#device.userOrNone?.live.probe();
  }

  /**
   * Ends the connection and all timers. Messages that are not acked stay in the store for the next run. Without a durable
   * store they fail; some of them may have arrived nevertheless.
   */
  close(): void {
    this.#device.close();
  }

  /** Resolves when everything so far is stored. If storing fails, it resolves too, and `error` is emitted. */
  async stored(): Promise<void> {
    await this.#device.userOrNone?.keeper.stored();
  }

  /**
   * The state to keep so that the next run fetches only what is new, for apps without a store. See the event `sync`.
   * @returns null if nobody is signed in
   */
  snapshot(): Snapshot | null {
    return this.#device.userOrNone?.live.snapshot() ?? null;
  }

  // ---- people and conversations

  /** Fetches the user with this name, in any case. @throws KlatchError `USER_NOT_FOUND` */
  userByUsername(username: string, options: CallOptions = {}): Promise<User> {
    return this.#device.calls.userByUsername(username, options);
  }

  /** Fetches the user with this id, for example the `senderId` of an event. @throws KlatchError `USER_NOT_FOUND` */
  userById(userId: UserId, options: CallOptions = {}): Promise<User> {
    return this.#device.calls.userById(userId, options);
  }

  /**
   * Fetches a user with their bio and status, as far as this user may see them: else they are empty. The name that is shown
   * elsewhere becomes the newest one.
   * @throws KlatchError `USER_NOT_FOUND`
   */
  profileOf(userId: UserId, options: CallOptions = {}): Promise<Required<UserWithProfile>> {
    return this.#device.calls.profileOf(userId, options);
  }

  /**
   * Searches for people by name, in pages. Each word of `text` begins a word of the display name or the username; Chinese,
   * Japanese and Korean names are found by any two characters in a row; with `@` in front it is how the username begins.
   * Single letters find nobody, and who has chosen so is not found.
   * @throws KlatchError `INVALID_REQUEST`: nothing, or more than 64 characters; also from an earlier server
   */
  searchUsers(text: string, options: SearchUsersOptions = {}): Promise<UsersResult> {
    return this.#device.calls.searchUsers(text, options);
  }

  /**
   * Reports a person, a conversation, or up to ten messages of one to the moderators. The server adds what was said, as this
   * user sees it; nobody else is told. Reporting the same again replaces the earlier report. `features` of a server that takes
   * reports has `reports`.
   * @throws KlatchError `USER_NOT_FOUND`, `CONVERSATION_NOT_FOUND`, `MESSAGE_NOT_FOUND`; `FORBIDDEN`: oneself, or one's own
   * messages only; `RATE_LIMITED`: ten a day; `NOT_FOUND` from an earlier server
   */
  report(report: ReportBody, options: CallOptions = {}): Promise<ReportResult> {
    return this.#device.calls.report(report, options);
  }

  /**
   * Fetches the users with these ids, at most 200, in any order. Those who do not exist are left out.
   * @throws KlatchError `INVALID_REQUEST`
   */
  usersById(userIds: readonly UserId[], options: CallOptions = {}): Promise<User[]> {
    return this.#device.calls.usersById(userIds, options);
  }

  /**
   * The inbox of this device with what it is sending: pinned conversations first, then newest first, by the newest message,
   * a message that waits, or the user's coming into the group. It has the settings that the user has changed here, confirmed
   * or not. It changes with `conversation`, `outbox` and `sync`.
   * @param options `hidden`: with those that the user has hidden; by default without
   */
  conversations({ hidden = false }: { readonly hidden?: boolean } = {}): ListedConversation[] {
    return this.#device.userOrNone?.conversations(hidden) ?? [];
  }

  /**
   * Accepts what somebody has begun whom the user does not know: an entry with `request`. An answer does so, too.
   * @throws KlatchError `CONVERSATION_NOT_FOUND`; `NOT_FOUND` from an earlier server
   */
  acceptConversation(conversationId: ConversationId, options: CallOptions = {}): Promise<void> {
    return this.#device.calls.acceptConversation(conversationId, options);
  }

  /**
   * Changes what the user has set for a conversation, for themselves and on all of their devices: pinned, muted until, level
   * of notifications, archived, hidden, marked as unread. `conversations` shows it at once. Without a connection it waits, in
   * the store too, and later changes win. Resolves when the server has confirmed it; waiting for that is optional.
   * @throws KlatchError `NOT_AUTHENTICATED`. As a rejection: the server's refusal, and then the change is taken back;
   * `NOT_FOUND` from an earlier server; `UNAVAILABLE` if the client is closed
   */
  changeSettings(conversationId: ConversationId, change: ConversationSettings): Promise<void> {
    return this.#device.user.settings.change(conversationId, change);
  }

  /**
   * Sets how long the messages of a conversation stay that are sent from now on: an hour to 366 days, or null: for good. It
   * holds for everybody, and everybody sees who has set it (`conversation-settings-changed`). The conversation's `retention`
   * has what holds now, each message its end (`expiresAt`): then the SDK forgets it by itself.
   * @throws KlatchError `FORBIDDEN`: in a group its owner and admins may; `TOO_MANY`; `NOT_FOUND` from an earlier server
   */
  setRetention(conversationId: ConversationId, ttlMs: number | null, options: CallOptions = {}): Promise<void> {
    return this.#device.calls.setRetention(conversationId, ttlMs, options);
  }

  /**
   * Marks every conversation as read. The new counts arrive as events `conversation`.
   * @throws KlatchError `RATE_LIMITED`: a limit ended it half-way, so call it again later
   */
  markAllRead(options: CallOptions = {}): Promise<void> {
    return this.#device.calls.markAllRead(options);
  }

  /** Fetches a page of the inbox, for apps that do not connect. */
  listInbox(options: InboxOptions = {}): Promise<InboxResult> {
    return this.#device.calls.listInbox(options);
  }

  /** Opens the direct conversation with another user, and creates it the first time. @throws KlatchError `USER_NOT_FOUND` */
  async openDirect(
    peer: { readonly username: string } | { readonly userId: UserId },
    options: CallOptions = {},
  ): Promise<ConversationEntry> {
    const { user } = this.#device;
    const { calls } = user;
    const userId = "userId" in peer ? peer.userId : (await calls.userByUsername(peer.username, options)).id;
    return user.learn(await calls.openDirect(userId, options));
  }

  /**
   * Fetches a page of a conversation's log. `before` and `after` of the result select the neighbouring pages.
   * @throws KlatchError `CONVERSATION_NOT_FOUND`; `INVALID_REQUEST` if both `before` and `after` are given
   */
  history(conversationId: ConversationId, options: HistoryOptions = {}): Promise<MessagesResult> {
    return this.#device.calls.history(conversationId, options);
  }

  /**
   * Fetches who has read a message of this user's, or with `read: false` who has not, in groups of any size. The counts are
   * of all, the people come in pages.
   * @throws KlatchError `MESSAGE_NOT_FOUND`; `FORBIDDEN`: somebody else wrote it
   */
  receiptsOf(conversationId: ConversationId, seq: number, options: ReceiptsOptions = {}): Promise<ReceiptsResult> {
    return this.#device.calls.receiptsOf(conversationId, seq, options);
  }

  /**
   * Finds one event of a conversation, such as a message that another one replies to: in the store, or else on the server.
   * @returns null if the user sees no event with this seq
   * @throws KlatchError `CONVERSATION_NOT_FOUND`; `UNAVAILABLE`: it is not stored, and the server could not be reached
   */
  event(conversationId: ConversationId, seq: number, { signal }: CallOptions = {}): Promise<EventFrame | null> {
    return findEvent(this.#device, conversationId, seq, signal);
  }

  /**
   * Finds a message and what became of it, such as one that is quoted: in the store as far as it is known there, or else on
   * the server. It changes with `message-state`.
   * @returns null if the user sees no message with this seq
   * @throws KlatchError as `event`
   */
  message(
    conversationId: ConversationId,
    seq: number,
    { signal }: CallOptions = {},
  ): Promise<{ readonly event: NewMessageFrame; readonly state: MessageState | null } | null> {
    return findMessage(this.#device, conversationId, seq, signal);
  }

  /** The seq up to which each other member has read, as far as this device knows. */
  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.#device.userOrNone?.live.receipts(conversationId) ?? new Map();
  }

  /** Opens a timeline: a window of the conversation's log for a view. Call its `close` when the view closes. */
  timeline(conversationId: ConversationId, options: TimelineOptions = {}): Timeline {
    return openTimeline(this.#device, conversationId, options);
  }

  /**
   * Opens a thread: the message with this seq, its replies, and the user's own that are on their way. `send` with `thread`
   * writes one. Call its `close` when the view closes.
   * @param seq of the message that the thread begins with: the `thread` of a reply, or any other message
   */
  async threadOf(conversationId: ConversationId, seq: number): Promise<Thread> {
    const { openThread } = await import("../threads/open-thread.ts");
    return openThread(this.#device, conversationId, seq);
  }

  // ---- writing and reading

  /**
   * Sends a message now, or as soon as there is a connection. It is sent again under the same id until the server acks or
   * refuses it. Messages of one conversation keep their order. If `maxWaiting` messages are not acked, the message fails
   * at once with `TOO_MANY`; wait for `sendable` first. A text of which nobody sees anything (`isBlank`) fails at once with
   * `CONTENT_BLANK`. Neither is stored.
   * @throws KlatchError `NOT_AUTHENTICATED` if nobody is signed in, `INVALID_REQUEST` if `clientMsgId` has a wrong form.
   * Every other refusal is the message's `error`
   */
  send(conversationId: ConversationId, content: string | Content, options: SendOptions = {}): OutgoingMessage {
    throwIfAborted(options.signal);
    if (options.clientMsgId !== undefined) asClientMsgId(options.clientMsgId);
    return this.#device.user.live.send(conversationId, contentOf(content), options);
  }

  /**
   * Sends a message with a file. It is in the timeline at once; its bytes are in the store before it counts as waiting, and
   * stay there until it is acked. It is uploaded as soon as there is a connection, goes on after a restart where it was, and
   * then sent like any message. Files of one conversation keep their order among each other; other messages do not wait for
   * them. `file.progress` of the message says how far it is.
   * @throws KlatchError as `send`. Every other refusal is the message's `error`: `UNAVAILABLE` at a server that knows no
   * files, `TOO_MANY` and `TOO_LARGE` if too many bytes wait (`maxWaitingFileBytes`), `INVALID_REQUEST` if it has none,
   * `FILE_NOT_FOUND` if its bytes are lost, and what the server refuses
   */
  sendFile(conversationId: ConversationId, file: BlobLike | FileSource, options: SendFileOptions): OutgoingMessage {
    throwIfAborted(options.signal);
    if (options.clientMsgId !== undefined) asClientMsgId(options.clientMsgId);
    const given = givenFile(file, options);
    return this.#device.user.live.send(conversationId, contentOfFile(given.stored), options, given);
  }

  /**
   * Changes what one of the user's own messages says: now, or as soon as there is a connection. Like each of the changes
   * below it takes its turn among the messages of the conversation, is kept in the store and sent again until the server
   * has answered, shows in timelines at once, and emits `change`. A later edit takes the place of one that still waits.
   * @throws KlatchError `NOT_AUTHENTICATED`. Every other refusal is the change's `error`: `TOO_LATE`, `MESSAGE_NOT_FOUND`,
   * `FORBIDDEN`, …; `UNAVAILABLE` if the server is older than such changes
   */
  edit(
    conversationId: ConversationId,
    seq: number,
    content: string | Content,
    { mentions, signal }: EditOptions = {},
  ): OutgoingChange {
    throwIfAborted(signal);
    const edited = {
      seq,
      content: contentOf(content),
      ...(mentions !== undefined && { mentions: [...mentions] }),
    };
    const change = this.#device.user.live.change((opId) => ({ type: "edit-message", opId, conversationId, ...edited }));
    signal?.addEventListener("abort", () => change.discard(), { once: true });
    return change;
  }

  /** Takes a message back for everybody: one's own for a while; an owner or admin of a group, those below them, at any time. */
  recall(conversationId: ConversationId, seq: number): OutgoingChange {
    return this.#device.user.live.change(() => ({ type: "recall-message", conversationId, seq }));
  }

  /**
   * Puts an emoji to a message, or takes the user's own away. An opposite one that still waits cancels out with it: both are
   * `discarded`.
   */
  react(conversationId: ConversationId, seq: number, emoji: string, active: boolean): OutgoingChange {
    return this.#device.user.live.change((opId) => ({ type: "react", opId, conversationId, seq, emoji, active }));
  }

  /** Pins a message for everybody, or takes the pin away. As for `react`, opposites that wait cancel out. */
  pin(conversationId: ConversationId, seq: number, active: boolean): OutgoingChange {
    return this.#device.user.live.change((opId) => ({ type: "pin-message", opId, conversationId, seq, active }));
  }

  /**
   * Votes in a poll: `options` are indices of its options, and take the place of what the user chose before; none takes the
   * vote back. A later vote takes the place of one that still waits.
   */
  vote(conversationId: ConversationId, seq: number, options: readonly number[]): OutgoingChange {
    return this.#device.user.live.change((opId) => ({
      type: "vote",
      opId,
      conversationId,
      seq,
      options: [...options],
    }));
  }

  /** Closes a poll: its author does so, or an owner or admin of a group, of those below them. Nothing opens it again. */
  closePoll(conversationId: ConversationId, seq: number): OutgoingChange {
    return this.#device.user.live.change(() => ({ type: "close-poll", conversationId, seq }));
  }

  /** Deletes messages for this user alone, on all their devices; at most 100 at once. */
  hide(conversationId: ConversationId, seqs: readonly number[]): OutgoingChange {
    return this.#device.user.live.change(() => ({ type: "hide-messages", conversationId, seqs: [...seqs] }));
  }

  /**
   * The user's changes that are on their way, in the order in which they are sent: of earlier runs and other tabs too, and
   * failed ones until they are retried or discarded.
   */
  outgoingChanges(conversationId?: ConversationId): OutgoingChange[] {
    return this.#device.userOrNone?.live.changes(conversationId) ?? [];
  }

  /** Fetches what a message said, from the first on. @throws KlatchError `MESSAGE_NOT_FOUND` */
  edits(conversationId: ConversationId, seq: number, options: CallOptions = {}): Promise<EditsResult> {
    return this.#device.calls.edits(conversationId, seq, options);
  }

  /** Fetches who reacted to a message, and with what. @throws KlatchError `MESSAGE_NOT_FOUND` */
  reactions(conversationId: ConversationId, seq: number, options: ReactionsOptions = {}): Promise<ReactionsResult> {
    return this.#device.calls.reactions(conversationId, seq, options);
  }

  /** Fetches who has voted for what in a poll. @throws KlatchError `MESSAGE_NOT_FOUND`; `FORBIDDEN` of an anonymous poll */
  votes(conversationId: ConversationId, seq: number, options: VotesOptions = {}): Promise<VotesResult> {
    return this.#device.calls.votes(conversationId, seq, options);
  }

  /** Fetches the pinned messages, the newest pin first, as they are now. */
  pins(conversationId: ConversationId, options: CallOptions = {}): Promise<PinsResult> {
    return this.#device.calls.pins(conversationId, options);
  }

  /**
   * Makes an id for a message, by the server's clock: for a call that may be repeated without making another one.
   */
  newMessageId(): ClientMsgId {
    return this.#device.newMessageId();
  }

  /**
   * Forwards up to 100 messages of one conversation into another, or into the same. The server copies what the user sees of
   * them now. Needs a connection; the messages arrive like any others.
   * @param from the messages' conversation, and their seqs
   * @throws KlatchError `MESSAGE_NOT_FOUND` if one was removed or is not seen, `CONTENT_TOO_LARGE` if they are too much
   * for one message, and what refuses any message
   */
  async forward(
    conversationId: ConversationId,
    from: { readonly conversationId: ConversationId; readonly seqs: readonly number[] },
    { merged = false, clientMsgId, signal }: ForwardOptions = {},
  ): Promise<Ack[]> {
    const { calls } = this.#device;
    const id = clientMsgId ?? this.#device.newMessageId();
    return calls.forward(
      conversationId,
      { clientMsgId: id, from: { ...from, seqs: [...from.seqs] }, merged },
      { signal },
    );
  }

  /**
   * Resolves when fewer than `maxWaiting` messages are not acked: usually at once.
   * @throws KlatchError (as a rejection) `NOT_AUTHENTICATED`
   */
  sendable({ signal }: CallOptions = {}): Promise<void> {
    return untilSendable(() => this.#device.user.live.isFull, this.#device.emitter, signal);
  }

  /**
   * The user's messages whose events have not arrived yet, in the order in which they are sent. Includes messages of
   * earlier runs and of other tabs, and failed messages until they are retried or discarded.
   */
  outgoing(conversationId?: ConversationId): OutgoingMessage[] {
    return this.#device.userOrNone?.live.outgoing(conversationId) ?? [];
  }

  /**
   * Marks everything up to `seq` as read. The new unread count arrives as an event `conversation`. Resolves when the server
   * has confirmed it; waiting for that is optional. It also ends the user's mark as unread.
   * @throws KlatchError `NOT_AUTHENTICATED`. As a rejection: the server's refusal, such as `SEQ_OUT_OF_RANGE`;
   * `UNAVAILABLE` if the client is closed or the server does not answer
   */
  markRead(conversationId: ConversationId, seq: number): Promise<void> {
    return this.#device.user.markRead(conversationId, seq);
  }

  /**
   * Shows the other members that the user is typing. Does nothing without a connection.
   * @throws KlatchError `NOT_AUTHENTICATED`
   */
  setTyping(conversationId: ConversationId, active: boolean): void {
    this.#device.user.live.setTyping(conversationId, active);
  }
}
