// The API documents' texts for the bodies of conversations' history. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { conversationId } from "./examples/story.ts";
import { historyFaultShape, historyReportShape, historyResultShape } from "./http-history.ts";

const historyFault = { kind: "missing" as const, where: "history" as const, firstSeq: 129, lastSeq: 192 };

export const historyComponents = {
  HistoryResult: fromServer(historyResultShape, "A page of the conversations that have history.", {
    items: [conversationId],
    next: null,
  }),
  HistoryFault: fromServer(historyFaultShape, "Events of which history and log do not agree.", historyFault, {
    kind:
      "`missing`: lacking. `different`: not what the log has. `unreadable`: a segment or object that cannot be read. " +
      "`behind`: should be in history since long. `ahead`: in history, though the log never had it.",
  }),
  HistoryReport: fromServer(
    historyReportShape,
    "What recounting a part of a conversation's history found.",
    {
      conversationId: conversationId,
      headSeq: 5_000,
      floorSeq: 0,
      projectedSeq: 4_992,
      archivedSeq: 4_096,
      checked: 4_096,
      faults: [historyFault],
      moreFaults: false,
      after: 4_096,
    },
    { after: "Ask with this for the next part; null on the last." },
  ),
} as const satisfies Record<string, Component>;
