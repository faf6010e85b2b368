// Collects operations and commits them together in one transaction: this makes a conversation fast and its answers
// safe.
import { Collector } from "../../runtime/collector.ts";

/** What the log does with a batch. All of it is synchronous. */
export interface Committer<Op, Result> {
  /** Judges, numbers and stores all of `ops` in one transaction; if it throws, nothing was changed. */
  commit(ops: readonly Op[]): Result[];
  /** The answer for an operation that cannot be committed even alone. */
  refuse(op: Op): Result;
  /** @throws Error when memory and storage disagree */
  verify(): void;
  /** Reports why something failed. */
  report(cause: unknown): void;
  /** Memory can no longer be trusted: the object must restart. */
  abort(cause: unknown): void;
}

/** Operations that came together and are answered together. */
interface Waiting<Op, Result> {
  readonly ops: readonly Op[];
  readonly resolve: (results: Result[]) => void;
  readonly reject: (cause: unknown) => void;
}

export class GroupCommit<Op, Result> {
  readonly #committer: Committer<Op, Result>;
  #waiting: Waiting<Op, Result>[] = [];
  readonly #collector = new Collector(() => this.#flush());

  constructor(committer: Committer<Op, Result>) {
    this.#committer = committer;
  }

  /**
   * One result per operation, in order, after the commit. The output gate holds an answer back until the commit is on
   * disk.
   */
  submit(ops: readonly Op[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ops, resolve, reject });
      this.#collector.ask();
    });
  }

  #flush(): void {
    const batch = this.#waiting;
    if (batch.length === 0) return; // an earlier flush took everything
    this.#waiting = [];
    try {
      this.#commit(batch);
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
      this.#committer.abort(cause);
      return;
    }
  }

  #commit(batch: readonly Waiting<Op, Result>[]): void {
    const ops = batch.flatMap((waiting) => waiting.ops);
    let results: Result[];
    try {
      results = this.#committer.commit(ops);
    } catch (cause) {
      this.#committer.report(cause);
      // One operation makes the whole batch fail. Committed one by one, only that one fails.
      results = ops.map((op) => this.#commitAlone(op));
    }
    let from = 0;
    for (const waiting of batch) waiting.resolve(results.slice(from, (from += waiting.ops.length)));
  }

  #commitAlone(op: Op): Result {
    try {
      return this.#committer.commit([op])[0] as Result;
    } catch (cause) {
      this.#committer.report(cause);
      this.#committer.verify();
      return this.#committer.refuse(op);
    }
  }
}
