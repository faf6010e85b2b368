// Tells watchers of a change: one call for each, with the newest that there is to tell, however many changes there were.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { PresenceNow, PresenceRpc } from "../../../schema/rpc/presence.ts";
import { callActor, isUnknownCall } from "../../runtime/calls.ts";
import { retryDelayMs } from "../../runtime/due-work.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { Budgets } from "../budgets/budgets.ts";

export interface TellingHost {
  readonly userId: UserId;
  readonly budgets: Pick<Budgets, "take">;
  stub(userId: UserId): Pick<PresenceRpc, "presenceChanged">;
  now(): number;
  seenBy(viewerId: UserId): PresenceNow;
  /** Changes whenever this one says anew that they watch; undefined: they do not. */
  stampOf(watcherId: UserId): number | undefined;
  drop(watcherId: UserId): void;
  /** They watch. */
  confirm(watcherId: UserId): void;
  /** They may watch: nobody knows before they can be reached. */
  unreached(watcherId: UserId): void;
}

const maxParallelCalls = 32;
const callDeadlineMs = 5_000;
/** The call may have been on its way for so long: an object sleeps, and forgets what overtook it, no sooner than after that. */
const lateAfterMs = 10_000;
/** The pauses between them double from two seconds: half an hour. */
const maxFailures = 10;
/** The pause after a refusal that names none. */
const pauseMs = 60_000;

export class Telling {
  readonly #host: TellingHost;
  readonly #untold = new Set<UserId>();
  readonly #beingTold = new Set<UserId>();
  /** Of whom calls failed, in a row. */
  readonly #failures = new Map<UserId, number>();
  #running: Promise<void> | null = null;
  #notBefore = 0;

  constructor(host: TellingHost) {
    this.#host = host;
  }

  get isDone(): boolean {
    return this.#untold.size === 0 && this.#running === null;
  }

  /** Whether this one is being told something, or waits for it. */
  has(id: UserId): boolean {
    return this.#untold.has(id) || this.#beingTold.has(id);
  }

  add(watchers: readonly UserId[]): void {
    for (const id of watchers) this.#untold.add(id);
  }

  /** When to try again; null: nobody waits, or they are being told. */
  dueAt(now: number): number | null {
    return this.#untold.size === 0 || this.#running !== null ? null : Math.max(now, this.#notBefore);
  }

  /** Null: there is nothing to begin. */
  start(): Promise<void> | null {
    if (this.#running !== null || this.#untold.size === 0 || this.#host.now() < this.#notBefore) return null;
    this.#running = this.#tellAll().finally(() => (this.#running = null));
    return this.#running;
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  async #tellAll(): Promise<void> {
    const failed: UserId[] = [];
    const work = async (): Promise<void> => {
      for (let id = this.#next(); id !== undefined; id = this.#next()) if (!(await this.#tell(id))) failed.push(id);
    };
    await Promise.all(Array.from({ length: maxParallelCalls }, work));
    if (failed.length === 0) return;
    const fewest = Math.min(...failed.map((id) => this.#failures.get(id) ?? 1));
    this.#notBefore = this.#host.now() + retryDelayMs(fewest);
    this.add(failed);
  }

  /** Charged; undefined: nobody is left, or the budget is spent for now. */
  #next(): UserId | undefined {
    const [id] = this.#untold;
    if (id === undefined) return undefined;
    const refusal = this.#host.budgets.take({ presence: 1 });
    if (refusal !== null) {
      this.#notBefore = this.#host.now() + (refusal.retryAfterMs ?? pauseMs);
      return undefined;
    }
    this.#untold.delete(id);
    return id;
  }

  /** @returns false: try again */
  async #tell(id: UserId): Promise<boolean> {
    const { userId } = this.#host;
    this.#beingTold.add(id);
    const stamp = this.#host.stampOf(id);
    try {
      const { watching } = await callActor(
        () =>
          this.#host
            .stub(id)
            .presenceChanged({ userId, ...this.#host.seenBy(id), deadlineAt: this.#host.now() + lateAfterMs }),
        callDeadlineMs,
      );
      this.#failures.delete(id);
      // Meanwhile they may have begun to watch again.
      if (watching) this.#host.confirm(id);
      else if (this.#host.stampOf(id) === stamp) this.#host.drop(id);
      return true;
    } catch (cause) {
      return this.#failed(id, cause);
    } finally {
      this.#beingTold.delete(id);
    }
  }

  #failed(id: UserId, cause: unknown): boolean {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    logErrorSeldom("presence not told", cause, { failures });
    this.#failures.set(id, failures);
    // A session of the version before watches nobody.
    if (failures < maxFailures && !isUnknownCall(cause)) {
      this.#host.unreached(id);
      return false;
    }
    this.#failures.delete(id);
    this.#host.drop(id);
    return true;
  }
}
