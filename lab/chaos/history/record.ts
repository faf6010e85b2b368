// What a run leaves behind for the checker: everything that clients asked, were answered and were given, in that order.
import type { Content } from "../../../schema/protocol/content/content.ts";
import type { ErrorCode } from "../../../schema/protocol/errors.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";

/** One WebSocket, numbered in the order of opening. */
export type SocketNumber = number;
/** One installation of an app: `sdk-3`, `raw-7`. It outlives its sockets. */
export type DeviceName = string;

/** Plain data, a line of JSON each. `at`: ms since 1970 by the machine's clock, which is the server's as well. */
export type HistoryRecord = { readonly at: number } & (
  | { readonly kind: "open"; readonly socket: SocketNumber; readonly device: DeviceName }
  /** Sent: where the device wants each conversation to go on. */
  | {
      readonly kind: "sync";
      readonly socket: SocketNumber;
      readonly cursors: Readonly<Record<ConversationId, number>>;
    }
  /** Put on the wire, again each time that it is. `socket` null: over HTTP. */
  | {
      readonly kind: "send";
      readonly socket: SocketNumber | null;
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly clientMsgId: ClientMsgId;
      readonly text: string;
    }
  /** The server's word that it is committed, also when the network then lost it. */
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
  /** An event that a socket was given, without the receiver's count. */
  | { readonly kind: "event"; readonly socket: SocketNumber; readonly event: EventFrame }
  | { readonly kind: "sync-done"; readonly socket: SocketNumber }
  /** What a socket was given and the protocol does not know, cut short. */
  | { readonly kind: "garbled"; readonly socket: SocketNumber; readonly text: string }
  /** A request was answered; `garbled`: with this, cut short, which is no answer that the protocol knows. */
  | { readonly kind: "answered"; readonly call: string; readonly status: number; readonly garbled: string | null }
  | { readonly kind: "sync-required"; readonly socket: SocketNumber; readonly conversationId: ConversationId }
  /** The server's word on how far the user has read. */
  | {
      readonly kind: "read";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly seq: number;
    }
  /** What the device, having put events in order, showed next: the events `seq` to `toSeq`. */
  | {
      readonly kind: "took";
      readonly device: DeviceName;
      readonly conversationId: ConversationId;
      readonly seq: number;
      readonly toSeq: number;
    }
  /** A change of a group was answered: the event that tells of it; null: it was so already. */
  | {
      readonly kind: "changed";
      readonly user: UserId;
      readonly conversationId: ConversationId;
      readonly op: string;
      readonly seq: number | null;
    }
  | { readonly kind: "kill"; readonly inFlight: number }
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

/** What a message says, whatever kind of content it has, as the records hold it. */
export const textOf = (content: Content): string => ("text" in content ? content.text : JSON.stringify(content));
