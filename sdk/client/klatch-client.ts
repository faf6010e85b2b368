// The client an app holds: who is signed in, one kept connection, messages out and events in. The package's main door.
/**
 * The client itself: {@link KlatchClient}, what it gives and takes, and what a place to keep things has to do.
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
import type { CallOptions, Credentials, HistoryOptions, InboxOptions, KlatchClientOptions } from "./client-options.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
import type { KlatchEvents } from "./events.ts";
import { Groups } from "../http/groups.ts";
import type { OutgoingMessage, SendOptions } from "../outbox/outgoing-message.ts";
import type { Runtime } from "./runtime.ts";
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
export type { Groups, JoinOptions, LinkOptions, MembersOptions, PageOptions } from "../http/groups.ts";
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
  Ban,
  CreateGroupBody,
  EditGroupBody,
  GroupChangeResult,
  GroupLink,
  GroupsResult,
  GroupViewResult,
  JoinGroupResult,
  JoinRequest,
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
  /** Everything about groups that is no message. */
  readonly groups: Groups;

  constructor(options: KlatchClientOptions) {
    super(options);
    this.groups = new Groups({
      api: this.api,
      me: () => this.live().userId,
      learner: () => {
        const live = this.live();
        return (entry) => void this.learn(entry, live);
      },
    });
  }

  /** The inbox as this device knows it, newest first; kept current by the connection. */
  conversations(): ConversationEntry[] {
    return this.liveOrNone?.conversations() ?? [];
  }

  /** How far the others have read, as far as this device has heard of it. */
  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.liveOrNone?.receipts(conversationId) ?? new Map();
  }

  /** What a view of the conversation shows: a window of its log, from the store at once. `close` it with the view. */
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

  /** The direct conversation with another user, made when it is the first time. @throws KlatchError `USER_NOT_FOUND` */
  async openDirect(
    peer: { readonly username: string } | { readonly userId: UserId },
    options: CallOptions = {},
  ): Promise<ConversationEntry> {
    const live = this.live();
    const userId = "userId" in peer ? peer.userId : (await this.userByUsername(peer.username, options)).id;
    const { conversation } = await this.api.call<{ conversation: ConversationEntry }>({
      method: "POST",
      path: "/api/conversations",
      body: { kind: "direct", userId },
      ...options,
    });
    return this.learn(conversation, live);
  }

  /**
   * Sends a message; at once, or as soon as there is a connection, and again under the same id until the server has
   * acked or refused it. Messages of one conversation keep their order. With `maxWaiting` messages on their way already
   * it fails at once, with `TOO_MANY`: wait for `sendable`.
   * @throws KlatchError `NOT_AUTHENTICATED` when nobody is signed in; every other refusal is the message's
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
   * Resolves when `send` takes another message, at once unless very many are waiting.
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
   * The user's messages that are in no event yet, in the order in which they go out: those of earlier runs and of other
   * tabs too, and those that failed until they are retried or discarded.
   */
  outgoing(conversationId?: ConversationId): OutgoingMessage[] {
    return this.liveOrNone?.outgoing(conversationId) ?? [];
  }

  /**
   * The user has read everything up to `seq`. The unread count follows as an event `conversation`.
   * @throws KlatchError `NOT_AUTHENTICATED`
   */
  markRead(conversationId: ConversationId, seq: number): void {
    this.live().markRead(conversationId, seq);
  }

  /**
   * Shows the others that the user is typing; forgotten when there is no connection.
   * @throws KlatchError `NOT_AUTHENTICATED`
   */
  setTyping(conversationId: ConversationId, active: boolean): void {
    this.live().setTyping(conversationId, active);
  }
}
