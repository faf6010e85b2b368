// Operators' calls about history.
import * as v from "valibot";
import { historyReportShape, historyResultShape, type HistoryReport } from "../../schema/protocol/http-history.ts";
import { ServerRefused, type OperatorCalls } from "./operator-calls.ts";

/** Ids of conversations that have history, page by page. */
export async function* listHistory(calls: OperatorCalls): AsyncGenerator<string> {
  for (let query = ""; ;) {
    const response = await calls.call("GET", `history${query}`);
    const page = v.parse(historyResultShape, await response.json());
    yield* page.items;
    if (page.next === null) return;
    query = `?cursor=${page.next}`;
  }
}

/** The reports of one conversation, part by part. @throws ServerRefused also when the conversation does not exist */
export async function* verifyConversation(calls: OperatorCalls, conversationId: string): AsyncGenerator<HistoryReport> {
  for (let after: number | null = 0; after !== null;) {
    const response = await calls.call("GET", `history/${encodeURIComponent(conversationId)}/verify?after=${after}`);
    if (response.status === 404) throw new ServerRefused("there is no such conversation");
    const report: HistoryReport = v.parse(historyReportShape, await response.json());
    yield report;
    after = report.after;
  }
}
