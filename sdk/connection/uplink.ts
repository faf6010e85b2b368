// The way up: collects what the sources have, within the server's limits, and puts it on the socket as few messages.
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
  /** In order of precedence. */
  readonly #sources: readonly FrameSource[];
  #open: { readonly send: (text: string) => void; readonly limits: UplinkLimits } | null = null;
  #scheduled = false;
  #cancelTimer: () => void = () => {};

  constructor(runtime: Runtime, pacer: Pacer, sources: readonly FrameSource[]) {
    this.#runtime = runtime;
    this.#pacer = pacer;
    this.#sources = sources;
  }

  /** A socket was welcomed. */
  open(send: (text: string) => void, limits: UplinkLimits): void {
    this.#open = { send, limits };
    this.schedule();
  }

  close(): void {
    this.#open = null;
    this.#cancelTimer();
  }

  /** Something may have become ready. What happens in the same turn travels together. */
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
    // One byte for each bracket; each frame counts its comma.
    let bytes = limits.maxSocketMessageBytes - 2;
    for (const source of this.#sources) {
      const room = { frames: most - frames.length, bytes };
      if (room.frames < 1) break;
      for (const frame of source.take(room, nowMs)) {
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
    // At least 1 ms: a source that is ready and yet gives nothing must not spin.
    this.#cancelTimer = this.#runtime.setTimer(() => this.#flush(), Math.max(1, Math.ceil(atMs - nowMs)));
  }
}
