// The work of the alarm on messages whose time is over.
import type { KindOfWork } from "../../runtime/due-work.ts";
import type { EventLog } from "../log/event-log.ts";
import { agreesAfterMs, type Setting } from "./retention.ts";

export interface ExpiringHost {
  /** When the next message is due, ms since 1970; null: none is. */
  dueAt(): number | null;
  /** Removes some of those that are due. @returns how many it has dealt with */
  expire(): Promise<number>;
}

/** Events in one ring; what is left is due at once. */
const maxEventsPerRing = 10;

export function expiring(host: ExpiringHost): KindOfWork {
  return {
    deadlineMs: 30_000,
    dueAt: () => host.dueAt(),
    run: async ({ now, signal }) => {
      for (let left = maxEventsPerRing; left > 0 && !signal.aborted; left--) {
        const dueAt = host.dueAt();
        if (dueAt === null || dueAt > now || (await host.expire()) === 0) return;
      }
    },
  };
}

type RetainingLog = Pick<EventLog, "retention" | "overRanges" | "nextLookAt" | "expire">;

/**
 * The first look notes which messages are over, the second one, some time later, removes those of them that are over then,
 * too: a clock that was wrong meanwhile destroys nothing.
 */
export function retaining(log: RetainingLog): KindOfWork {
  return {
    deadlineMs: 30_000,
    dueAt: () => log.nextLookAt(),
    run: async ({ now, signal }) => {
      const over = new Map(log.overRanges().map(({ fromSeq, throughSeq }) => [fromSeq, throughSeq]));
      for (const setting of log.retention.all)
        await look(log, setting, { over: over.get(setting.fromSeq) ?? 0, now, signal });
    },
  };
}

interface Look {
  /** Messages of the setting up to here are over; 0: none is. */
  readonly over: number;
  readonly now: number;
  readonly signal: AbortSignal;
}

async function look(
  log: RetainingLog,
  { fromSeq, noted, doneSeq }: Setting,
  { over, now, signal }: Look,
): Promise<void> {
  // The clock has gone back since.
  if (noted === null || noted.at > now) {
    const seen = over > doneSeq ? { seq: over, at: now } : null;
    if (seen !== null || noted !== null) log.retention.note(fromSeq, seen);
    return;
  }
  if (now < noted.at + agreesAfterMs) return;
  const throughSeq = Math.min(noted.seq, over);
  if (throughSeq <= doneSeq) return log.retention.note(fromSeq, null);
  for (let left = maxEventsPerRing; left > 0 && !signal.aborted; left--)
    if ((await log.expire({ fromSeq, throughSeq })) === 0) return;
}
