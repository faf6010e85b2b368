// What tabs tell each other. A tab with another version, of a page from before or after an update, is a stranger.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { Ack, OutgoingState } from "../outbox/outgoing-message.ts";
import type { StoredMessage } from "../store/klatch-store.ts";

/** Rises with every change here. */
export const channelVersion = 1;

/** What all tabs get as the leader's tab has it, in this order; the others are told otherwise, or are a tab's own. */
type SharedEvent = Exclude<keyof KlatchEvents, "outbox" | "error" | "draft" | "person" | "session" | "signed-out">;

export interface ErrorNews {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}
/** Where an outgoing message is now. */
export interface MessageNews {
  readonly stored: StoredMessage;
  readonly state: OutgoingState;
  readonly error: ErrorNews | null;
  readonly ack: Ack | null;
}
type SharedNews = { [Name in SharedEvent]: { readonly name: Name; readonly value: KlatchEvents[Name] } }[SharedEvent];
export type News =
  | SharedNews
  | { readonly name: "outbox"; readonly value: MessageNews }
  | { readonly name: "error"; readonly value: ErrorNews };

/** Everything that a tab needs to follow from here on; what `cursors` stand for is in the store. */
export interface LeaderState {
  readonly status: ConnectionStatus;
  readonly inboxVersion: number | null;
  readonly conversations: readonly ConversationEntry[];
  readonly cursors: readonly (readonly [ConversationId, number])[];
  readonly receipts: readonly (readonly [ConversationId, Readonly<Record<UserId, number>>])[];
  readonly outgoing: readonly MessageNews[];
}

/** What a tab asks of whoever leads. */
export type Command =
  /** It is in the store: just written, or to be tried again. */
  | { readonly does: "take"; readonly message: StoredMessage }
  | { readonly does: "discard"; readonly clientMsgId: ClientMsgId }
  | { readonly does: "mark-read"; readonly conversationId: ConversationId; readonly seq: number }
  | { readonly does: "set-typing"; readonly conversationId: ConversationId; readonly active: boolean }
  | { readonly does: "learn"; readonly entry: ConversationEntry }
  | { readonly does: "connect" | "probe" }
  /** Answered with a state for that tab. */
  | { readonly does: "tell-state"; readonly tab: string };

export type TabMessage =
  | { readonly kind: "news"; readonly leader: string; readonly news: readonly News[] }
  /** `tab`: whom it is for; null: a new leader says so to all. */
  | { readonly kind: "state"; readonly leader: string; readonly tab: string | null; readonly state: LeaderState }
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "draft"; readonly conversationId: ConversationId; readonly text: string }
  | { readonly kind: "person"; readonly user: User };
