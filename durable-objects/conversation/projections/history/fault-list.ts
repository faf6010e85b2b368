// Faults that a recount found, as runs of events: bounded, however much is wrong.
import type { HistoryFault } from "../../../../schema/protocol/http-history.ts";

const maxFaults = 100;

export class FaultList {
  readonly #faults: HistoryFault[] = [];
  #isFull = false;

  get list(): HistoryFault[] {
    return this.#faults;
  }

  /** Whether there were more than the list takes. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** The events from `firstSeq` to `lastSeq`; none, when that is less. What follows a like fault becomes one with it. */
  add(kind: HistoryFault["kind"], where: HistoryFault["where"], firstSeq: number, lastSeq: number): void {
    if (lastSeq < firstSeq) return;
    const index = this.#faults.findLastIndex((fault) => fault.kind === kind && fault.where === where);
    const last = this.#faults[index];
    if (last?.lastSeq === firstSeq - 1) this.#faults[index] = { ...last, lastSeq };
    else if (this.#faults.length < maxFaults) this.#faults.push({ kind, where, firstSeq, lastSeq });
    else this.#isFull = true;
  }
}
