// The output of `npm run verify-history`: a row for each conversation, followed by its faults.
import type { HistoryFault, HistoryReport } from "../../schema/protocol/http-history.ts";

/** The merged reports of one conversation. */
export interface Recount {
  readonly last: HistoryReport;
  readonly checked: number;
  readonly faults: readonly HistoryFault[];
  readonly moreFaults: boolean;
}

/** @throws Error when there are no reports */
export function joinParts(parts: readonly HistoryReport[]): Recount {
  const last = parts.at(-1);
  if (last === undefined) throw new Error("a conversation has at least one part");
  return {
    last,
    checked: parts.reduce((sum, { checked }) => sum + checked, 0),
    faults: parts.flatMap(({ faults }) => faults),
    moreFaults: parts.some(({ moreFaults }) => moreFaults),
  };
}

const idWidth = 60;
const cells = (values: readonly (string | number)[]): string =>
  values.map((value) => String(value).padStart(10)).join("");

export const tableHead =
  "conversation".padEnd(idWidth) + cells(["head", "floor", "projected", "archived", "checked", "faults"]);

const runOf = ({ firstSeq, lastSeq }: HistoryFault): string =>
  firstSeq === lastSeq ? `event ${firstSeq}` : `events ${firstSeq} to ${lastSeq}`;

export function tableRows({ last, checked, faults, moreFaults }: Recount): string[] {
  const { conversationId, headSeq, floorSeq, projectedSeq, archivedSeq } = last;
  const count = `${faults.length}${moreFaults ? "+" : ""}`;
  return [
    conversationId.padEnd(idWidth) + cells([headSeq, floorSeq, projectedSeq, archivedSeq, checked, count]),
    ...faults.map((fault) => `  ${fault.kind} (${fault.where}): ${runOf(fault)}`),
  ];
}
