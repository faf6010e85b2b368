// The history of a run for the checker: everything that clients sent and were sent, in that order.
import type { ReceivedContent } from "../../../schema/protocol/content/content.ts";
import type { ErrorCode } from "../../../schema/protocol/errors.ts";
import type { FileId } from "../../../schema/protocol/files.ts";
import type { ClientMsgId, ConversationId, DeviceId, OpId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { Person } from "../../../schema/protocol/people.ts";
import type { RelatingAct } from "../people/acts.ts";
import type { MessageStates } from "../../../schema/protocol/message-state.ts";
import type { OwnValue } from "../own/own-kind.ts";

/** One WebSocket, numbered in the order of opening. */
export type SocketNumber = number;
/** One installation of an app: `sdk-3`, `raw-7`. It outlives its sockets. */
export type DeviceName = string;

/** What is known of a call: `unknown` without an answer. */
export type Outcome = "done" | "refused" | "unknown";

/** Plain data, one JSON object per line. `at`: ms since 1970 by the machine's clock, which the server uses too. */
export type HistoryRecord = { readonly at: number } & (
  | { readonly kind: "open"; readonly socket: SocketNumber; readonly device: DeviceName }
  /** A sync was sent, with the cursors of the device. */
  | {
      readonly kind: "sync";
      readonly socket: SocketNumber;
      readonly cursors: Readonly<Record<ConversationId, number>>;
    }
  /** A message was sent, recorded for each attempt. `socket` null: over HTTP. */
  | {
      readonly kind: "send";
      readonly socket: SocketNumber | null;
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly clientMsgId: ClientMsgId;
      readonly text: string;
      /** The message that it answers in a thread. */
      readonly thread?: number | undefined;
      readonly silent?: true | undefined;
    }
  /** The server acked a message, even if the network then lost the ack. */
  | {
      readonly kind: "ack";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly clientMsgId: ClientMsgId;
      readonly seq: number;
    }
  | {
      readonly kind: "refused";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly clientMsgId: ClientMsgId;
      readonly code: ErrorCode;
    }
  /** An event was sent to a socket; without the receiver's unread count. */
  | { readonly kind: "event"; readonly socket: SocketNumber; readonly event: EventFrame }
  | { readonly kind: "sync-done"; readonly socket: SocketNumber }
  /** A socket got something that the protocol does not know, shortened. */
  | { readonly kind: "garbled"; readonly socket: SocketNumber; readonly text: string }
  /** A request was answered. `garbled`: the shortened answer if the protocol does not know it. */
  | { readonly kind: "answered"; readonly call: string; readonly status: number; readonly garbled: string | null }
  | { readonly kind: "sync-required"; readonly socket: SocketNumber; readonly conversationId: ConversationId }
  /** The server reported how far the user has read. */
  | {
      readonly kind: "read";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly seq: number;
    }
  /** The device showed the events `seq` to `toSeq` next, after putting events in order. */
  | {
      readonly kind: "took";
      readonly device: DeviceName;
      readonly conversationId: ConversationId;
      readonly seq: number;
      readonly toSeq: number;
    }
  /** A change of a message was sent, recorded for each attempt. `socket` null: over HTTP. */
  | {
      readonly kind: "change";
      readonly socket: SocketNumber | null;
      readonly user: UserId;
      readonly opId: OpId;
      readonly frame: MessageChangeFrame;
    }
  /** The server said that the change is committed: with this event, or the one that made it so. */
  | {
      readonly kind: "change-done";
      readonly user: UserId;
      readonly opId: OpId;
      readonly seq: number | null;
    }
  | { readonly kind: "change-refused"; readonly user: UserId; readonly opId: OpId; readonly code: ErrorCode }
  /** A page of a log was read over HTTP. `asked`: when the call began. */
  | {
      readonly kind: "page";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly asked: number;
      readonly headSeq: number;
      readonly events: readonly EventFrame[];
      readonly states: MessageStates;
    }
  /**
   * A user set something for themselves. `outcome`: `unknown` without an answer: it may have been carried out, or be so
   * later.
   */
  | {
      readonly kind: "own";
      readonly user: UserId;
      readonly key: string;
      readonly value: OwnValue;
      readonly asked: number;
      readonly outcome: Outcome;
    }
  /** A file was uploaded, with these bytes. */
  | { readonly kind: "file"; readonly user: UserId; readonly fileId: FileId; readonly text: string }
  /** A message was scheduled, recorded for each attempt. */
  | {
      readonly kind: "scheduling";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly id: ClientMsgId;
      readonly text: string;
      readonly silent: boolean;
    }
  /** A scheduled message was to be cancelled, recorded for each attempt. */
  | { readonly kind: "cancelling"; readonly user: UserId; readonly id: ClientMsgId }
  /** A call about a scheduled message was answered. */
  | {
      readonly kind: "scheduled";
      readonly user: UserId;
      readonly id: ClientMsgId;
      readonly how: "scheduled" | "cancelled" | "sent";
    }
  /** Somebody sets how long messages stay; null: for good. `retention-set`: the server has said that it is so. */
  | {
      readonly kind: "retention" | "retention-set";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly ttlMs: number | null;
    }
  /** Messages were forwarded, recorded for each attempt. */
  | {
      readonly kind: "forward";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly clientMsgId: ClientMsgId;
      readonly from: { readonly conversationId: ConversationId; readonly seqs: readonly number[] };
      readonly merged: boolean;
    }
  /** The server said where the copies are. */
  | {
      readonly kind: "forwarded";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly clientMsgId: ClientMsgId;
      readonly seqs: readonly number[];
    }
  /** A change of a group was answered. `seq`: of its event; null if nothing changed. */
  | {
      readonly kind: "changed";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly op: string;
      readonly seq: number | null;
    }
  | { readonly kind: "kill"; readonly inFlight: number }
  /** A sign-in was answered. `asked`: when the call began, ms since 1970. */
  | {
      readonly kind: "signed-in";
      readonly device: DeviceName;
      readonly user: UserId;
      readonly deviceId: DeviceId;
      readonly family: string;
      readonly asked: number;
    }
  /**
   * A call that ends sign-ins was answered, or cannot be carried out any more. It began at `asked`. `deviceId` null: of
   * all the user's devices. `spares`: the one family that stays. `done`: the server said that it ended them.
   */
  | {
      readonly kind: "ended";
      readonly user: UserId;
      readonly deviceId: DeviceId | null;
      readonly spares: string | null;
      readonly how: string;
      readonly asked: number;
      readonly done: boolean;
    }
  /** An operator restored a user who was suspended, which is an `ended` too. `asked`: when the call began. */
  | { readonly kind: "restored"; readonly user: UserId; readonly asked: number }
  /** Somebody used a link of `maker`, and was answered that they are in. */
  | {
      readonly kind: "entered";
      readonly user: UserId;
      readonly maker: UserId;
      readonly conversationId: ConversationId;
      readonly asked: number;
    }
  /**
   * Somebody did something about somebody else: asked them, accepted, removed. `saw`: what their session showed of the other
   * one before, in a list that was asked for at `sawAt`; null: nothing. `became`: what the answer shows; null: it shows nothing.
   */
  | {
      readonly kind: "relating";
      readonly user: UserId;
      readonly other: UserId;
      readonly act: RelatingAct;
      readonly sawAt: number;
      readonly saw: Person | null;
      readonly asked: number;
      readonly outcome: Outcome;
      readonly became: Person | null;
    }
  /** Somebody begins to write to another one, or lets them write. */
  | {
      readonly kind: "contact";
      readonly user: UserId;
      readonly other: UserId;
      readonly how: "open" | "accept";
      readonly asked: number;
      readonly outcome: Outcome;
    }
  /** A socket was told what somebody else does now: in a conversation, or that they are online. */
  | {
      readonly kind: "sign";
      readonly socket: SocketNumber;
      readonly userId: UserId;
      readonly of: "typing" | "reading" | "online";
      readonly conversationId: ConversationId | null;
    }
  /** Somebody added people to a group, and was told who is only invited. `unknown`: all of them may be. */
  | {
      readonly kind: "inviting";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly invited: readonly UserId[];
      readonly asked: number;
      readonly outcome: Outcome;
    }
  /** Something about an invitation of `of`, which was made at `createdAt`. A ban may be of somebody who has none. */
  | {
      readonly kind: "invitation";
      readonly user: UserId;
      readonly of: UserId;
      readonly conversationId: ConversationId;
      readonly how: "accept" | "decline" | "revoke" | "ban";
      readonly createdAt: number;
      readonly asked: number;
      readonly outcome: Outcome;
    }
  /** The server told a socket what its user has to do with others. */
  | {
      readonly kind: "people";
      readonly socket: SocketNumber;
      readonly peopleVersion: number;
      readonly people: readonly Person[];
    }
  /** A client was told that its sign-in has ended. `pending`: its messages without an answer. */
  | {
      readonly kind: "signed-out";
      readonly device: DeviceName;
      readonly family: string;
      readonly code: string;
      readonly pending: readonly ClientMsgId[];
      /** What the SDK gave back; null: another client. */
      readonly givenBack: readonly ClientMsgId[] | null;
    }
  /** The server said that this socket gets nothing until a renewal and then a sync, its first one. */
  | { readonly kind: "auth-required"; readonly socket: SocketNumber }
  /** The server may give this socket content until `until`, ms since 1970: it was opened or renewed. */
  | { readonly kind: "authorised"; readonly socket: SocketNumber; readonly family: string; readonly until: number }
);

export interface RecordedDevice {
  readonly name: DeviceName;
  readonly userId: UserId;
}

export interface History {
  readonly seed: number;
  readonly devices: readonly RecordedDevice[];
  readonly records: readonly HistoryRecord[];
}

/** The text of a message in the records, whatever kind of content it has. */
export function textOf(content: ReceivedContent): string {
  if (content.type === "text") return content.text;
  if (content.type === "file") return content.fileId;
  return content.type === "poll" ? content.question : JSON.stringify(content);
}
