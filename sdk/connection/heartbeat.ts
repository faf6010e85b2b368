// Detects dead sockets, by ping and pong, and checks the socket after the device has slept.
import type { Runtime } from "../client/runtime.ts";

const tickMs = 5_000;
/** The time from a pong to the next ping. */
const pingEveryMs = 25_000;
/**
 * After so many received UTF-16 units a ping is sent early. The server closes a socket to which it has sent far more than
 * this without a ping, because it cannot tell whether the client reads.
 */
const pingEveryChars = 1_048_576;
/** A socket is dead if nothing arrives for this long after a ping. Data counts too: the pong queues behind it. */
const silenceMs = 10_000;
/** The same limit after `probe`. */
const probeSilenceMs = 5_000;
/** If a tick comes this much too late, the device has slept. */
const lateMs = 10_000;

export interface HeartbeatHooks {
  sendPing(): void;
  onDead(): void;
  /** Called every 5 seconds while the socket is open. */
  onTick(nowMs: number): void;
}

export class Heartbeat {
  readonly #runtime: Runtime;
  readonly #hooks: HeartbeatHooks;
  #cancelTimer: () => void = () => {};
  #lastTickMs = 0;
  #lastPongMs = 0;
  /** The time of the unanswered ping, or of the last data after it. Null: no ping is unanswered. */
  #silentSinceMs: number | null = null;
  #allowedSilenceMs = silenceMs;
  /** UTF-16 units received since the last ping. */
  #charsSincePing = 0;

  constructor(runtime: Runtime, hooks: HeartbeatHooks) {
    this.#runtime = runtime;
    this.#hooks = hooks;
  }

  start(): void {
    this.#lastTickMs = this.#lastPongMs = this.#runtime.now();
    this.#silentSinceMs = null;
    this.#charsSincePing = 0;
    this.#arm(tickMs);
  }

  stop(): void {
    this.#cancelTimer();
  }

  received(chars: number): void {
    this.#charsSincePing += chars;
    const nowMs = this.#runtime.now();
    if (this.#silentSinceMs !== null) this.#silentSinceMs = nowMs;
    else if (this.#charsSincePing >= pingEveryChars) this.#ping(nowMs);
  }

  pong(): void {
    this.#lastPongMs = this.#runtime.now();
    this.#silentSinceMs = null;
    this.#allowedSilenceMs = silenceMs;
  }

  /** Checks soon whether the socket is alive. */
  probe(): void {
    const nowMs = this.#runtime.now();
    this.#allowedSilenceMs = probeSilenceMs;
    if (this.#silentSinceMs === null) this.#hooks.sendPing();
    this.#silentSinceMs = nowMs;
  }

  #ping(nowMs: number): void {
    this.#silentSinceMs = nowMs;
    this.#charsSincePing = 0;
    this.#hooks.sendPing();
  }

  #arm(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#runtime.setTimer(() => this.#tick(), delayMs);
  }

  #tick(): void {
    const nowMs = this.#runtime.now();
    const elapsedMs = nowMs - this.#lastTickMs;
    this.#lastTickMs = nowMs;
    this.#arm(tickMs);
    // The clock was set back: everything that waits for a time would wait too long. A new socket resets all of it.
    if (elapsedMs < 0) return this.#hooks.onDead();
    if (elapsedMs > tickMs + lateMs) return this.probe();
    if (this.#silentSinceMs !== null) {
      if (nowMs - this.#silentSinceMs >= this.#allowedSilenceMs) return this.#hooks.onDead();
    } else if (nowMs - this.#lastPongMs >= pingEveryMs) {
      this.#ping(nowMs);
    }
    this.#hooks.onTick(nowMs);
  }
}
