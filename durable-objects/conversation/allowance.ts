// How many deliveries a call may cause. The session that calls has reserved them; only the conversation knows how many
// there will be, and says so in its answer.
import type { Counted } from "../../schema/rpc/append.ts";

export class Allowance {
  readonly most: number;
  #spent = 0;

  /** @param most undefined: the caller runs earlier code, which counts nothing */
  constructor(most: number | undefined) {
    this.most = most ?? Infinity;
  }

  /** Of committed operations. */
  get spent(): number {
    return this.#spent;
  }

  /** For callers who have reserved deliveries; others get nothing that they do not know. */
  counted(members: number): Counted {
    return this.most === Infinity ? {} : { cost: this.#spent, members };
  }

  /** Called when operations are committed, never before: a flush that fails has cost nothing. */
  committed(cost: number): void {
    this.#spent += cost;
  }

  /** For what follows from operations and is never refused. Callers of earlier versions have reserved nothing for it. */
  followed(cost: number): void {
    this.#spent += Math.min(cost, Math.max(0, this.most - this.#spent));
  }
}

/** What the operations of one flush spend. */
export class FlushCosts {
  readonly #costs = new Map<Allowance, number>();

  /** Whether the allowance has this much left. */
  allows(allowance: Allowance | undefined, cost: number): boolean {
    return allowance === undefined || this.#spentOf(allowance) + cost <= allowance.most;
  }

  /** Charges what `allows` has allowed. */
  charge(allowance: Allowance | undefined, cost: number): void {
    if (allowance !== undefined) this.#costs.set(allowance, (this.#costs.get(allowance) ?? 0) + cost);
  }

  /** Charges all of it, or nothing. @returns whether the allowance had it */
  pay(allowance: Allowance | undefined, cost: number): boolean {
    const isAllowed = this.allows(allowance, cost);
    if (isAllowed) this.charge(allowance, cost);
    return isAllowed;
  }

  committed(): void {
    for (const [allowance, cost] of this.#costs) allowance.committed(cost);
  }

  #spentOf(allowance: Allowance): number {
    return allowance.spent + (this.#costs.get(allowance) ?? 0);
  }
}
