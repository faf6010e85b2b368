// The client that an app holds: sign-in, one connection, messages out and events in. The package's main entry.
/**
 * The client: {@link KlatchClient}, the types of its calls, and the interface of a store.
 *
 * @module @klatch/sdk
 */
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ErrorClass, ErrorCode } from "../../schema/protocol/errors.ts";
import type { Device, DeviceLogin, Platform, User } from "../../schema/protocol/http-auth.ts";
import type { InboxResult, MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ClientMsgId, ConversationId, DeviceId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry, Preview } from "../../schema/protocol/sync.ts";
import { abortable } from "./abortable.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { Credentials, HistoryOptions, InboxOptions, KlatchClientOptions } from "./client-options.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { KlatchEvents } from "./events.ts";
import { Groups } from "../http/groups.ts";
import type { OutgoingMessage, SendOptions } from "../outbox/outgoing-message.ts";
import type { Runtime } from "./runtime.ts";
import { UuidV7Source } from "./uuid-v7.ts";
import { SignedIn } from "./signed-in.ts";
import type { Session, SessionStore } from "../store/session-store.ts";
import type { Snapshot } from "./snapshot.ts";
import { ConversationTimeline } from "../timeline/conversation-timeline.ts";
import type { Timeline, TimelineItem, TimelineOptions } from "../timeline/timeline.ts";

