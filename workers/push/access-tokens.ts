// Access tokens of one account: kept in memory until shortly before they expire, and asked for by one at a time. Where none was
// given, nobody asks again for a while.
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import type { Sent } from "./statuses.ts";

/** `usableUntil`: ms since 1970. */
export interface AccessToken {
  readonly token: string;
  readonly usableUntil: number;
}
export type NotGiven = Extract<Sent, { readonly kind: "refused" | "not-accepted" }>;
/** Must not throw, and end in time. */
export type AskForToken = () => Promise<AccessToken | NotGiven>;

export const isGiven = (answer: AccessToken | NotGiven): answer is AccessToken => "token" in answer;

/** Leaves time for the push itself. */
export const tokenDeadlineMs = 5_000;
/** After a refusal that names no time. */
export const tokenRestMs = 10_000;
/** One that is younger was not refused for its age. */
const youngMs = 60_000;

export class AccessTokens {
  #kept: AccessToken | null = null;
  #givenAt = 0;
  #asking: { readonly since: number; readonly coming: Promise<AccessToken | NotGiven> } | null = null;
  #refusal: { readonly why: NotGiven; readonly until: number } | null = null;

  async get(ask: AskForToken): Promise<AccessToken | NotGiven> {
    const now = Date.now();
    if (this.#kept !== null && now < this.#kept.usableUntil) return this.#kept;
    if (this.#refusal !== null && now < this.#refusal.until) return this.#refusal.why;
    // What was asked for by a request that was cut off never comes.
    if (this.#asking === null || Math.abs(now - this.#asking.since) >= tokenDeadlineMs) {
      this.#asking = { since: now, coming: this.#note(ask) };
    }
    const { coming } = this.#asking;
    try {
      return await withDeadline(() => coming, tokenDeadlineMs);
    } catch {
      return { kind: "refused", retryAfterMs: tokenRestMs };
    }
  }

  /** It is not taken any more. @returns null if it was given so lately that another one would not be either */
  async insteadOf(refused: AccessToken, ask: AskForToken): Promise<AccessToken | NotGiven | null> {
    if (this.#kept === refused) {
      if (Math.abs(Date.now() - this.#givenAt) < youngMs) return null;
      this.#kept = null;
    }
    return this.get(ask);
  }

  async #note(ask: AskForToken): Promise<AccessToken | NotGiven> {
    const answer = await ask();
    const now = Date.now();
    this.#asking = null;
    this.#kept = isGiven(answer) ? answer : null;
    this.#givenAt = now;
    this.#refusal = isGiven(answer) ? null : { why: answer, until: now + (answer.retryAfterMs ?? tokenRestMs) };
    return answer;
  }
}
