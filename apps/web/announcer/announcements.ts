// What is to be read out, without flooding whoever listens: what comes close together is said at once, of much only the
// beginning and how much more there was. Pure: time and the page come in by ports.

/** So long is waited for what belongs together, and to let the words before be read. */
const pauseMs = 1_500;
/** Of what came together, so much is said in words. */
const maxSaid = 3;

export interface AnnouncementPorts {
  /** @returns ends the timer */
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly say: (texts: readonly string[]) => void;
  readonly more: (count: number) => string;
}

export class Announcements {
  readonly #ports: AnnouncementPorts;
  #waiting: string[] = [];
  #endTimer: (() => void) | null = null;

  constructor(ports: AnnouncementPorts) {
    this.#ports = ports;
  }

  add(text: string): void {
    // Said once, although it has been told twice.
    if (this.#waiting.includes(text)) return;
    this.#waiting.push(text);
    if (this.#endTimer === null) this.#say();
  }

  /** Nobody listens any more. */
  close(): void {
    this.#endTimer?.();
    this.#endTimer = null;
    this.#waiting = [];
  }

  #say(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#endTimer = null;
    if (waiting.length === 0) return;
    const left = waiting.length - maxSaid;
    this.#ports.say(left > 0 ? [...waiting.slice(0, maxSaid), this.#ports.more(left)] : waiting);
    this.#endTimer = this.#ports.setTimer(() => this.#say(), pauseMs);
  }
}
