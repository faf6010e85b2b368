// Tells the Fleet how many sockets a user has, if the user is one of the sample. No message does: only sockets that open,
// close or are renewed.
import { logErrorSeldom } from "../runtime/logger.ts";
import { hashBody } from "../runtime/text.ts";

export interface ReportsHost {
  /** How many sockets are open. */
  open(): number;
  /** The call may be repeated: what is told last counts. */
  tell(sockets: number): Promise<void>;
  now(): number;
  wait(ms: number): Promise<void>;
}

/** What opens and closes together is one report. A longer pause would keep the object active, which costs more than calls. */
const pauseMs = 100;
/** The Fleet forgets what it was told days ago. */
const againAfterMs = 12 * 3_600_000;

/** Whether this user is one of the sample. The same for every session and version of the code. */
export const isSampled = (userId: string, oneIn: number): boolean =>
  parseInt(hashBody(userId).slice(0, 7), 36) % oneIn === 0;

export class SocketReports {
  readonly #host: ReportsHost;
  #told: { readonly sockets: number; readonly at: number } | null = null;
  #isDue = false;
  #isRunning = false;

  constructor(host: ReportsHost) {
    this.#host = host;
  }

  /** A socket was opened, closed or renewed. Never throws, and nobody waits for the report. */
  changed(): void {
    this.#isDue = true;
    if (!this.#isRunning) void this.#run();
  }

  /** One report after the other, so that none overtakes a newer one. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#isDue) {
      await this.#host.wait(pauseMs);
      this.#isDue = false;
      await this.#report();
    }
    this.#isRunning = false;
  }

  async #report(): Promise<void> {
    const [sockets, at] = [this.#host.open(), this.#host.now()];
    // The clock may have been set back.
    if (this.#told?.sockets === sockets && Math.abs(at - this.#told.at) < againAfterMs) return;
    try {
      await this.#host.tell(sockets);
      this.#told = { sockets, at };
    } catch (cause) {
      // The next change tells it.
      this.#told = null;
      logErrorSeldom("sockets not counted", cause);
    }
  }
}
