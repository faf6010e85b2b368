// What a limit allows, and what is left of it: for the headers of answers over HTTP.

/** A limit of so many in each window of time. */
export interface Quota {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** What may still be used of a limit. */
export interface QuotaLeft {
  /** Of a budget (`schema/protocol/budgets.ts`), `frames` or `network`. */
  readonly name: string;
  /** Now, if nothing else is used meanwhile: a whole number. */
  readonly left: number;
  /** Until there is as much as there can be; 0: there is. */
  readonly resetMs: number;
  /** All that hold at once: of a bucket the burst and the day's cap. */
  readonly quotas: readonly Omit<Quota, "name">[];
}
