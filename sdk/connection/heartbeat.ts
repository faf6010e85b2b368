// Tells a live socket from a dead one: ping, pong, and the moment after the device has slept.
import type { Runtime } from "../client/runtime.ts";

const tickMs = 5_000;
/** From a pong to the next ping. */
const pingEveryMs = 25_000;
/** The server cuts off who is sent far more than this without a ping: it could not tell that anything is read. */
const pingEveryChars = 1_048_576;
/** Without a pong, and nothing else either (the pong queues behind data), for this long: dead. */
const silenceMs = 10_000;
/** The same when there is a reason to doubt. */
const probeSilenceMs = 5_000;
/** A tick this late means that the device slept. */
const lateMs = 10_000;

export interface HeartbeatHooks {
  sendPing(): void;
  onDead(): void;
  /** Every few seconds while the socket is open. */
  onTick(nowMs: number): void;
}

export class Heartbeat {
  readonly #runtime: Runtime;
  readonly #hooks: HeartbeatHooks;
  #cancelTimer: () => void = () => {};
  #lastTickMs = 0;
  #lastPongMs = 0;
  /** When silence began to count: at the ping, or when something was heard after it; null: no ping is out. */
  #silentSinceMs: number | null = null;
  #allowedSilenceMs = silenceMs;
  /** Since the last ping. */
  #heardChars = 0;

  constructor(runtime: Runtime, hooks: HeartbeatHooks) {
    this.#runtime = runtime;
    this.#hooks = hooks;
  }

  start(): void {
    this.#lastTickMs = this.#lastPongMs = this.#runtime.now();
    this.#silentSinceMs = null;
    this.#heardChars = 0;
    this.#arm(tickMs);
  }

  stop(): void {
    this.#cancelTimer();
  }

  heard(chars: number): void {
    this.#heardChars += chars;
    const nowMs = this.#runtime.now();
    if (this.#silentSinceMs !== null) this.#silentSinceMs = nowMs;
    else if (this.#heardChars >= pingEveryChars) this.#ping(nowMs);
  }

  pong(): void {
    this.#lastPongMs = this.#runtime.now();
    this.#silentSinceMs = null;
    this.#allowedSilenceMs = silenceMs;
  }

  /** There is reason to doubt that the socket lives: find out soon. */
  probe(): void {
    const nowMs = this.#runtime.now();
    this.#allowedSilenceMs = probeSilenceMs;
    if (this.#silentSinceMs === null) this.#hooks.sendPing();
    this.#silentSinceMs = nowMs;
  }

  #ping(nowMs: number): void {
    this.#silentSinceMs = nowMs;
    this.#heardChars = 0;
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
    // Everything that waits for a time would wait too long: a new socket starts it all anew.
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
