// The work of the alarm on messages whose time is over.
import type { KindOfWork } from "../../runtime/due-work.ts";

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
