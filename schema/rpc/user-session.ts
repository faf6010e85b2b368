// Calls to a user's session: deliveries from conversations, and questions from the Worker.
import type { BudgetName } from "../protocol/budgets.ts";
import type { ConversationId, DeviceId, UserId } from "../protocol/ids.ts";
import type { ActDone, OperatorAct } from "../jobs/operator-act.ts";
import type { Device, DeviceLogin } from "../protocol/http-auth.ts";
import type { Suspension } from "../protocol/http-accounts-of-users.ts";
import type { QuotaLeft } from "../protocol/quotas.ts";
import type { ConversationEntry } from "../protocol/sync.ts";
import type { BlockCopy, PackedEvents, Refused } from "./conversation.ts";
import type { InvitedRpc } from "./invitations.ts";
import type { RelatedRpc } from "./people.ts";
import type { PresenceRpc } from "./presence.ts";
import type { MailedRpc } from "./mails.ts";
import type { PushedRpc } from "./pushes.ts";
import type { Answer, Question } from "./session-questions.ts";
import type { SessionTables } from "./sweep.ts";

/** One step of a stream: events directly after `prev`, and signals (latest wins) as frames. */
export interface Delivery {
  readonly conversationId: ConversationId;
  readonly prev: number;
  readonly events: PackedEvents;
  /** Some of the events may have reached the sockets before: a session that cannot tell makes its sockets sync. */
  readonly redelivered: boolean;
  /** The subscriber's exact unread count after the last of `events`; null while more follow at once. */
  readonly unread: number | null;
  /** How many of the unread messages mention the subscriber; beside `unread`. Conversations of earlier versions do not say. */
  readonly mentions?: number;
  /** The subscriber's current read cursor; shows whether a summary is older than this delivery. */
  readonly cursorSeq: number;
  readonly signals: readonly string[];
  /** The caller gives up after this time (ms since 1970): a call that arrives later must not be taken. */
  readonly deadlineAt: number;
  /** The user has left: nothing follows. Conversations of earlier versions do not say, and tell only who listens. */
  readonly last?: true;
}
/**
 * `idle`: nobody listens, so deliver no events before the next `read`. `have`: all events up to this seq were taken.
 */
export interface DeliveryAnswer {
  readonly state: "live" | "idle";
  readonly have: number;
}

/** A device's sign-in: `family` changes with each login, `generation` with each refresh. */
export interface DeviceGrant {
  readonly deviceId: DeviceId;
  readonly family: string;
  readonly generation: number;
}
/** `endsAt`: the absolute end of the session, in ms since 1970. Without it, a session of the version before answered. */
export interface IssuedGrant extends DeviceGrant {
  readonly endsAt?: number;
}

/**
 * In whose name a request is made: the sign-in that its access token names. A Worker of the version before names only
 * the device.
 */
export type Caller = Pick<DeviceGrant, "deviceId"> & Partial<DeviceGrant>;

/** What the secret of a known device tells. */
export interface KnownDevice {
  readonly deviceId: DeviceId;
  readonly secretId: string;
}

/** A sign-in whose password was right. */
export interface SignIn {
  readonly userId: UserId;
  readonly device: DeviceLogin;
  /** Of a Worker of the version before, which names it at every sign-in but the first. */
  readonly attemptId?: string;
  readonly event?: "registered" | "signed-in";
  /** Which password was right. A Worker of the version before does not tell. */
  readonly passwordVersion?: number;
  /** The coarse network that the device is in; null: not known. A Worker of the version before does not tell. */
  readonly network?: string | null;
  /** Whoever deletes their account keeps it after all. */
  readonly restore?: boolean;
}

/** `network`: as at a sign-in. */
export interface Refresh {
  readonly grant: DeviceGrant;
  readonly network?: string | null;
}

/**
 * `tells`: the budgets of which the caller wants to know what is left. A Worker of the version before asks for none, and a
 * session of the version before tells of none.
 */
export type Asked<Q extends Question> = Caller & { readonly question: Q; readonly tells?: readonly BudgetName[] };

