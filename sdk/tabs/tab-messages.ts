// The messages between tabs. Tabs with another version, before or after an update of the page, are ignored.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import type { ChangeWindows } from "../connection/change-windows.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { UploadProgress } from "../files/file-types.ts";
import type { PeopleNews } from "../friends/person-list.ts";
import type { DraftParts } from "../outbox/draft-parts.ts";
import type { Changed } from "../outbox/outgoing-change.ts";
import type { Ack, OutgoingState } from "../outbox/outgoing-message.ts";
import type { Kept } from "../outbox/stored-outbox.ts";

/** Increase it with every change in this file. */
export const channelVersion = 5;

/** Events that all tabs get unchanged and in order. The excluded ones travel in another form, or concern one tab only. */
type SharedEvent = Exclude<
  keyof KlatchEvents,
  | "outbox"
  | "change"
  | "message-state"
  | "burning"
  | "expired"
  | "error"
  | "draft"
  | "person"
  | "session"
  | "signed-out"
  | "unsent"
>;

export interface ErrorNews {
  readonly code: ReceivedErrorCode;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
  /** Left out by tabs of an earlier version. */
  readonly limit?: string;
}
/** The state of an outgoing message or change. */
export interface EntryNews {
  readonly stored: Kept;
  readonly state: OutgoingState;
  readonly error: ErrorNews | null;
  readonly ack: Ack | Changed | null;
  /** Why it waits; left out if nothing was refused, and by tabs of an earlier version. */
  readonly heldBy?: ErrorNews;
  /** How far its file is; left out if it has none. */
  readonly progress?: UploadProgress;
}
type SharedNews = { [Name in SharedEvent]: { readonly name: Name; readonly value: KlatchEvents[Name] } }[SharedEvent];
export type News =
  | SharedNews
  | { readonly name: "outbox"; readonly value: EntryNews }
  | { readonly name: "error"; readonly value: ErrorNews }
  /** A `mark-read` of any tab was refused. */
  | {
      readonly name: "read-refused";
      readonly value: { readonly conversationId: ConversationId; readonly error: ErrorNews };
    };

/** The state that a follower starts from. Events up to `cursors` are in the store. */
export interface LeaderState {
  readonly status: ConnectionStatus;
  readonly inboxVersion: number | null;
  readonly conversations: readonly InboxEntry[];
  readonly cursors: readonly (readonly [ConversationId, number])[];
  readonly receipts: readonly (readonly [ConversationId, Readonly<Record<UserId, number>>])[];
  readonly outgoing: readonly EntryNews[];
  /** Left out: not known. */
  readonly scheduledRevision?: string | null;
  /** All people; left out by tabs of an earlier version. */
  readonly people?: PeopleNews;
  /** Left out by tabs of an earlier version. */
  readonly invitationsRevision?: string | null;
  /** Left out by tabs of an earlier version. */
  readonly changeWindows?: ChangeWindows;
  /** Left out by tabs of an earlier version. */
  readonly fileLimit?: KlatchEvents["file-limit"];
}

/** A command of a tab to the leader. */
export type Command =
  /** Sends what is stored: something new, or something failed that is retried. */
  | { readonly does: "take"; readonly kept: Kept }
  | { readonly does: "discard"; readonly id: string }
  | { readonly does: "pause-file"; readonly id: string; readonly isPaused: boolean }
  | { readonly does: "mark-read"; readonly conversationId: ConversationId; readonly seq: number }
  | { readonly does: "set-typing"; readonly conversationId: ConversationId; readonly active: boolean }
  | { readonly does: "watch-presence"; readonly tab: string; readonly userIds: readonly UserId[] }
  | { readonly does: "set-front"; readonly tab: string; readonly front: boolean }
  | { readonly does: "learn"; readonly entry: InboxEntry }
  | { readonly does: "connect" | "probe" }
  /** Is answered with a state for that tab. */
  | { readonly does: "tell-state"; readonly tab: string };

export type TabMessage =
  | { readonly kind: "news"; readonly leader: string; readonly news: readonly News[] }
  /** `tab`: the receiver; null: a new leader announces itself to all tabs. */
  | { readonly kind: "state"; readonly leader: string; readonly tab: string | null; readonly state: LeaderState }
  | { readonly kind: "command"; readonly command: Command }
  | {
      readonly kind: "draft";
      readonly conversationId: ConversationId;
      readonly text: string;
      /** Left out by tabs of an earlier version. */
      readonly parts?: DraftParts;
    }
  | { readonly kind: "person"; readonly user: User };
