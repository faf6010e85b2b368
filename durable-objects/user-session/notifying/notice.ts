// What the devices of a user are to be told of one conversation, and what they were told. Pure: the rules of "once".
//
// A queue delivers at least once, and a push service may have taken what it did not answer. So each try is claimed, in
// storage, before it is made. A refusal that is certain is tried again; where nobody knows, only if the receiver drops what
// it has.
import type { DeviceId } from "../../../schema/protocol/ids.ts";
import type { PushClaim, PushOutcome } from "../../../schema/rpc/pushes.ts";

/** What one device was told. */
export interface Told {
  /** Everything up to here was taken into account. */
  readonly seq: number;
  readonly attempt: number;
  /** Of the claim, ms since 1970. */
  readonly at: number;
  /** `open`: somebody is telling it. `refused`: it may be told again, from `retryAt` on. `ended`: not again. */
  readonly state: "open" | "taken" | "refused" | "ended";
  readonly retryAt?: number;
  /** The job that claimed it. */
  readonly by: string;
}

export interface Notice {
  /** The newest message that the user is to be told of. */
  readonly seq: number;
  /** Since when, ms since 1970. */
  readonly at: number;
  readonly told: Readonly<Record<DeviceId, Told>>;
}

/** A claim that was not settled by then was cut off: nobody knows what came of it. Longer than a batch of a queue takes. */
const claimHoldsMs = 60_000;

const firstRetryMs = 5_000;
/** A service may ask for more, and is not heard. */
const maxRetryMs = 3_600_000;
/** After so many tries nobody asks for another by themselves; an operator may. As many as a queue makes. */
export const mostAttempts = 9;

/** @returns `before` itself if it is known already */
export function heard(before: Notice | null, seq: number, now: number): Notice {
  if (before === null) return { seq, at: now, told: {} };
  return before.seq >= seq ? before : { ...before, seq, at: now };
}

/** A device that wants to be told. */
export interface Reachable {
  readonly deviceId: DeviceId;
  /** Since when, ms since 1970. */
  readonly since: number;
  /** Whether what receives it drops what it has (`dropsRepeats`). */
  readonly isRepeatable: boolean;
}

/** From when on this device may be told, ms since 1970; null: it was told, or nobody may know better. */
export function tellableAt({ seq, at, told }: Notice, { deviceId, since, isRepeatable }: Reachable): number | null {
  const last = told[deviceId];
  if (last === undefined) return at < since ? null : at;
  switch (last.state) {
    case "open":
      return last.seq < seq || isRepeatable ? last.at + claimHoldsMs : null;
    case "refused":
      return last.retryAt ?? last.at;
    case "taken":
    case "ended":
      return last.seq < seq ? at : null;
  }
}

/** @param upTo the newest event that was taken into account */
export function claimed(
  notice: Notice,
  deviceId: DeviceId,
  { upTo, now, by }: { readonly upTo: number; readonly now: number; readonly by: string },
): { readonly notice: Notice; readonly attempt: number } {
  const last = notice.told[deviceId];
  const attempt = last?.seq === upTo ? last.attempt + 1 : 1;
  const told = { ...notice.told, [deviceId]: { seq: upTo, attempt, at: now, state: "open" as const, by } };
  return { notice: { ...notice, told }, attempt };
}

/** @returns the notice itself if the claim is not open any more; only that it was taken is never too late */
export function settled(
  notice: Notice,
  { deviceId, seq, attempt }: PushClaim,
  outcome: PushOutcome,
  { now, isRepeatable }: Pick<Reachable, "isRepeatable"> & { readonly now: number },
): Notice {
  const last = notice.told[deviceId];
  if (last === undefined || last.seq !== seq) return notice;
  const isOpen = last.state === "open" && last.attempt === attempt;
  if (!isOpen && (outcome.kind !== "taken" || last.state === "taken")) return notice;
  return {
    ...notice,
    told: { ...notice.told, [deviceId]: { ...last, ...afterOutcome(outcome, attempt, now, isRepeatable) } },
  };
}

function afterOutcome(
  outcome: PushOutcome,
  attempt: number,
  now: number,
  isRepeatable: boolean,
): Pick<Told, "state" | "retryAt"> {
  const backoffMs = Math.min(maxRetryMs, firstRetryMs * 2 ** (attempt - 1));
  switch (outcome.kind) {
    case "taken":
      return { state: "taken" };
    case "refused":
      return { state: "refused", retryAt: now + Math.min(maxRetryMs, outcome.retryAfterMs ?? backoffMs) };
    case "unknown":
      return isRepeatable ? { state: "refused", retryAt: now + backoffMs } : { state: "ended" };
    case "rejected":
    case "gone":
      return { state: "ended" };
  }
}

/** What came while another message is being told: that ends soon. */
const behindAnotherMs = 3_000;

/**
 * When the job has to ask again for this device, ms since 1970; null: it need not. What it claimed itself is its own to end;
 * beside it, what came while another is being told. For the rest there is another job.
 */
export function asksAgainAt(notice: Notice, device: Reachable, jobId: string, now: number): number | null {
  const last = notice.told[device.deviceId];
  const at = tellableAt(notice, device);
  if (last === undefined || at === null || at <= now) return null;
  if (last.by === jobId && (last.state === "open" || last.state === "refused")) return at;
  return last.state === "open" && last.seq < notice.seq ? Math.min(at, now + behindAnotherMs) : null;
}
