// The loads of a view: they run one after the other, and one that fails says why until the next has run.
import { asKlatchError, type KlatchError } from "../client/klatch-error.ts";

interface Load<Kind> {
  readonly kind: Kind;
  readonly run: () => Promise<void>;
}

export class Loads<Kind> {
  readonly #onBegin: () => void;
  readonly #onEnd: () => void;
  /** The first one runs. */
  #all: { readonly kind: Kind; readonly work: Promise<void> }[] = [];
  #error: KlatchError | null = null;
  #failed: Load<Kind> | null = null;

  /**
   * @param onBegin called when there is one more
   * @param onEnd called when one has run, successfully or not
   */
  constructor(onBegin: () => void, onEnd: () => void) {
    this.#onBegin = onBegin;
    this.#onEnd = onEnd;
  }

  /** What is loaded now; null: nothing. */
  get kind(): Kind | null {
    return this.#all[0]?.kind ?? null;
  }

  /** Why the last one failed; null: it did not. */
  get error(): KlatchError | null {
    return this.#error;
  }

  /** The one that failed, until another one begins. */
  get failed(): Load<Kind> | null {
    return this.#failed;
  }

  /** The first of its kind that waits or runs. */
  of(kind: Kind): Promise<void> | undefined {
    return this.#all.find((load) => load.kind === kind)?.work;
  }

  /** Resolves when it has run, successfully or not. */
  add(kind: Kind, run: () => Promise<void>): Promise<void> {
    const before = this.#all.at(-1)?.work ?? Promise.resolve();
    const work = before.then(() => this.#try({ kind, run }));
    this.#all.push({ kind, work });
    this.#onBegin();
    return work;
  }

  async #try(load: Load<Kind>): Promise<void> {
    this.#failed = null;
    try {
      await load.run();
      this.#error = null;
    } catch (error) {
      this.#failed = load;
      this.#error = asKlatchError(error);
    }
    this.#all.shift();
    this.#onEnd();
  }
}
