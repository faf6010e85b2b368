// What the platform would bill: plain data, in the form that the metered Worker returns.

/** Counts by name. */
export type Tally = Readonly<Record<string, number>>;

export interface Counts {
  /** Requests to the Worker: HTTP, and batches of a queue. */
  readonly workerRequests: number;
  /** Requests to objects, by class and method: calls, alarms, upgrades. */
  readonly objectRequests: Tally;
  readonly socketMessagesIn: number;
  /** Not billed. */
  readonly socketMessagesOut: number;
  /** By class (or D1) and table; setting an alarm counts as a row too. */
  readonly rowsWritten: Tally;
  readonly rowsRead: Tally;
  /** By class: time with a running call or a pending timer. Time in which an object could hibernate is not billed. */
  readonly activeMs: Tally;
  readonly queueMessages: number;
  readonly r2Writes: number;
  readonly r2Reads: number;
  /** Lines that our code wrote, by level and message, at level `info`. */
  readonly logLines: Tally;
}

/** What the platform would log by itself: each call, alarm, upgrade, socket message, request and batch is one. */
export const invocationsOf = (counts: Counts): number =>
  counts.workerRequests + totalOf(counts.objectRequests) + counts.socketMessagesIn;

/** Lines that are written at this level. */
export const linesAt = (level: "info" | "warn", { logLines }: Counts): number =>
  totalOf(
    Object.fromEntries(Object.entries(logLines).filter(([line]) => level === "info" || !/^(debug|info) /.test(line))),
  );

export const totalOf = (tally: Tally): number => Object.values(tally).reduce((sum, count) => sum + count, 0);
