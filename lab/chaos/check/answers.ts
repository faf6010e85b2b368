// Checks the form of everything the server sent: protocol frames on sockets, JSON over HTTP, problem documents for
// refusals.
import type { HistoryRecord } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import { recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

export function checkAnswers({ history, deviceOf }: Facts, verdict: Verdict): void {
  const { records } = history;
  for (const [index, record] of records.entries()) {
    if (record.kind === "event") verdict.checked("SOCKET-11");
    if (record.kind === "answered") {
      verdict.checked("HTTP-1");
      if (record.garbled !== null)
        verdict.violated("HTTP-1", `${record.call} was answered with what the protocol does not know`, () => [
          recordLine(record),
        ]);
    }
    if (record.kind !== "garbled") continue;
    const { socket } = record;
    verdict.checked("SOCKET-11");
    verdict.violated("SOCKET-11", `${deviceOf.get(socket)} got on socket ${socket} what is no frame`, () => [
      ...lastOf(records.slice(0, index), socket).map(recordLine),
      recordLine(record),
    ]);
  }
}

/** The last records of a socket. */
function lastOf(records: readonly HistoryRecord[], socket: number): readonly HistoryRecord[] {
  const last = records.findLast((record) => "socket" in record && record.socket === socket);
  return last === undefined ? [] : [last];
}
