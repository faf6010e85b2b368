// The work of the alarm on messages whose time is over.
import type { KindOfWork } from "../../runtime/due-work.ts";
import type { EventLog } from "../log/event-log.ts";
import { agreesAfterMs, type Setting } from "./retention.ts";

type ExpiringLog = Pick<EventLog, "expiry" | "expire">;

/** Events in one ring; what is left is due at once. */
const maxEventsPerRing = 10;

/** Messages that burn. */
export function burning(log: ExpiringLog): KindOfWork {
  const { burns } = log.expiry;
  return {
    deadlineMs: 30_000,
    dueAt: () => burns.dueAt(),
    run: async ({ now, signal }) => {
      for (let left = maxEventsPerRing; left > 0 && !signal.aborted; left--) {
        const dueAt = burns.dueAt();
        if (dueAt === null || dueAt > now || (await log.expire()) === 0) return;
      }
    },
  };
}

/**
 * Messages whose time is over by a setting. The first look notes which messages are over, the second one, some time later, removes those of them that are over then,
 * too: a clock that was wrong meanwhile destroys nothing.
 */
export function retaining(log: ExpiringLog): KindOfWork {
  const { expiry } = log;
  return {
    deadlineMs: 30_000,
    dueAt: () => expiry.nextLookAt(),
    run: async ({ now, signal }) => {
      const over = new Map(expiry.overRanges().map(({ fromSeq, throughSeq }) => [fromSeq, throughSeq]));
      for (const setting of expiry.retention.all)
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
  log: ExpiringLog,
  { fromSeq, noted, doneSeq }: Setting,
  { over, now, signal }: Look,
): Promise<void> {
  const { retention } = log.expiry;
  // The clock has gone back since.
  if (noted === null || noted.at > now) {
    const seen = over > doneSeq ? { seq: over, at: now } : null;
    if (seen !== null || noted !== null) retention.note(fromSeq, seen);
    return;
  }
  if (now < noted.at + agreesAfterMs) return;
  const throughSeq = Math.min(noted.seq, over);
  if (throughSeq <= doneSeq) return retention.note(fromSeq, null);
  for (let left = maxEventsPerRing; left > 0 && !signal.aborted; left--)
    if ((await log.expire({ fromSeq, throughSeq })) === 0) return;
}
