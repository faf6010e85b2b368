// Uplink: collects frames from its sources within the server's limits and sends them in few WebSocket messages.
import type { FrameSource } from "./frame-source.ts";
import type { Pacer } from "./pacer.ts";
import type { Runtime } from "../client/runtime.ts";
import { utf8Bytes } from "../client/utf8.ts";

export interface UplinkLimits {
  readonly maxFramesPerSocketMessage: number;
  readonly maxSocketMessageBytes: number;
}

export class Uplink {
  readonly #runtime: Runtime;
  readonly #pacer: Pacer;
  /** In order of precedence: the first source takes from the budget first. */
  readonly #sources: readonly FrameSource[];
  #open: { readonly send: (text: string) => void; readonly limits: UplinkLimits } | null = null;
  #scheduled = false;
  #cancelTimer: () => void = () => {};

  constructor(runtime: Runtime, pacer: Pacer, sources: readonly FrameSource[]) {
    this.#runtime = runtime;
    this.#pacer = pacer;
    this.#sources = sources;
  }

  /** Starts sending after `welcome`. */
  open(send: (text: string) => void, limits: UplinkLimits): void {
    this.#open = { send, limits };
    this.schedule();
  }

  close(): void {
    this.#open = null;
    this.#cancelTimer();
  }

  /** Sends at the end of this turn, so that frames of the same turn share a WebSocket message. */
  schedule(): void {
    if (this.#scheduled || this.#open === null) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    this.#cancelTimer();
    while (this.#open !== null) {
      const nowMs = this.#runtime.now();
      const frames = this.#collect(this.#open.limits, nowMs);
      if (frames.length === 0) return this.#waitForNext(nowMs);
      this.#pacer.spend(frames.length);
      this.#open.send(frames.length === 1 ? (frames[0] ?? "") : `[${frames.join(",")}]`);
    }
  }

  #collect(limits: UplinkLimits, nowMs: number): string[] {
    const frames: string[] = [];
    const most = Math.min(limits.maxFramesPerSocketMessage, this.#pacer.available(nowMs));
    // The two brackets take a byte each. Every frame counts one more byte for its comma.
    let bytes = limits.maxSocketMessageBytes - 2;
    for (const source of this.#sources) {
      const budget = { frames: most - frames.length, bytes };
      if (budget.frames < 1) break;
      for (const frame of source.take(budget, nowMs)) {
        frames.push(frame);
        bytes -= utf8Bytes(frame) + 1;
      }
    }
    return frames;
  }

  #waitForNext(nowMs: number): void {
    const times = this.#sources.map((source) => source.readyAtMs(nowMs)).filter((time) => time !== null);
    if (times.length === 0) return;
    const atMs = Math.max(Math.min(...times), this.#pacer.readyAtMs(nowMs));
    // At least 1 ms, so that a source that says it is ready but gives no frame does not cause a busy loop.
    this.#cancelTimer = this.#runtime.setTimer(() => this.#flush(), Math.max(1, Math.ceil(atMs - nowMs)));
  }
}
