// The API documents' texts for receipts. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { userIds } from "./examples/story.ts";
import { receiptsResultShape } from "./http-receipts.ts";

export const receiptsComponents = {
  ReceiptsResult: fromServer(
    receiptsResultShape,
    "A page of those who have read a message, or of those who have not. The counts are of all.",
    { items: [{ userId: userIds.bob }], readCount: 1, unreadCount: 0, hiddenCount: 0, next: null },
    {
      readCount: "How many have read it.",
      unreadCount: "How many have not.",
      hiddenCount: "How many show no receipts, or show this caller none: they are in no list.",
    },
  ),
} as const satisfies Record<string, Component>;
