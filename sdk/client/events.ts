// What an app can listen to.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ReadReceiptFrame, TypingDownFrame } from "../../schema/protocol/signal.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
import type { KlatchError } from "./klatch-error.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import type { Session } from "../store/session-store.ts";

/**
 * Events that are no messages, each under the name of its kind: `member-changed` (members of a group came, went or were
 * changed; who goes gets it as their last event), `group-changed` (a group was made, changed or dissolved), `void` (stands
 * for the events `seq` to `toSeq`, which this user may not see).
 */
export type OtherEvent = Exclude<EventFrame, NewMessageFrame>;
type OtherEvents = { [Type in OtherEvent["type"]]: Extract<OtherEvent, { readonly type: Type }> };

/** What `on` can listen to: the names, and what their listeners get. */
export interface KlatchEvents extends OtherEvents {
  /** A message of anyone, this user too: each once, and in each conversation in the order of `seq`. */
  message: NewMessageFrame;
  /** Anything that takes a seq, before the event of its own kind; kinds that this version does not know, too. */
  event: EventFrame;
  /** A conversation is new in the inbox, or its entry (head, unread, cursor, preview) changed. */
  conversation: ConversationEntry;
  /** Someone has read up to `seq`; this user too, on whichever device. */
  receipt: ReadReceiptFrame;
  /** Someone began or stopped typing. */
  typing: TypingDownFrame;
  /** The connection is otherwise than before. */
  connection: ConnectionStatus;
  /** This device has everything the server had: a good moment to store `snapshot()`. */
  sync: { readonly inboxVersion: number };
  /** A message of this client changed its state. */
  outbox: OutgoingMessage;
  /** Somebody whose name was asked for is known now. */
  person: User;
  /** What the user has begun to write changed; empty: nothing. */
  draft: { readonly conversationId: ConversationId; readonly text: string };
  /** Another tab has signed in, or out (null); this one has followed. */
  session: Session | null;
  /** The device is signed out, and not by `logout`: its tokens are forgotten, waiting messages failed. */
  "signed-out": { readonly code: ErrorCode };
  /** A refusal that no call and no message answers for, or a fault of the app's own storage (then in `cause`). */
  error: KlatchError;
}
