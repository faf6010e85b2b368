// What the platform would bill, counted: plain data, as the metered Worker answers it.

/** How often, by what. */
export type Tally = Readonly<Record<string, number>>;

export interface Counts {
  /** Requests to the Worker: HTTP, and batches of a queue. */
  readonly workerRequests: number;
  /** To objects, by class and method: calls, alarms, upgrades. */
  readonly objectRequests: Tally;
  readonly socketMessagesIn: number;
  /** Not billed. */
  readonly socketMessagesOut: number;
  /** By class (or D1) and table; setting an alarm is a row too. */
  readonly rowsWritten: Tally;
  readonly rowsRead: Tally;
  /** By class: a call in progress or a timer that is set; rest that may hibernate is not billed. */
  readonly activeMs: Tally;
  readonly queueMessages: number;
  readonly r2Writes: number;
  readonly r2Reads: number;
}

export const totalOf = (tally: Tally): number => Object.values(tally).reduce((sum, count) => sum + count, 0);