/** An answer, with what is left of the limits that it counted against: of those that were asked for, and of `frames`. */
export interface Told<A> {
  readonly told: A;
  readonly left: readonly QuotaLeft[];
}

export const isTold = <A extends object>(answer: A | Told<A>): answer is Told<A> => "told" in answer;

/**
 * `block`: the user has blocked the other member. `contact`: the user has not accepted the other one yet, and is shown what
 * they say, or is not; asked of whom has not begun. `gone`: the account is deleted. A session of the version before answers
 * nothing.
 */
export interface Admitted {
  readonly block?: BlockCopy;
  readonly contact?: "shown" | "hidden";
  readonly gone?: true;
}

export interface UserSessionRpc extends RelatedRpc, PresenceRpc, InvitedRpc, PushedRpc, MailedRpc {
  /** Asked by the sweep. Never makes a session. @throws TablesTooNew */
  tables(request: { readonly after: ConversationId | null }): Promise<SessionTables>;
  deliver(delivery: Delivery): Promise<DeliveryAnswer>;
  /**
   * Lets the user send in this conversation. A group is listed at once, a direct conversation when something happens in
   * it. Idempotent.
   */
  admit(request: { conversationId: ConversationId }): Promise<Admitted | undefined>;
  /** The summary says something else that is no event: the inbox asks anew, and tells listening devices. Idempotent. */
  entryChanged(request: { conversationId: ConversationId }): Promise<void>;
  /** These messages are gone: the inbox shows nothing of them any more, not even in its file. Idempotent. */
  forgetPreview(request: { conversationId: ConversationId; seqs: readonly number[] }): Promise<void>;

  /** Asked by Workers of the version before only: wrong passwords are counted by `PasswordShardRpc`. */
  beginLogin(): Promise<{ attemptId: string } | Refused>;
  /** Called by Workers of the version before only. */
  failLogin(request: { attemptId: string }): Promise<void>;
  /**
   * The password was right: signs the device in. Beyond the limit, the least recently seen device is signed out. A newer
   * password than the session knew signs all other devices out.
   *
   * @returns INVALID_CREDENTIALS if the session knows of a newer password; SUSPENDED
   */
  signIn(request: SignIn): Promise<(IssuedGrant & { readonly secretId: string }) | Refused>;
  /** Whether the device holds the newest secret of this id, and was not kicked since, nor the password changed. */
  knowsDevice(request: KnownDevice): Promise<boolean>;
  /** The password was changed by this device: signs all others out. Idempotent. Not checked again. */
  passwordChanged(request: { deviceId: DeviceId; passwordVersion: number }): Promise<{ readonly secretId: string }>;
  /**
   * Rotates the token. The generation before the newest gets the newest again for a minute, as long as nobody has used
   * it. So the call may be repeated. A session of the version before does not tell what is `left`.
   *
   * @returns REFRESH_SUPERSEDED, and REFRESH_TOKEN_REUSED, DEVICE_SIGNED_OUT or SUSPENDED when the family has ended
   */
  refresh(request: Refresh): Promise<(IssuedGrant & { readonly left?: readonly QuotaLeft[] }) | Refused>;
  /** Ends this family. Succeeds, too, if it has ended before. */
  revoke(request: { grant: DeviceGrant }): Promise<void>;

  /**
   * Checked first: DEVICE_SIGNED_OUT, SUSPENDED, RATE_LIMITED. Every question is idempotent.
   *
   * @returns with `tells` what is left, too
   */
  ask<Q extends Question>(request: Asked<Q>): Promise<Answer<Q["kind"]> | Refused | Told<Answer<Q["kind"]> | Refused>>;
  /** Releases the place of a group that was not created. Not checked again: it follows a question that was. */
  releaseGroup(request: { conversationId: ConversationId }): Promise<void>;
  /** What was reserved under this Idempotency-Key was made. Not checked again: it follows a question that was. */
  noteMade(request: { key: string }): Promise<void>;
  /** Lists a group that the user has just joined. Not checked again: it follows a request that was. */
  openGroup(request: { conversationId: ConversationId }): Promise<{ conversation: ConversationEntry } | Refused>;

