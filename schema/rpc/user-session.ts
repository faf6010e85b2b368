// Calls to a user's session: deliveries from conversations, and what the front door asks.
import type { ConversationId, DeviceId, UserId } from "../protocol/ids.ts";
import type { DeviceLogin } from "../protocol/http-auth.ts";
import type { ConversationEntry } from "../protocol/sync.ts";
import type { PackedEvents, Refused } from "./conversation.ts";
import type { Answer, Question } from "./session-questions.ts";

/** One step of a stream: events directly after `prev`, and signals (latest wins) as frames. */
export interface Delivery {
  readonly v: number;
  readonly conversationId: ConversationId;
  readonly prev: number;
  readonly events: PackedEvents;
  /** Some of these may have reached the sockets before: a subscriber that cannot tell asks its sockets to sync. */
  readonly redelivered: boolean;
  /** The subscriber's exact unread count after the last of `events`; null while more follow at once. */
  readonly unread: number | null;
  /** How far the subscriber has read, by now: tells a summary that is older than this delivery. */
  readonly cursorSeq: number;
  readonly signals: readonly string[];
  /** The caller has given up after this time (ms since 1970): a call that arrives later is not taken. */
  readonly deadlineAt: number;
}
/** `idle`: nobody listens, deliver no events before the next `read`. `have`: everything up to this seq was taken. */
export interface DeliveryAnswer {
  readonly state: "live" | "idle";
  readonly have: number;
}

/** Who asks. */
export interface Caller {
  readonly v: number;
  readonly deviceId: DeviceId;
}

/** A device's sign-in: `family` changes with each login, `generation` with each refresh. */
export interface DeviceGrant {
  readonly deviceId: DeviceId;
  readonly family: string;
  readonly generation: number;
}

export interface UserSessionRpc {
  deliver(delivery: Delivery): Promise<DeliveryAnswer>;
  /** The user may speak in this conversation. A group is listed from now on, a pair when something happens there. Idempotent. */
  admit(request: { v: number; conversationId: ConversationId }): Promise<void>;

  /** Counts a login attempt before the password is looked at; refused when too many failed. */
  beginLogin(request: { v: number }): Promise<{ attemptId: string } | Refused>;
  /** The password was wrong: who waits for this attempt's outcome waits no longer. */
  failLogin(request: { v: number; attemptId: string }): Promise<void>;
  /** The password was right: forgets the failures, signs the device in (the least recently seen beyond the limit is out). */
  signIn(request: { v: number; userId: UserId; attemptId?: string; device: DeviceLogin }): Promise<DeviceGrant>;
  /** Rotates: refused, and the whole family signed out, when `generation` is not the newest. */
  refresh(request: { v: number; grant: DeviceGrant }): Promise<DeviceGrant | Refused>;

  /** Judged first: DEVICE_SIGNED_OUT, RATE_LIMITED. Every question may be asked again. */
  ask<Q extends Question>(request: Caller & { question: Q }): Promise<Answer<Q["kind"]> | Refused>;
  /** A group that a place was reserved for was not made; follows a question that has been judged. */
  releaseGroup(request: { v: number; conversationId: ConversationId }): Promise<void>;
  /** Lists a group that they have just come into, by a request that has been judged. */
  openGroup(request: {
    v: number;
    conversationId: ConversationId;
  }): Promise<{ conversation: ConversationEntry } | Refused>;
}

/** The socket's upgrade travels as a request; these headers say whose it is (set by the front door, stripped from clients). */
export const socketHeaders = {
  userId: "klatch-user-id",
  deviceId: "klatch-device-id",
  requestId: "klatch-request-id",
} as const;

/** What survives hibernation with a socket. */
export interface SocketAttachment {
  readonly v: number;
  readonly deviceId: DeviceId;
  /** `new`: no sync yet, gets nothing; `syncing`: catching up; `live`. */
  readonly phase: "new" | "syncing" | "live";
}
