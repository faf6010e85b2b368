// One budget of a user: a bucket that refills, and a cap for each day that is reserved before it is spent. Pure.
//
// What is reserved counts as spent after a crash: so a crash never gives back more than was left.
import type { BudgetKind, BudgetName } from "../../../schema/protocol/budgets.ts";
import { budgetKinds, firstWeekMs } from "../../../schema/protocol/budgets.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { QuotaLeft } from "../../../schema/protocol/quotas.ts";

/** A reservation is at most this part of the cap, or what one act needs. */
const fiftieth = 50;
/** The first reservation after a crash, when nothing says how much will be needed; each next one is twice as large. */
const firstPart = 5_000;
/** What a device that connects finds reserved: its row is written anyway. */
const connectPart = 500;

const dayMs = 86_400_000;

/** Sums of fractions are slightly below the whole number: a caller who waited as long as told must get through. */
const tolerance = 1e-6;

export const dayOf = (now: number): number => Math.floor(now / dayMs);
const msToMidnight = (now: number): number => dayMs - (now % dayMs);

/** A budget's numbers for one user. */
export interface BudgetTerms {
  readonly cap: number;
  /** Null: only the cap. */
  readonly rate: { readonly perMs: number; readonly burst: number } | null;
}

/** @param factor of an operator, for the cap and the bucket alike */
export function termsOf(name: BudgetName, limits: Limits, ageMs: number, factor: number): BudgetTerms {
  const { rate, perDay, perDayFirstWeek }: BudgetKind = budgetKinds[name];
  const isNew = ageMs < firstWeekMs;
  return {
    cap: limits[isNew ? perDayFirstWeek : perDay] * factor,
    rate:
      rate === null
        ? null
        : { perMs: (limits[rate.variable] * factor) / rate.perMs, burst: limits[rate.burst] * factor },
  };
}

/** `used`: of today's cap, what is reserved and not spent included. `reserved`: reserved and not spent, on whatever day. */
export interface BudgetState {
  readonly used: number;
  readonly reserved: number;
  /** The next reservation. */
  readonly step: number;
  /** Of the bucket, at `at` (ms since 1970). Below 0 after an act that needed more than the burst. */
  readonly level: number;
  readonly at: number;
}

const partOf = ({ cap }: BudgetTerms, part: number): number => Math.max(1, Math.floor(cap / part));

export const fullBudget = (terms: BudgetTerms, now: number): BudgetState => ({
  used: 0,
  reserved: 0,
  step: partOf(terms, firstPart),
  level: terms.rate?.burst ?? 0,
  at: now,
});

/**
 * The state that a crash leaves: everything reserved was spent, just now.
 *
 * @param state refilled: had the bucket been full before it was spent, refilling afterwards would give it back
 */
export const afterCrash = (state: BudgetState, terms: BudgetTerms): BudgetState => ({
  used: state.used,
  reserved: 0,
  step: partOf(terms, firstPart),
  level: Math.min(state.level, Math.max(0, state.level - state.reserved)),
  at: state.at,
});

/** The bucket as it is now. A clock that is set back neither drains nor fills it. */
export function refilled(state: BudgetState, { rate }: BudgetTerms, now: number): BudgetState {
  if (rate === null) return state;
  const gained = Math.max(0, now - state.at) * rate.perMs;
  return { ...state, level: Math.min(rate.burst, state.level + gained), at: now };
}

/** The most that may be spent now. @param state refilled */
export function available({ used, reserved, level }: BudgetState, { cap, rate }: BudgetTerms): number {
  const ofCap = reserved + Math.max(0, cap - used);
  return Math.max(0, Math.floor(Math.min(ofCap, rate === null ? ofCap : level) + tolerance));
}

/** @param state refilled */
export function leftOf(state: BudgetState, terms: BudgetTerms, now: number): Omit<QuotaLeft, "name"> {
  const { cap, rate } = terms;
  const left = available(state, terms);
  const ofDay = { limit: cap, windowMs: dayMs };
  if (rate === null) return { left, resetMs: msToMidnight(now), quotas: [ofDay] };
  const { burst, perMs } = rate;
  const isOfDay = state.reserved + Math.max(0, cap - state.used) <= state.level;
  return {
    left,
    resetMs: isOfDay ? msToMidnight(now) : Math.ceil((burst - state.level) / perMs),
    quotas: [{ limit: burst, windowMs: burst / perMs }, ofDay],
  };
}

/**
 * How long `amount` must wait: 0 if it may be spent. An act that needs more than the burst needs a full bucket, and what
 * follows waits until it is paid for.
 *
 * @param state refilled
 */
export function waitFor(
  { used, reserved, level }: BudgetState,
  { cap, rate }: BudgetTerms,
  amount: number,
  now: number,
): number {
  if (amount - reserved > Math.max(0, cap - used) + tolerance) return msToMidnight(now);
  if (rate === null) return 0;
  const needed = Math.min(amount, rate.burst);
  return level >= needed - tolerance ? 0 : Math.ceil((needed - level) / rate.perMs);
}

/** Spends `amount`, which `waitFor` allowed. `isReserved`: more was reserved, which must be stored before it is spent. */
export function spend(
  state: BudgetState,
  terms: BudgetTerms,
  amount: number,
): { readonly state: BudgetState; readonly isReserved: boolean } {
  const short = Math.max(0, amount - state.reserved);
  const left = Math.max(0, terms.cap - state.used);
  const more = short === 0 ? 0 : Math.max(short, Math.min(state.step, left));
  const step = more === 0 ? state.step : Math.min(state.step * 2, partOf(terms, fiftieth));
  const { rate } = terms;
  return {
    isReserved: more > 0,
    state: {
      used: state.used + more,
      reserved: state.reserved + more - amount,
      step,
      level: rate === null ? 0 : state.level - amount,
      at: state.at,
    },
  };
}

/** Reserves what a device needs that connects, if less than half of it is left. Nothing of a cap that is small. */
export function toppedUp(state: BudgetState, terms: BudgetTerms): BudgetState {
  const part = Math.floor(terms.cap / connectPart);
  const more = Math.min(part - state.reserved, terms.cap - state.used);
  if (state.reserved * 2 > part || more <= 0) return state;
  return { ...state, used: state.used + more, reserved: state.reserved + more, step: Math.max(state.step, part) };
}

/**
 * What was spent and turned out not to be needed. No more than a fiftieth is reserved; and what a full bucket does not
 * take back is not reserved either, or a crash would forget that it was spent.
 *
 * @param state refilled
 */
export function givenBack(state: BudgetState, terms: BudgetTerms, amount: number): BudgetState {
  const { rate } = terms;
  const toBucket = rate === null ? amount : Math.min(amount, rate.burst - state.level);
  const reserved = Math.min(state.reserved + Math.floor(toBucket), Math.max(state.reserved, partOf(terms, fiftieth)));
  const surplus = state.reserved + amount - reserved;
  return {
    ...state,
    reserved,
    used: Math.max(0, state.used - surplus),
    level: rate === null ? 0 : state.level + toBucket,
  };
}