  /** For operators. */
  budget(): Promise<UserBudget>;
  /**
   * For operators: multiplies every budget of this user.
   *
   * @param request `act` missing: a Worker of the version before, which has no audit log
   * @returns null without an `act`, and from a session of the version before
   */
  setBudgetFactor(request: { factor: number; act?: OperatorAct }): Promise<ActDone | Refused | null>;

  /** For operators: who is signed in, and the suspension in force. Makes nothing. */
  standing(): Promise<Standing>;
  /**
   * For operators: suspends the user, ends all sign-ins and closes all sockets, together with its record of the audit log.
   * Replaces a suspension. A repeat of the same act changes nothing. This and all acts of operators are refused with
   * UNAVAILABLE when they come too late.
   *
   * @param request `until`: when it ends by itself, in ms since 1970
   */
  suspend(request: { act: OperatorAct; until: number | null }): Promise<ActDone | Refused>;
  /** For operators: ends the suspension, if there is one. */
  restore(request: { act: OperatorAct }): Promise<ActDone | Refused>;
  /** For operators: signs the user out, on all devices or on one. */
  endSignIns(request: { act: OperatorAct; deviceId?: DeviceId }): Promise<ActDone | Refused>;
}

/** A user as operators see them. */
export interface Standing {
  readonly suspension: Suspension | null;
  /** The most recently seen first. */
  readonly devices: readonly SignedInDevice[];
}
export type SignedInDevice = Omit<Device, "current">;

/** What an operator sees of a user's budgets: what was used of today's caps. */
export interface UserBudget {
  readonly factor: number;
  readonly budgets: Readonly<Record<BudgetName, { readonly used: number; readonly cap: number }>>;
}

/** On a session's answer 429 to an upgrade. */
export const retryAfterMsHeader = "klatch-retry-after-ms";
export const limitHeader = "klatch-limit";

/** On a session's answer 401 to an upgrade: why the sign-in is not in force. Missing: DEVICE_SIGNED_OUT. */
export const endedByHeader = "klatch-ended-by";
export type SignInEnd = "DEVICE_SIGNED_OUT" | "SUSPENDED";
/** Whether a refusal says that the caller's sign-in is not in force. */
export const isSignInEnd = (code: string): code is SignInEnd => code === "DEVICE_SIGNED_OUT" || code === "SUSPENDED";

/**
 * Whom an upgrade belongs to, and until when its access token is valid (ms since 1970). `fleetSockets`: the
 * deployment's, as far as the Worker knows.
 */
export interface SocketCaller {
  readonly caller: Caller;
  readonly authUntil?: number;
  readonly fleetSockets: number;
}

/** Headers of an upgrade request to the session. Set by the Worker; none of a client's headers are forwarded. */
const callerHeader = {
  deviceId: "klatch-device-id",
  family: "klatch-family",
  generation: "klatch-generation",
  authUntil: "klatch-auth-until",
  fleetSockets: "klatch-fleet-sockets",
} as const;

export const writeSocketCaller = (
  { deviceId, family, generation }: DeviceGrant,
  authUntil: number,
  fleetSockets = 0,
): Record<string, string> => ({
  [callerHeader.deviceId]: deviceId,
  [callerHeader.family]: family,
  [callerHeader.generation]: String(generation),
  [callerHeader.authUntil]: String(authUntil),
  [callerHeader.fleetSockets]: String(fleetSockets),
});

/** A Worker of an earlier version names only the device, or knows nothing of the deployment's sockets. */
export function readSocketCaller(headers: Headers): SocketCaller {
  const deviceId = (headers.get(callerHeader.deviceId) ?? "") as DeviceId;
  const family = headers.get(callerHeader.family);
  const fleetSockets = Number(headers.get(callerHeader.fleetSockets) ?? 0);
  if (family === null) return { caller: { deviceId }, fleetSockets };
  const generation = Number(headers.get(callerHeader.generation));
  const authUntil = Number(headers.get(callerHeader.authUntil));
  return { caller: { deviceId, family, generation }, authUntil, fleetSockets };
}
