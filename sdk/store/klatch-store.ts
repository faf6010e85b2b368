// What an app keeps between its runs, and the few things that a place to keep it must be able to do.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { SessionStore } from "./session-store.ts";

/** A message that was written and is not acked. */
export interface StoredMessage {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  readonly replyTo?: MessageId;
  readonly mentions?: readonly UserId[];
  /** When it was written, in ms since 1970, by the server's clock as this device knew it. */
  readonly writtenAtMs: number;
  /** Rises: messages go out in this order. */
  readonly order: number;
  /** Why it was refused for good; missing while it waits. */
  readonly failed?: { readonly code: ErrorCode; readonly message: string };
}

/** A user that events name. */
export interface StoredPerson {
  readonly user: User;
  /** When the server was asked, in ms since 1970, by this device's clock. */
  readonly askedAtMs: number;
}

/** Tables of a store: what a value is, by the name of its table. The key is a string. */
export interface StoreTables {
  /** By conversation id. */
  readonly conversations: ConversationEntry;
  /** By conversation id: the seq up to which everything was received. */
  readonly cursors: number;
  /** By `clientMsgId`. */
  readonly outbox: StoredMessage;
  /** By user id. */
  readonly people: StoredPerson;
  /** By conversation id: what the user has begun to write. */
  readonly drafts: string;
  /** By conversation id: how far the user has read and the server has not confirmed. */
  readonly readMarks: number;
  /** By conversation id: how far others have read, by user id. */
  readonly receipts: Readonly<Record<UserId, number>>;
}
/** The name of a table. */
export type StoreTable = keyof StoreTables;

/** Everything that is kept of a user but events. */
export type StoredState = { readonly [Table in StoreTable]: ReadonlyMap<string, StoreTables[Table]> } & {
  /** The version of the inbox up to which `conversations` is complete; null: not known. */
  readonly inboxVersion: number | null;
};

/** What belongs together: stored all or not at all. A value `null` takes its key away. */
export type StoreChanges = { readonly [Table in StoreTable]?: ReadonlyMap<string, StoreTables[Table] | null> } & {
  readonly inboxVersion?: number | null;
  /** Of any conversations; an event that is stored already is replaced. */
  readonly events?: readonly EventFrame[];
};

/** Which events of a conversation: the `limit` nearest to a seq, before it or after it. */
export interface StoredEventsQuery {
  readonly conversationId: ConversationId;
  /** Events whose `seq` is below it, or above it. */
  readonly from: { readonly before: number } | { readonly after: number };
  readonly limit: number;
}

/**
 * A place to keep everything of one signed-in user: today's implementations are `memoryStore()` and, in
 * `@klatch/sdk/indexeddb`, `indexedDbStore()`.
 *
 * It belongs to the user of the session that `save` was given last: `save(null)`, and a session of another user, erase
 * everything else in the same step. It knows nothing of seqs that touch: it may hold events with gaps between them and
 * forget any, and the SDK finds the gaps.
 */
export interface KlatchStore extends SessionStore {
  /** @returns null when it belongs to another user */
  loadState(userId: UserId): Promise<StoredState | null>;
  /** All or nothing, even in a crash. Ignored when it belongs to another user. */
  commit(userId: UserId, changes: StoreChanges): Promise<void>;
  /** Rising by `seq`; empty when it belongs to another user. */
  readEvents(userId: UserId, query: StoredEventsQuery): Promise<EventFrame[]>;
}
