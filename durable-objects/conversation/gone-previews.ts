// What the inboxes of members show of messages that are gone. Who listens forgets it with the event; who does not is told
// by the alarm, because nothing else would reach them.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { eachInParallel } from "../runtime/in-parallel.ts";
import { isVisible, seesAllSince, type Intervals } from "./log/visibility.ts";

export interface GonePreviewsHost {
  readonly conversationId: ConversationId;
  members(): Iterable<UserId>;
  /** The parts of the log that this user may see. */
  intervalsOf(userId: UserId): Intervals;
  headSeq(): number;
  /** Whether this user's session has taken everything up to this event. */
  hasTaken(userId: UserId, seq: number): boolean;
  forget(userId: UserId, seqs: readonly number[]): Promise<void>;
}

const maxParallel = 32;

export class GonePreviews {
  readonly #host: GonePreviewsHost;
  /** Of whom every member knows. In memory only: a new life of the object tells it again. */
  readonly #told = new Set<number>();
  readonly #announced = new Set<number>();

  constructor(host: GonePreviewsHost) {
    this.#host = host;
  }

  /** An event tells of them, so whoever takes it forgets them. */
  announced(seqs: readonly number[]): void {
    for (const seq of seqs) this.#announced.add(seq);
  }

  /** Those that every member has forgotten. */
  forgotten(seqs: readonly number[]): number[] {
    return seqs.filter((seq) => this.#told.has(seq));
  }

  /** @throws Error when somebody could not be reached: it is tried again */
  async forget(seqs: readonly number[]): Promise<void> {
    const gone = seqs.filter((seq) => !this.#told.has(seq));
    if (gone.length === 0) return;
    const host = this.#host;
    const head = host.headSeq();
    const knowsByEvent = gone.every((seq) => this.#announced.has(seq));
    const untold = [...host.members()].filter((userId) => {
      const intervals = host.intervalsOf(userId);
      const seen = gone.filter((seq) => isVisible(intervals, seq));
      // To who was out when it was removed the event was a `void`.
      const isTold = knowsByEvent && host.hasTaken(userId, head) && seesAllSince(intervals, Math.min(...seen));
      return seen.length > 0 && !isTold;
    });
    const failures: unknown[] = [];
    await eachInParallel(untold, maxParallel, async (userId) => {
      await host.forget(userId, gone).catch((cause: unknown) => failures.push(cause));
    });
    if (failures.length > 0) throw new Error("not every inbox has forgotten what is gone", { cause: failures[0] });
    for (const seq of gone) {
      this.#told.add(seq);
      this.#announced.delete(seq);
    }
  }
}
