// What an app can listen to.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { VoidFrame } from "../../schema/protocol/events/void.ts";
import type { ReadReceiptFrame, TypingDownFrame } from "../../schema/protocol/signal.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
import type { KlatchError } from "./klatch-error.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import type { Session } from "../store/session-store.ts";

/** What `on` can listen to: the names, and what their listeners get. */
export interface KlatchEvents {
  /** A message of anyone, this user too: each once, and in each conversation in the order of `seq`. */
  message: NewMessageFrame;
  /** Members of a group came, went or were changed. Who goes gets this as their last event of it. */
  "member-changed": MemberChangedFrame;
  /** A group was made, changed or dissolved. */
  "group-changed": GroupChangedFrame;
  /** Stands for the events `seq` to `toSeq`, which this user may not see. */
  void: VoidFrame;
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
