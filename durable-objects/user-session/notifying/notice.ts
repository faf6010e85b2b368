// What the devices of a user are to be told of one conversation, and what they were told. Pure: the rules of "once".
//
// A queue delivers at least once, and a push service may have taken what it did not answer. So each try is claimed, in
// storage, before it is made. A refusal that is certain is tried again; where nobody knows, only if the receiver drops what
// it has. What was told is taken back in the same way: a clear may always be repeated.
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
  /** An earlier try was taken after all, and this one is on its way still, until then at the latest; ms since 1970. */
  readonly busyUntil?: number;
  /** Whatever comes of this try: it may show something that it was told before. */
  readonly shows?: true;
  /** The message whose words it was given. */
  readonly shown?: number;
  /** Since when that message says something else, or is gone; ms since 1970. */
  readonly changedAt?: number;
  /** This try takes back what it shows. How many did so, in a row. */
  readonly clear?: number;
}

export interface Notice {
  /** The newest message that the user is to be told of; 0: what they were told is over, and is to be taken back. */
  readonly seq: number;
  /** Since when, ms since 1970. */
  readonly at: number;
  readonly told: Readonly<Record<DeviceId, Told>>;
}

/** A claim that was not settled by then was cut off: nobody knows what came of it. Longer than a batch of a queue takes. */
export const claimHoldsMs = 60_000;

const firstRetryMs = 5_000;
/** A service may ask for more, and is not heard. */
const maxRetryMs = 3_600_000;
/** After so many tries nobody asks for another by themselves; an operator may. As many as a queue makes. */
const mostAttempts = 9;

/** @returns `before` itself if it is known already */
export function heard(before: Notice | null, seq: number, now: number): Notice {
  if (before === null) return { seq, at: now, told: {} };
  return before.seq >= seq ? before : { ...before, seq, at: now };
}

export const isOver = ({ seq }: Notice): boolean => seq === 0;

/** Of what was cut off, or not answered, nobody knows. */
export const mayShow = ({ state, shows }: Told): boolean => state === "open" || state === "taken" || shows === true;

/** The newest message that a device may show: it may have come while nobody was to be told of it, or before that was known. */
export const newestTold = ({ seq, told }: Notice): number =>
  Math.max(seq, ...Object.values(told).map((one) => one.shown ?? one.seq));

/**
 * Nothing of it is to be shown any more: only what may be shown is kept, until it is taken back.
 *
 * @returns null: nobody shows anything
 */
export function over(notice: Notice, now: number, isInForce: (deviceId: string) => boolean): Notice | null {
  if (isOver(notice)) return notice;
  const shown = Object.entries(notice.told).filter(([id, told]) => isInForce(id) && mayShow(told));
  return shown.length === 0 ? null : { seq: 0, at: now, told: Object.fromEntries(shown) };
}

/**
 * What came last is not told, and what is shown stays.
 *
 * @returns null: nobody shows anything
 */
export function untold({ told }: Notice): Notice | null {
  const shown = Object.entries(told).filter(([, one]) => mayShow(one));
  // At no time: nobody else is to be told.
  return shown.length === 0
    ? null
    : { seq: Math.min(...shown.map(([, { seq }]) => seq)), at: 0, told: Object.fromEntries(shown) };
}

/** By the seq of a message that says something else, or is gone: that of the event that says so. */
export type Changes = ReadonlyMap<number, number>;

/** @returns the notice itself if no device may show one of these messages as it was */
export function changed(notice: Notice, changes: Changes, now: number): Notice {
  if (isOver(notice)) return notice;
  const ofNotice = changes.get(notice.seq) ?? 0;
  const marked = Object.entries(notice.told).map(([id, told]) => {
    const changedBy = Math.max(ofNotice, changes.get(told.shown ?? 0) ?? 0);
    // Who was told of what came after it was told as it is.
    const isShown = mayShow(told) && changedBy > told.seq;
    return [id, isShown && told.changedAt === undefined ? { ...told, changedAt: now } : told] as const;
  });
  return marked.every(([id, told]) => notice.told[id as DeviceId] === told)
    ? notice
    : { ...notice, told: Object.fromEntries(marked) };
}

/** A device that wants to be told. */
export interface Reachable {
  readonly deviceId: DeviceId;
  /** Since when, ms since 1970. */
  readonly since: number;
  /** Whether what receives it drops what it has (`dropsRepeats`). */
  readonly isRepeatable: boolean;
  /** Whether it can be told that something is over (`canClear`). */
  readonly canClear: boolean;
}

/** From when on this device may be told, ms since 1970; null: it was told, or nobody may know better. */
export function tellableAt(notice: Notice, { deviceId, since, isRepeatable, canClear }: Reachable): number | null {
  const { seq, at, told } = notice;
  const last = told[deviceId];
  if (isOver(notice)) return last !== undefined && canClear && mayShow(last) ? clearableAt(last, at) : null;
  if (last === undefined) return at < since ? null : at;
  const isNew = last.seq < seq || last.changedAt !== undefined;
  switch (last.state) {
    case "open":
      return isNew || isRepeatable ? last.at + claimHoldsMs : null;
    case "refused":
      return last.retryAt ?? last.at;
    case "taken":
    case "ended":
      return isNew ? Math.max(last.changedAt ?? at, last.busyUntil ?? 0) : null;
  }
}

