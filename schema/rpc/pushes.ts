// Calls of the consumer of `push` jobs to a user's session: what is to be told, and what came of it.
import type { ConversationId, DeviceId, UserId } from "../protocol/ids.ts";
import type { PushTarget } from "../protocol/push.ts";
import type { ConversationSummary } from "./conversation.ts";

/**
 * Whether what receives pushes of this kind shows each once, however often it comes: it knows them by conversation and seq.
 * Then one may be sent again of which nobody knows whether it came.
 */
export const dropsRepeats: Readonly<Record<PushTarget["kind"], boolean>> = {
  web: true,
  // By `webhook-id`.
  webhook: true,
  // The app's own code gets it, and drops what it has shown.
  fcm: true,
  // The system shows it before any code of the app's may judge: a repeat would replace the first, and ring again.
  apns: false,
};

/** Names a subscription, with its device: what came of a push to another one says nothing of it. */
export function addressOf(target: PushTarget): string {
  switch (target.kind) {
    case "web":
    case "webhook":
      return target.endpoint;
    case "apns":
      return `apns:${target.environment}:${target.token.toLowerCase()}`;
    case "fcm":
      return `fcm:${target.token}`;
  }
}

/** What a consumer of the version before can tell, which does not say so. */
export const firstPushKinds: readonly PushTarget["kind"][] = ["web", "webhook"];

/**
 * Who asks what is to be told. `kinds`: of subscriptions that it can tell; missing: the first ones. `clears`: whether it knows
 * clears and news; one that runs earlier code gets none of either. `lingers`: whether it may come back by itself for what
 * follows (`TakenPushes.lingerMs`).
 */
export interface TakePushes {
  readonly jobId: string;
  readonly kinds?: readonly PushTarget["kind"][];
  readonly clears?: true;
  readonly lingers?: true;
}

/**
 * Whether a device of this kind can be told, by a call of its own, that what it shows is over. The others learn it with the
 * next push (`Push.cleared`).
 */
export const canClear: Readonly<Record<PushTarget["kind"], boolean>> = {
  // Browsers allow no push that shows nothing.
  web: false,
  webhook: true,
  fcm: true,
  // By best effort: the system may not wake the app.
  apns: true,
};

/** Names news that belong to no conversation: that this user asks to be a friend, that this group invites. */
export type NewsId = `friend-request:${UserId}` | `invitation:${ConversationId}`;
/** What notifications are about: there is one for each. */
export type SubjectId = ConversationId | NewsId;

export const isNewsId = (id: SubjectId): id is NewsId =>
  id.startsWith("friend-request:") || id.startsWith("invitation:");

/** Names one try to tell a device. `seq`: everything up to there was taken into account. */
export interface PushClaim {
  readonly deviceId: DeviceId;
  readonly conversationId: SubjectId;
  /** Of news: their version. */
  readonly seq: number;
  /** Of this seq, from 1. */
  readonly attempt: number;
}

/** What one device is told of one conversation. */
export interface Push extends PushClaim {
  readonly target: PushTarget;
  readonly about: Pick<
    ConversationSummary,
    "kind" | "peerId" | "group" | "preview" | "unread" | "mentions" | "request"
  >;
  /** The sum of `unread` over the conversations that are not muted; null: one of them did not answer. */
  readonly badge: number | null;
  /** It brings no news: what the device shows is not so any more, and this takes its place. */
  readonly replaces?: true;
  /** Other conversations of which the device is to show nothing up to these seqs. */
  readonly cleared?: readonly Cleared[];
}

/** Who asks to be a friend; which group, under which name, invites, and by whom. */
export type NewsAbout =
  | { readonly kind: "friend-request"; readonly userId: UserId }
  | { readonly kind: "invitation"; readonly userId: UserId; readonly groupId: ConversationId; readonly name: string };

/** What one device is told beside conversations. */
export interface NewsPush extends PushClaim, Pick<Push, "target" | "badge" | "cleared"> {
  readonly about: NewsAbout;
}

/** Nothing of this up to this seq is to be shown any more. */
export interface Cleared {
  readonly conversationId: SubjectId;
  readonly seq: number;
}

/** Takes back what one device was told of one conversation. A try of it is claimed as those of a push are, and is never of the same attempt. */
export interface Clear extends PushClaim, Pick<Push, "target" | "badge"> {}

/**
 * `retryAfterMs`: this job has to ask again after so long; null: it is done. `lingerMs`: if all services have taken what they
 * were given, the consumer may settle so long after it took, and take what came meanwhile in the same call (`SettlePushes.take`):
 * until then the session sends no job for it. Missing: it settles at once.
 */
export interface TakenPushes {
  readonly pushes: readonly Push[];
  /** Only for a consumer that knows them; missing: a session that runs earlier code. */
  readonly clears?: readonly Clear[];
  /** The same of these. */
  readonly news?: readonly NewsPush[];
  readonly lingerMs?: number;
  readonly retryAfterMs: number | null;
}

/**
 * `taken`: the service has it. `refused`: it does not, and may take it later; `mayHaveCome`: so it says, but something behind it
 * has failed, and what it took first may be shown. `rejected`: it does not, and never will. `gone`:
 * there is no such subscription any more. `unknown`: there was no answer.
 */
export type PushOutcome =
  | { readonly kind: "taken" | "rejected" | "gone" | "unknown" }
  | { readonly kind: "refused"; readonly retryAfterMs?: number; readonly mayHaveCome?: true };

export interface PushResult extends PushClaim {
  /** The address of the subscription. */
  readonly endpoint: string;
  readonly outcome: PushOutcome;
  /** As the push had them. */
  readonly cleared?: readonly Cleared[];
}

/**
 * `lingered`: the queue has heard that the job is done, so that the session sends another for what cannot be told yet. `take`:
 * the consumer takes what is to be told by now; a session that runs earlier code gives nothing.
 */
export interface SettlePushes {
  readonly jobId: string;
  readonly results: readonly PushResult[];
  readonly lingered?: true;
  readonly take?: Omit<TakePushes, "jobId">;
}

/** What was taken, if it was asked for. `retryAfterMs`: as in `TakenPushes`; after `lingered` always null. */
export type SettledPushes = Partial<Omit<TakenPushes, "retryAfterMs">> & Pick<TakenPushes, "retryAfterMs">;

export interface PushedRpc {
  /**
   * What the user's devices are to be told now, as their conversations say at this moment; what was read meanwhile is not in
   * it, nor what the consumer cannot tell. Each is claimed, durably: nobody else gets it until it is settled, or a minute has passed.
   */
  takePushes(request: TakePushes): Promise<TakenPushes>;
  /** What came of them. Idempotent but for `take`; what comes too late changes nothing. */
  settlePushes(request: SettlePushes): Promise<SettledPushes>;
}
