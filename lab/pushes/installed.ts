// What a device is subscribed with: a browser, an app or a relay at one of the services, until that is gone.
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { ServiceAnswer, Silence } from "../push/local-service.ts";
import { answerTo, type Fault } from "./faults.ts";
import type { Taken } from "./history.ts";

interface InstalledParts {
  readonly target: PushTarget;
  /** Of the next requests, one each. */
  readonly answers: (ServiceAnswer | Silence)[];
  /** What came, in its order. */
  readonly taken: () => readonly Taken[];
  /** From now on nothing is taken. */
  readonly gone: () => void;
}

export class Installed {
  readonly #parts: InstalledParts;
  /** When the server has confirmed the subscription, ms since 1970; null: not yet. */
  since: number | null = null;
  goneAt: number | null = null;
  /** When it was told not to answer, ms since 1970: of what came after, something may be missing. */
  readonly silencedAt: number[] = [];

  constructor(parts: InstalledParts) {
    this.#parts = parts;
  }

  get target(): PushTarget {
    return this.#parts.target;
  }

  get taken(): readonly Taken[] {
    return this.#parts.taken();
  }

  /** What becomes of the next request. */
  fail(fault: Fault): void {
    const { answers, gone, target } = this.#parts;
    if (fault === "gone") {
      answers.length = 0;
      this.goneAt = Date.now();
      return gone();
    }
    if (fault === "silence") this.silencedAt.push(Date.now());
    answers.push(answerTo(fault, target.kind));
  }

  /** From now on everything is taken. */
  calm(): void {
    this.#parts.answers.length = 0;
  }
}