/** A message that is on its way may come after what takes it back. */
function clearableAt(last: Told, overAt: number): number {
  if (last.state === "open") return last.at + claimHoldsMs;
  return last.state === "refused" ? (last.retryAt ?? last.at) : Math.max(overAt, last.busyUntil ?? 0);
}

/** Whether so many tries have failed that only an operator asks for another. */
export function isGivenUp(notice: Notice, last: Told | undefined): boolean {
  if (last === undefined) return false;
  if (isOver(notice)) return (last.clear ?? 0) >= mostAttempts;
  return last.seq >= notice.seq && last.changedAt === undefined && last.attempt >= mostAttempts;
}

interface Claiming {
  /** The newest event that was taken into account. */
  readonly upTo: number;
  readonly now: number;
  readonly by: string;
  /** The message whose words it is given. */
  readonly shown?: number | undefined;
}
interface Claimed {
  readonly notice: Notice;
  readonly attempt: number;
}

export function claimed(notice: Notice, deviceId: DeviceId, { upTo, now, by, shown }: Claiming): Claimed {
  return withClaim(notice, deviceId, upTo, { at: now, by, ...(shown !== undefined && { shown }) });
}

/** A try to take back whatever the device was told. @returns null: it was told nothing */
export function clearClaimed(
  notice: Notice,
  deviceId: DeviceId,
  { now, by }: Pick<Claiming, "now" | "by">,
): (Claimed & { readonly seq: number }) | null {
  const last = notice.told[deviceId];
  if (last === undefined) return null;
  const claim = withClaim(notice, deviceId, last.seq, { at: now, by, clear: (last.clear ?? 0) + 1 });
  return { ...claim, seq: last.seq };
}

function withClaim(
  notice: Notice,
  deviceId: DeviceId,
  seq: number,
  claim: Pick<Told, "at" | "by" | "shown" | "clear">,
): Claimed {
  const last = notice.told[deviceId];
  const attempt = last?.seq === seq ? last.attempt + 1 : 1;
  const shows = last !== undefined && mayShow(last) && { shows: true as const };
  const told = { ...notice.told, [deviceId]: { seq, attempt, state: "open" as const, ...shows, ...claim } };
  return { notice: { ...notice, told }, attempt };
}

/** It was taken back, or can never be. */
function forgotten(notice: Notice, deviceId: DeviceId): Notice {
  const { [deviceId]: _, ...told } = notice.told;
  return { ...notice, told };
}

/**
 * Another push has told the device that this is over. @returns the notice itself if that is not so any more
 */
export function clearedAlong(notice: Notice, deviceId: DeviceId, seq: number): Notice {
  const last = notice.told[deviceId];
  const isStill = isOver(notice) && last?.seq === seq && last.state !== "open";
  return isStill ? forgotten(notice, deviceId) : notice;
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
  const { clear = 0 } = last;
  if (clear > 0) {
    const isClear = attempt > last.attempt - clear;
    if (!isClear || !(isOpen || outcome.kind === "taken")) return notice;
    if (outcome.kind !== "refused" && outcome.kind !== "unknown") return forgotten(notice, deviceId);
    return withTold(notice, deviceId, { ...last, state: "refused", retryAt: retryAt(outcome, clear, now) });
  }
  if (!isOpen && last.busyUntil !== undefined && attempt === last.attempt) {
    const { busyUntil: _, ...ended } = last;
    return withTold(notice, deviceId, ended);
  }
  if (!isOpen && (outcome.kind !== "taken" || last.state === "taken")) return notice;
  const isLate = !isOpen && last.state === "open";
  const busy = isLate && { busyUntil: last.at + claimHoldsMs };
  const after: Told = { ...last, ...busy, ...afterOutcome(outcome, attempt, now, isRepeatable) };
  return isOver(notice) && !mayShow(after) ? forgotten(notice, deviceId) : withTold(notice, deviceId, after);
}

const withTold = (notice: Notice, deviceId: DeviceId, told: Told): Notice => ({
  ...notice,
  told: { ...notice.told, [deviceId]: told },
});

function retryAt(outcome: PushOutcome, tries: number, now: number): number {
  const backoffMs = Math.min(maxRetryMs, firstRetryMs * 2 ** (tries - 1));
  const said = outcome.kind === "refused" ? outcome.retryAfterMs : undefined;
  return now + Math.min(maxRetryMs, said ?? backoffMs);
}

function afterOutcome(
  outcome: PushOutcome,
  attempt: number,
  now: number,
  isRepeatable: boolean,
): Pick<Told, "state" | "retryAt" | "shows"> {
  switch (outcome.kind) {
    case "taken":
      return { state: "taken" };
    case "refused":
      return {
        state: "refused",
        retryAt: retryAt(outcome, attempt, now),
        ...(outcome.mayHaveCome && { shows: true as const }),
      };
    case "unknown":
      return isRepeatable
        ? { state: "refused", retryAt: retryAt(outcome, attempt, now), shows: true }
        : { state: "ended", shows: true };
    case "rejected":
    case "gone":
      return { state: "ended" };
  }
}

/**
 * When the job has to ask again for this device, ms since 1970; null: it need not. What it claimed itself is its own to end;
 * for the rest there is another job, or will be when that is settled.
 */
export function asksAgainAt(notice: Notice, device: Reachable, jobId: string, now: number): number | null {
  const last = notice.told[device.deviceId];
  const at = tellableAt(notice, device);
  if (last === undefined || at === null || at <= now) return null;
  return last.by === jobId && (last.state === "open" || last.state === "refused") ? at : null;
}
