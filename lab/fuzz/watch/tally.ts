// Counts the answers, and keeps each violation with its input.

/** Violations; each count must be zero. */
export const violationKinds = [
  "http5xx",
  "socket5xx",
  "unanswered",
  "unexpected",
  "malformed",
  "accepted",
  "closed",
] as const;
/**
 * `socket5xx`: an error frame INTERNAL or UNAVAILABLE. `unexpected`: an answer that no input called for. `malformed`:
 * an answer that the protocol does not know. `accepted`: an input that does not match its shape was carried out.
 * `closed`: a socket was closed with a code that no input caused.
 */
export type ViolationKind = (typeof violationKinds)[number];

export interface Violation {
  readonly kind: ViolationKind;
  readonly input: number;
  readonly what: string;
}

/** Kept per kind, and per equal message: nobody would read more. */
const maxKept = 12;
const maxKeptAlike = 2;
const maxShownChars = 600;

export class Tally {
  readonly #byCode = new Map<string, number>();
  readonly #violations = new Map<ViolationKind, number>();
  readonly #kept: Violation[] = [];

  count(code: string, times = 1): void {
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + times);
  }

  /** @param sent exactly what was sent, so that it can be sent again */
  violation(kind: ViolationKind, input: number, what: string, sent: string): void {
    this.#violations.set(kind, this.violationsOf(kind) + 1);
    const shown = `${what} ← ${shorten(sent)}`;
    const alike = this.#kept.filter((one) => one.kind === kind);
    const isKnown = alike.filter((one) => one.what === shown).length >= maxKeptAlike;
    if (!isKnown && alike.length < maxKept) this.#kept.push({ kind, input, what: shown });
  }

  violationsOf(kind: ViolationKind): number {
    return this.#violations.get(kind) ?? 0;
  }

  get byCode(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#byCode].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  get kept(): readonly Violation[] {
    return this.#kept;
  }
}

const shorten = (text: string): string =>
  text.length <= maxShownChars ? text : `${text.slice(0, maxShownChars)}… (${text.length} characters)`;
