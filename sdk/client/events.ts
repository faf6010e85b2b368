// The events that an app can listen to.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame, UnknownEvent } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { Presence } from "../../schema/protocol/presence.ts";
import type { ReceiptCountFrame } from "../../schema/protocol/receipt-count.ts";
import type { ReadReceiptFrame, TypingDownFrame } from "../../schema/protocol/signal.ts";
import type { StarChangedFrame } from "../../schema/protocol/stars.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import type { ChangeWindows } from "../connection/change-windows.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { PeopleNews } from "../friends/person-list.ts";
import type { KlatchError } from "./klatch-error.ts";
import type { DraftParts } from "../outbox/draft-parts.ts";
import type { UnsentMessage } from "../outbox/unsent-message.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import type { Session } from "../store/session-store.ts";

/**
 * Events that are not messages, each under the name of its kind: `member-changed` (members joined or left a group, or were
 * changed; it is the last event that a leaving member gets), `group-changed` (a group was created, changed or dissolved),
 * those that change earlier messages (`isMessageChange`), `void` (stands for the events `seq` to `toSeq`, which this user may not see).
 */
export type OtherEvent = Exclude<EventFrame, NewMessageFrame>;
type KnownOther = Exclude<OtherEvent, UnknownEvent>;
type OtherEvents = { [Type in KnownOther["type"]]: Extract<KnownOther, { readonly type: Type }> };

/** The events of `on`: their names, and the values that listeners get. */
export interface KlatchEvents extends OtherEvents {
  /** A message of anyone, including this user. Each is emitted once, in the order of `seq` within its conversation. */
  message: NewMessageFrame;
  /** Every event with a seq, also of kinds that this SDK version does not know. Emitted before the event's own kind. */
  event: EventFrame;
  /** An inbox entry is new, or its head, unread count, mentions, cursor or preview changed. */
  conversation: InboxEntry;
  /** Someone has read up to `seq`: another user, or this user on any device. */
  receipt: ReadReceiptFrame;
  /**
   * How many have read this user's newest message in a group that is too large for single receipts: at most once in two
   * seconds. `receiptsOf` has the exact number.
   */
  "receipt-count": ReceiptCountFrame;
  /** The user has starred a message (`starredAt`), or taken the star back (null), on any device. */
  starred: StarChangedFrame;
  /** Someone began or stopped typing. */
  typing: TypingDownFrame;
  /** How these people are, whom the device watches: some of them have changed. See `presence`. */
  presence: { readonly people: readonly Presence[] };
  /** The state of the connection changed. */
  connection: ConnectionStatus;
  /** This device has caught up with the server: a good moment to store `snapshot()`. */
  sync: { readonly inboxVersion: number };
  /**
   * A conversation was restored to an earlier time: its events after `headSeq` do not exist any more. Those that come next
   * take their seqs. Nobody has read further than `headSeq`.
   */
  "set-back": { readonly conversationId: ConversationId; readonly headSeq: number };
  /** An outgoing message changed its state. */
  outbox: OutgoingMessage;
  /** A change of earlier messages that is on its way changed its state. */
  change: OutgoingChange;
  /**
   * What became of these messages may be another than before: an event changed them, or a change of one's own that is on
   * its way, or the server said so. `message` and a timeline's items have the state.
   */
  "message-state": { readonly conversationId: ConversationId; readonly seqs: readonly number[] };
  /** The user has deleted these messages for themselves, on any device. */
  hidden: { readonly conversationId: ConversationId; readonly seqs: readonly number[] };
  /** These messages were read and burn: their states say when (`burnsAt`), as far as this device can tell. */
  burning: { readonly conversationId: ConversationId; readonly seqs: readonly number[] };
  /** The time of these messages is over, as far as this device can tell. It has forgotten what they said. */
  expired: { readonly conversationId: ConversationId; readonly seqs: readonly number[] };
  /**
   * The user's scheduled messages changed, on whichever device: `scheduled.list` gives them as they are now. `revision` null:
   * there are none.
   */
  scheduled: { readonly revision: string | null };
  /**
   * The user's invitations to groups changed: `invitations.list` gives them as they are now. `revision` null: there are none.
   */
  invitations: { readonly revision: string | null };
  /** What the user has to do with others changed, on whichever device: a request, a friendship, a note, a block. */
  friends: PeopleNews;
  /** How long the user may change messages of their own is another time than was known (`changeWindows`). */
  "change-windows": ChangeWindows;
  /** The server takes larger or smaller files than was known (`files.maxBytes`). */
  "file-limit": { readonly maxBytes: number | null };
  /** A user's name became known, or changed. */
  person: User;
  /** A draft changed; an empty `text` without parts means that there is none. */
  draft: { readonly conversationId: ConversationId; readonly text: string; readonly parts: DraftParts };
  /** Another tab signed in, or signed out (null), and this tab has done the same. */
  session: Session | null;
  /**
   * The server signed this device out, not `logout`. The tokens are deleted and waiting messages have failed. `unsent`: the
   * same messages as in the event `unsent` before it.
   */
  "signed-out": { readonly code: ReceivedErrorCode; readonly unsent: readonly UnsentMessage[] };
  /**
   * Messages of this user that no server has acked. The store is emptied next, because the device is signed out, by whom
   * ever, or another user signs in: show them, or keep them. Changes that wait are not among them: each fails, with `change`.
   */
  unsent: { readonly userId: UserId; readonly messages: readonly UnsentMessage[] };
  /** A refusal that belongs to no call over HTTP and no message, such as that of a `markRead`, or a failure of the app's storage (in `cause`). */
  error: KlatchError;
}
