// Collects what arrives and commits it together: the heart of a conversation's speed, and of its safety.

/** What the log does with a batch; everything inside is synchronous. */
export interface Committer<Op, Result> {
  /** Judges, numbers and stores all of `ops` in one transaction; when it throws, nothing of it happened. */
  commit(ops: readonly Op[]): Result[];
  /** The answer for the one operation that cannot be committed even alone. */
  refuse(op: Op): Result;
  /** @throws when memory and storage disagree. */
  verify(): void;
  /** Memory can no longer be trusted: the object must start anew. */
  abort(cause: unknown): void;
  /** Resolves when what was committed so far is on disk. */
  durable(): Promise<void>;
}

interface Waiting<Op, Result> {
  readonly op: Op;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

export class GroupCommit<Op, Result> {
  readonly #committer: Committer<Op, Result>;
  #waiting: Waiting<Op, Result>[] = [];
  #scheduled = false;
  #onItsWay: Promise<void> | null = null;

  constructor(committer: Committer<Op, Result>) {
    this.#committer = committer;
  }

  /** Resolves after the commit (the answer itself leaves the object only once it is on disk, by the output gate). */
  submit(op: Op): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ op, resolve, reject });
      this.#schedule();
    });
  }

  /** Idle: a microtask, so that one message waits for nothing. Loaded: whatever arrives until the last commit is on disk. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const flush = (): void => this.#flush();
    void (this.#onItsWay ?? Promise.resolve()).then(flush);
  }

  #flush(): void {
    this.#scheduled = false;
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      this.#commit(batch);
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
      this.#committer.abort(cause);
      return;
    }
    const landed = (): void => {
      if (this.#onItsWay === onItsWay) this.#onItsWay = null;
    };
    // A failure too ends the wait; the platform itself restarts an object whose writes fail.
    const onItsWay: Promise<void> = this.#committer.durable().then(landed, landed);
    this.#onItsWay = onItsWay;
  }

  #commit(batch: readonly Waiting<Op, Result>[]): void {
    let results: Result[];
    try {
      results = this.#committer.commit(batch.map(({ op }) => op));
    } catch {
      // One of them is poisonous: one by one, so that it fails alone.
      results = batch.map(({ op }) => this.#commitAlone(op));
    }
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
  }

  #commitAlone(op: Op): Result {
    try {
      return this.#committer.commit([op])[0] as Result;
    } catch {
      this.#committer.verify();
      return this.#committer.refuse(op);
    }
  }
}
