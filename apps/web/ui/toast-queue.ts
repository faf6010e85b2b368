// Which notices are shown, and for how long: at most two at a time, the others one after the other. None is lost. Pure.
import { signal, type ReadonlySignal } from "@preact/signals";

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
  /** Called instead of `run` when the notice has gone. */
  readonly otherwise?: () => void;
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly danger: boolean;
  readonly action: ToastAction | null;
}

export interface ToastTiming {
  readonly now: () => number;
  /** @returns cancels the timer */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
}

const maxShown = 2;
const leastMs = 4_000;
/** An action must be reached first. */
const leastWithActionMs = 6_000;
const mostMs = 12_000;
/** How long people take to read a character, and one of a script that writes whole words with it. */
const charMs = 60;
const wideCharMs = 160;
/** When somebody has left a notice that they looked at, it stays for at least so long. */
const leastAfterHoldMs = 1_500;

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** How long a notice is shown, so that it can be read. */
export function shownForMs({ text, action }: Pick<Toast, "text" | "action">): number {
  const wideCount = text.match(wide)?.length ?? 0;
  const readMs = wideCount * wideCharMs + (text.length - wideCount) * charMs;
  return Math.min(mostMs, Math.max(action === null ? leastMs : leastWithActionMs, readMs));
}

interface Running {
  readonly endsAtMs: number;
  readonly cancel: () => void;
}

export class ToastQueue {
  readonly #timing: ToastTiming;
  readonly #shown = signal<readonly Toast[]>([]);
  /** Oldest first. */
  readonly shown: ReadonlySignal<readonly Toast[]> = this.#shown;
  readonly #waiting: Toast[] = [];
  readonly #running = new Map<number, Running>();
  /** What is left of the time of each shown notice while somebody looks at one; null: nobody does. */
  #held: Map<number, number> | null = null;
  #lastId = 0;

  constructor(timing: ToastTiming) {
    this.#timing = timing;
  }

  /** A text that is shown already is shown for longer, not twice. */
  say(text: string, { danger = false, action = null }: Partial<Omit<Toast, "id" | "text">> = {}): void {
    const same = this.#shown.peek().find((toast) => toast.text === text && toast.danger === danger);
    if (same !== undefined && same.action === null && action === null) return this.#start(same, shownForMs(same));
    const isWaiting = this.#waiting.some((toast) => toast.text === text && toast.danger === danger);
    if (isWaiting && action === null) return;
    this.#waiting.push({ id: ++this.#lastId, text, danger, action });
    this.#fill();
  }

  /** Does what the notice offers. */
  act(id: number): void {
    const action = this.#shown.peek().find((toast) => toast.id === id)?.action ?? null;
    this.#take(id);
    action?.run();
  }

  dismiss(id: number): void {
    const action = this.#shown.peek().find((toast) => toast.id === id)?.action ?? null;
    this.#take(id);
    action?.otherwise?.();
  }

  #take(id: number): void {
    this.#running.get(id)?.cancel();
    this.#running.delete(id);
    this.#held?.delete(id);
    this.#shown.value = this.#shown.peek().filter((toast) => toast.id !== id);
    this.#fill();
  }

  /** Somebody looks at a notice: none goes. */
  hold(): void {
    if (this.#held !== null) return;
    this.#held = new Map();
    for (const [id, { endsAtMs, cancel }] of this.#running) {
      cancel();
      this.#held.set(id, endsAtMs - this.#timing.now());
    }
    this.#running.clear();
  }

  release(): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    for (const toast of this.#shown.peek())
      this.#start(toast, Math.max(leastAfterHoldMs, held.get(toast.id) ?? shownForMs(toast)));
  }

  #fill(): void {
    while (this.#shown.peek().length < maxShown) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#shown.value = [...this.#shown.peek(), next];
      this.#start(next, shownForMs(next));
    }
  }

  #start(toast: Toast, ms: number): void {
    if (this.#held !== null) return void this.#held.set(toast.id, ms);
    this.#running.get(toast.id)?.cancel();
    const cancel = this.#timing.setTimer(() => this.dismiss(toast.id), ms);
    this.#running.set(toast.id, { endsAtMs: this.#timing.now() + ms, cancel });
  }
}
