// What becomes of a scheduled message that was sent: an attempt may be answered with an ack, with a refusal, or not at all.
// Pure.
import type { ErrorCode, Refusal } from "../../../schema/protocol/errors.ts";
import type { ClientMsgId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import { retryDelayMs } from "../../runtime/due-work.ts";
import type { Ack } from "../inbox/conversations.ts";
import type { ScheduledRow } from "./scheduled-table.ts";

/** So long after its time it is sent again. Then it has failed, until its sender does something. */
export const giveUpAfterMs = 86_400_000;

/** With these nobody knows whether the message is committed. */
const unknownOutcome: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["UNAVAILABLE", "INTERNAL"]);
/** Refused for now. All others, `MUTED` too, are final: a message that goes hours later by itself would surprise. */
const laterMaybe: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["RATE_LIMITED", "CLOCK_AHEAD"]);

export type Outcome =
  | { readonly ack: Ack }
  /** `tryAt` null: it has failed. `sendId`: the id that it may be committed under; null: it certainly is not. */
  | {
      readonly refusal: Refusal;
      readonly code: ErrorCode;
      readonly tryAt: number | null;
      readonly sendId: ClientMsgId | null;
    };

/**
 * @param before the row before this attempt: if it had a `sendId`, an earlier attempt may be committed
 * @param sendId of this attempt
 * @param attempts with this one
 */
export function decideOutcome(
  answer: Ack | Refused,
  before: Pick<ScheduledRow, "sendAt" | "sendId">,
  { sendId, attempts, now }: { sendId: ClientMsgId; attempts: number; now: number },
): Outcome {
  if (!("refusal" in answer)) return { ack: answer };
  const { refusal } = answer;
  const { code, retryAfterMs = 0 } = refusal;
  const isUnknown = unknownOutcome.has(code);
  const kept = isUnknown ? sendId : before.sendId;
  const isOver = now - before.sendAt > giveUpAfterMs;
  // The session refuses by itself what may be committed already: to show it as failed would make its sender send it twice.
  const isOfSession = code === "SUSPENDED" || code === "ACCOUNT_LEAVING";
  const isUndecided = isOfSession && before.sendId !== null;
  if (isOver || !(isUnknown || isUndecided || laterMaybe.has(code)))
    return { refusal, code, tryAt: null, sendId: kept };
  return { refusal, code, tryAt: now + Math.max(retryAfterMs, retryDelayMs(attempts)), sendId: kept };
}

/** RFC 9562, with this time: the conversation finds a repeat by it, and refuses one whose time has not come. */
export function sendIdAt(timeMs: number): ClientMsgId {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}` as ClientMsgId;
}