export { KlatchError, type KlatchErrorDetails } from "./klatch-error.ts";
export { memoryStore, type EventLimit } from "../store/memory-store.ts";
export type {
  KlatchStore,
  StoreChanges,
  StoredEventsQuery,
  StoredMessage,
  StoredPerson,
  StoredState,
  StoreTable,
  StoreTables,
} from "../store/klatch-store.ts";
export type { Drafts } from "../outbox/drafts.ts";
export type { People } from "./people.ts";
export type { Timeline, TimelineItem, TimelineOptions };
export type { CallOptions, Credentials, HistoryOptions, InboxOptions, KlatchClientOptions };
export type { ConnectionStatus, KlatchEvents, OutgoingMessage, Runtime, SendOptions, Session, SessionStore, Snapshot };
export type {
  ClientMsgId,
  Content,
  ConversationEntry,
  ConversationId,
  Device,
  DeviceId,
  DeviceLogin,
  ErrorClass,
  ErrorCode,
  InboxResult,
  MessageId,
  MessagesResult,
  Platform,
  Preview,
  User,
  UserId,
};
export type { Ack, OutgoingState } from "../outbox/outgoing-message.ts";
export type { Fetch, HttpResponse, WebSocketConstructor, WebSocketLike } from "./runtime.ts";
export type { EventFrame } from "../../schema/protocol/events/events.ts";
export type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
export type { VoidFrame } from "../../schema/protocol/events/void.ts";
export type { ReadReceiptFrame, TypingDownFrame } from "../../schema/protocol/signal.ts";
export type { JoinOptions, LinkOptions, MakeOptions, MembersOptions, PageOptions } from "../http/group-options.ts";
export type { Groups } from "../http/groups.ts";
export type {
  Announcement,
  Group,
  GroupProfile,
  GroupSettings,
  JoinPolicy,
  ListedGroup,
  Member,
  Role,
} from "../../schema/protocol/group.ts";
export type { GroupChange, GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
export type { JoinedHow, MemberChange, MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
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
} from "../../schema/protocol/http-groups.ts";

/**
 * A device of one user. Calls over HTTP reject with a `KlatchError`, or with the reason of an aborted `signal`.
 *
 * @example
 * const client = new KlatchClient({ url: "http://localhost:8787" });
 * await client.login({ username: "ada", password: "correct horse" });
 * client.on("message", (message) => console.log(message.senderId, message.content.text));
 * await client.connect();
 * const conversation = await client.openDirect({ username: "bob" });
 * await client.send(conversation.id, "Hello").acked;
 */
export class KlatchClient extends SignedIn {
  /** Everything about groups except messages. */
  readonly groups: Groups;

  constructor(options: KlatchClientOptions) {
    super(options);
    const keys = new UuidV7Source(this.runtime.random);
    this.groups = new Groups({
      api: this.api,
      me: () => this.live().userId,
      newKey: () => keys.next(this.runtime.now()),
      learner: () => {
        const live = this.live();
        return (entry) => void this.learn(entry, live);
      },
    });
  }

  /** The inbox of this device, most recently active first. The connection keeps it up to date. */
  conversations(): ConversationEntry[] {
    return this.liveOrNone?.conversations() ?? [];
  }

  /** The seq up to which each other member has read, as far as this device knows. */
  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.liveOrNone?.receipts(conversationId) ?? new Map();
  }

  /** Opens a timeline: a window of the conversation's log for a view. Call its `close` when the view closes. */
  timeline(conversationId: ConversationId, options: TimelineOptions = {}): Timeline {
    return new ConversationTimeline(
      {
        emitter: this.emitter,
        me: this.session?.user.id ?? null,
        head: () => this.liveOrNone?.headOf(conversationId) ?? null,
        outgoing: () => this.outgoing(conversationId),
        readStored: async (query) => (await this.keeper?.readEvents(query)) ?? [],
        fetchPage: async (page) => {
          const { keeper } = this;
          const result = await this.history(conversationId, page);
          keeper?.putEvents(result.events);
          return result;
        },
      },
      conversationId,
      options,
    );
  }

  /** Opens the direct conversation with another user, and creates it the first time. @throws KlatchError `USER_NOT_FOUND` */
  async openDirect(
    peer: { readonly username: string } | { readonly userId: UserId },
    options: CallOptions = {},
  ): Promise<ConversationEntry> {
    const live = this.live();
    const userId = "userId" in peer ? peer.userId : (await this.userByUsername(peer.username, options)).id;
    const { conversation } = await this.api.call("POST /api/conversations", {
      body: { kind: "direct", userId },
      ...options,
    });
    return this.learn(conversation, live);
  }

  /**
   * Sends a message now, or as soon as there is a connection. It is sent again under the same id until the server acks or
   * refuses it. Messages of one conversation keep their order. If `maxWaiting` messages are not acked, the message fails
   * at once with `TOO_MANY`; wait for `sendable` first.
   * @throws KlatchError `NOT_AUTHENTICATED` if nobody is signed in. Every other refusal is the message's `error`
   */
  send(conversationId: ConversationId, content: string | Content, options: SendOptions = {}): OutgoingMessage {
    options.signal?.throwIfAborted();
    return this.live().send(
      conversationId,
      typeof content === "string" ? { type: "text", text: content } : content,
      options,
    );
  }

  /**
   * Resolves when fewer than `maxWaiting` messages are not acked: usually at once.
   * @throws KlatchError (as a rejection) `NOT_AUTHENTICATED`
   */
  async sendable({ signal }: CallOptions = {}): Promise<void> {
    while (this.live().isFull) {
      const changed = new Promise<void>((resolve) => {
        const off = this.on("outbox", () => {
          off();
          resolve();
        });
        signal?.addEventListener("abort", off, { once: true });
      });
      await abortable(changed, signal);
    }
  }

  /**
   * The user's messages whose events have not arrived yet, in the order in which they are sent. Includes messages of
   * earlier runs and of other tabs, and failed messages until they are retried or discarded.
   */
  outgoing(conversationId?: ConversationId): OutgoingMessage[] {
    return this.liveOrNone?.outgoing(conversationId) ?? [];
  }

  /**
   * Marks everything up to `seq` as read. The new unread count arrives as an event `conversation`.
   * @throws KlatchError `NOT_AUTHENTICATED`
   */
  markRead(conversationId: ConversationId, seq: number): void {
    this.live().markRead(conversationId, seq);
  }

  /**
   * Shows the other members that the user is typing. Does nothing without a connection.
   * @throws KlatchError `NOT_AUTHENTICATED`
   */
  setTyping(conversationId: ConversationId, active: boolean): void {
    this.live().setTyping(conversationId, active);
  }
}
