// `npm run verify-history`: compares every conversation's history with its log.
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import { ServerRefused, type OperatorCalls } from "./operator-calls.ts";
import { runOperatorCommand } from "./run-operator-command.ts";
import { readPort } from "../run/port.ts";
import { listHistory, verifyConversation } from "./verify-history-calls.ts";
import { parseVerifyHistoryOptions, usage } from "./verify-history-options.ts";
import { joinParts, tableHead, tableRows, type Recount } from "./verify-history-table.ts";

const write = (line: string): boolean => process.stdout.write(`${line}\n`);

/** On a terminal only; the next line overwrites it. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

async function recount(calls: OperatorCalls, conversationId: string): Promise<Recount> {
  const parts: HistoryReport[] = [];
  for await (const part of verifyConversation(calls, conversationId)) {
    parts.push(part);
    showProgress(`${conversationId}: ${part.after ?? part.headSeq} of ${part.headSeq}`);
  }
  showProgress("");
  return joinParts(parts);
}

/** @returns the exit code */
async function run(calls: OperatorCalls, conversationIds: AsyncIterable<string> | Iterable<string>): Promise<number> {
  let [conversations, events, faulty, unchecked] = [0, 0, 0, 0];
  write(tableHead);
  for await (const id of conversationIds) {
    conversations += 1;
    try {
      const found = await recount(calls, id);
      events += found.checked;
      if (found.faults.length > 0) faulty += 1;
      for (const row of tableRows(found)) write(row);
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error;
      unchecked += 1;
      write(`${id}\n  could not be checked: ${error.message}`);
    }
  }
  write(`${conversations} conversations, ${events} events checked; ${faulty} with faults, ${unchecked} not checked.`);
  return faulty + unchecked > 0 ? 1 : 0;
}

const options = parseVerifyHistoryOptions(process.argv.slice(2), `http://localhost:${readPort(process.env["PORT"])}`);
await runOperatorCommand(options, usage, (calls, { conversationIds }) =>
  run(calls, conversationIds.length > 0 ? conversationIds : listHistory(calls)),
);
