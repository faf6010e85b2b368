// The answers that are still due. One answer may fit several inputs of a socket, so the assignment is fixed only at the
// end.
import type { DownFrame } from "../../../schema/protocol/down.ts";
import type { Expected } from "./expected-answers.ts";

type Answer = DownFrame | "pong";

export class Owed {
  readonly #required: readonly Expected[];
  readonly #given = new Map<Expected, Answer>();

  constructor(expected: readonly Expected[]) {
    this.#required = expected.filter(({ isRequired }) => isRequired);
  }

  get isSettled(): boolean {
    return this.#given.size === this.#required.length;
  }

  get missing(): readonly Expected[] {
    return this.#required.filter((one) => !this.#given.has(one));
  }

  /** Assigns an answer to an input that waits for one, if necessary by reassigning others (Kuhn's augmenting paths). */
  take(answer: Answer): boolean {
    return this.#place(answer, new Set());
  }

  #place(answer: Answer, tried: Set<Expected>): boolean {
    const fitting = this.#required.filter((one) => !tried.has(one) && one.isAnsweredBy(answer));
    const free = fitting.find((one) => !this.#given.has(one));
    if (free !== undefined) {
      this.#given.set(free, answer);
      return true;
    }
    for (const taken of fitting) {
      if (tried.has(taken)) continue;
      tried.add(taken);
      if (!this.#place(this.#given.get(taken) as Answer, tried)) continue;
      this.#given.set(taken, answer);
      return true;
    }
    return false;
  }
}
