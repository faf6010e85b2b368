// Converts counts to money: one line for each kind of operation. Pure.
import { invocationsOf, linesAt, totalOf, type Counts, type Tally } from "../meter/counts.ts";
import { logEntryUsd, objectGb, operationsPerQueueMessage, prices } from "../prices.ts";

/** In production a call crosses a network and its caller is billed while it waits; here it is a function call. */
export const assumedCallMs = 10;

export interface LedgerLine {
  readonly kind: string;
  readonly count: number;
  readonly usd: number;
}

export function ledgerOf(counts: Counts): readonly LedgerLine[] {
  const lines = (prefix: string, tally: Tally, price: number): LedgerLine[] =>
    Object.entries(tally)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, count]) => ({ kind: `${prefix}: ${name}`, count, usd: count * price }));
  const line = (kind: string, count: number, price: number): LedgerLine[] =>
    count === 0 ? [] : [{ kind, count, usd: count * price }];
  const activeMs = totalOf(counts.activeMs) + assumedCallMs * totalOf(counts.objectRequests);
  return [
    ...lines("row written", counts.rowsWritten, prices.rowWritten),
    ...lines("object request", counts.objectRequests, prices.objectRequest),
    ...line("socket message in", counts.socketMessagesIn, prices.socketMessageIn),
    ...line("socket message out", counts.socketMessagesOut, 0),
    ...line("Worker request", counts.workerRequests, prices.workerRequest),
    ...line("queue operation", counts.queueMessages * operationsPerQueueMessage, prices.queueOperation),
    ...line("R2 write", counts.r2Writes, prices.r2Write),
    ...line("R2 read", counts.r2Reads, prices.r2Read),
    ...line("row read", totalOf(counts.rowsRead), prices.rowRead),
    ...line("ms of an active object", activeMs, (objectGb / 1_000) * prices.gbSecond),
    ...line("log entry", linesAt("warn", counts), logEntryUsd),
  ];
}

/** What could be logged: by our own lines at two levels, and by the platform's entry for each invocation. */
export const logsOf = (counts: Counts): Readonly<Record<LogSetting, LedgerLine>> => {
  const line = (kind: string, count: number): LedgerLine => ({ kind, count, usd: count * logEntryUsd });
  return {
    warn: line("own lines at `warn`, as configured", linesAt("warn", counts)),
    info: line("own lines at `info`", linesAt("info", counts)),
    invocations: line("an entry for each invocation, the platform's default", invocationsOf(counts)),
  };
};
export type LogSetting = "warn" | "info" | "invocations";

export const usdOf = (lines: readonly LedgerLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
