// The faults that a recount found, as runs of events. The list is bounded, however many faults there are.
import type { HistoryFault } from "../../../../schema/protocol/http-history.ts";

const maxFaults = 100;

export class FaultList {
  readonly #faults: HistoryFault[] = [];
  #isFull = false;

  get list(): HistoryFault[] {
    return this.#faults;
  }

  /** Whether there were more faults than the list takes. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Adds the events from `firstSeq` to `lastSeq`; adds nothing if `lastSeq` is smaller. Adjacent faults of the same
   * kind are merged.
   */
  add(kind: HistoryFault["kind"], where: HistoryFault["where"], firstSeq: number, lastSeq: number): void {
    if (lastSeq < firstSeq) return;
    const index = this.#faults.findLastIndex((fault) => fault.kind === kind && fault.where === where);
    const last = this.#faults[index];
    if (last?.lastSeq === firstSeq - 1) this.#faults[index] = { ...last, lastSeq };
    else if (this.#faults.length < maxFaults) this.#faults.push({ kind, where, firstSeq, lastSeq });
    else this.#isFull = true;
  }
}
