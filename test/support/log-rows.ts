// The rows of a log as storage has them, to be looked at and tampered with.
import { LogRow, packRows, type NewEvent } from "../../durable-objects/conversation/log/log-row.ts";
import { eraEvents, insertLogRow } from "../../durable-objects/conversation/log/eras.ts";

/** Runs one statement of SQL and returns its rows, in whichever SQLite. */
export type RunSql = (query: string, ...bindings: (string | number)[]) => readonly Record<string, unknown>[];

export const runIn =
  (sql: SqlStorage): RunSql =>
  (query, ...bindings) =>
    sql.exec(query, ...bindings).toArray();

/** All events of the first era. */
export const eventsIn = (run: RunSql): NewEvent[] =>
  run("SELECT meta, own, bodies FROM log_0 ORDER BY seq").flatMap(({ meta, own, bodies }) => [
    ...new LogRow({ meta: String(meta), own: String(own) }).withBodies(String(bodies)),
  ]);

/** Writes the first era anew, a row each event: `change` may leave out, change and add events. */
export function tamperWith(run: RunSql, change: (events: readonly NewEvent[]) => readonly NewEvent[]): void {
  const events = change(eventsIn(run));
  run("DELETE FROM log_0");
  for (const event of events)
    for (const { firstSeq, lastSeq, meta, own, bodies } of packRows(
      { events: [event], settledSeq: 0, cursors: [] },
      eraEvents,
    ))
      run(insertLogRow(0), firstSeq, lastSeq, meta, own, bodies);
}
