// The store interface: the data that an app keeps between runs, and the operations that a store implements.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import type { StoredFile } from "../outbox/entry-file.ts";
import type { KeptFiles } from "./kept-files.ts";
import type { SessionStore } from "./session-store.ts";

/** A message of the outbox that is not acked. */
export interface StoredMessage {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  readonly replyTo?: MessageId;
  readonly mentions?: readonly UserId[];
  readonly thread?: number;
  readonly silent?: true;
  readonly burnAfterMs?: number;
  /** Its file, which has to be uploaded first. */
  readonly file?: StoredFile;
  /** When the message was written, in ms since 1970, by this device's estimate of the server's clock. */
  readonly writtenAtMs: number;
  /** Messages are sent in rising `order`. */
  readonly order: number;
  /** Why the message failed; missing while it waits. */
  readonly failed?: { readonly code: ReceivedErrorCode; readonly message: string };
}

/** A user and the age of this knowledge. */
export interface StoredPerson {
  readonly user: User;
  /** When the user was fetched, in ms since 1970, by this device's clock. */
  readonly askedAtMs: number;
}

/** The tables of a store and the types of their values. All keys are strings. */
export interface StoreTables {
  /** By conversation id. */
  readonly conversations: InboxEntry;
  /** By conversation id: the seq up to which all events were received. */
  readonly cursors: number;
  /** By `clientMsgId`. */
  readonly outbox: StoredMessage;
  /** By user id. */
  readonly people: StoredPerson;
  /**
   * The text of a draft, by conversation id or by an id that no conversation has: apps keep other things there that a user
   * has begun, as the web client does with a group that is not made yet. So drafts are not judged by the inbox. The SDK
   * keeps what belongs to a draft there too, by `<id> parts`.
   */
  readonly drafts: string;
  /** By conversation id: the seq that the user has read and the server has not confirmed. */
  readonly readMarks: number;
  /** By conversation id: the seq up to which each other user has read, by user id. */
  readonly receipts: Readonly<Record<UserId, number>>;
}
/** The name of a table. */
export type StoreTable = keyof StoreTables;

/** Everything that is kept of a user except events. */
export type StoredState = { readonly [Table in StoreTable]: ReadonlyMap<string, StoreTables[Table]> } & {
  /** The inbox version up to which `conversations` is complete; null: not known. */
  readonly inboxVersion: number | null;
};

/** Changes that are stored together or not at all. A value `null` removes its key. */
export type StoreChanges = { readonly [Table in StoreTable]?: ReadonlyMap<string, StoreTables[Table] | null> } & {
  readonly inboxVersion?: number | null;
  /** By conversation id: events that are or reach beyond this seq are removed, before `events` are added. */
  readonly forgetAfter?: ReadonlyMap<string, number>;
  /** Events of any conversations. An event that is stored already is replaced. */
  readonly events?: readonly EventFrame[];
};

/** Selects the `limit` events of a conversation that are nearest to a seq, before it or after it. */
export interface StoredEventsQuery {
  readonly conversationId: ConversationId;
  /** Events whose `seq` is lower than `before`, or higher than `after`. */
  readonly from: { readonly before: number } | { readonly after: number };
  readonly limit: number;
}

/**
 * Keeps all data of one signed-in user. Implementations: `memoryStore()`, and `indexedDbStore()` in
 * `@klatch/sdk/indexeddb`, and `fileStore()` in `@klatch/sdk/node`.
 *
 * The store belongs to the user of the session that was saved last. `save(null)`, or `save` with another user's session,
 * erases everything else but the secrets of `saveSecrets` in the same transaction. A store need not keep events complete: it
 * may drop any of them, since the SDK detects gaps.
 */
export interface KlatchStore extends SessionStore {
  /** @returns null if the store belongs to another user */
  loadState(userId: UserId): Promise<StoredState | null>;
  /** Stores all changes or none, even in a crash. Does nothing if the store belongs to another user. */
  commit(userId: UserId, changes: StoreChanges): Promise<void>;
  /**
   * False: by now the store is this page's own memory, which neither another tab nor the next start sees. Then a session
   * that begins has a socket of its own, whatever `tabs` says. A store without this method is durable.
   */
  isDurable?(): boolean;
  /** For messages with files. Without it their bytes are in memory, and messages whose bytes are gone fail. */
  readonly files?: KeptFiles;
  /** @returns events rising by `seq`; empty if the store belongs to another user */
  readEvents(userId: UserId, query: StoredEventsQuery): Promise<EventFrame[]>;
}
