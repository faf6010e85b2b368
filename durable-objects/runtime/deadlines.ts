// One timer for many calls that all have the same time to be answered in: one for each costs a tenth of what the call does.
import { ActorUnavailable } from "./retry.ts";

interface Open {
  readonly dueAt: number;
  readonly giveUp: () => void;
}

export class Deadlines {
  readonly #deadlineMs: number;
  /** In the order in which they are due. */
  readonly #open = new Set<Open>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Makes a call, once: it must not be carried out twice. One that was given up may still be carried out later.
   *
   * @throws ActorUnavailable when it was not answered in time; whatever else `call` threw, as it is
   */
  run<T>(call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#open.delete(open);
        reject(new ActorUnavailable("The actor did not answer."));
      };
      const open: Open = { dueAt: Date.now() + this.#deadlineMs, giveUp };
      this.#open.add(open);
      this.#timer ??= setTimeout(() => this.#giveUpDue(), this.#deadlineMs);
      const end = (): void => this.#end(open);
      call().then(
        (answer) => (end(), resolve(answer)),
        (thrown: unknown) => (end(), reject(thrown)),
      );
    });
  }

  /** Nothing keeps the object awake when no call is open. */
  #end(open: Open): void {
    this.#open.delete(open);
    if (this.#open.size > 0 || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #giveUpDue(): void {
    this.#timer = null;
    const now = Date.now();
    for (const open of this.#open) {
      // Later than any call may take: the clock was set back, and says nothing about how long this one has waited.
      const isClockBack = open.dueAt > now + this.#deadlineMs;
      if (open.dueAt > now && !isClockBack) {
        this.#timer = setTimeout(() => this.#giveUpDue(), open.dueAt - now);
        return;
      }
      open.giveUp();
    }
  }
}
