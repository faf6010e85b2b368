// The API documents' texts for starred messages. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { conversationId, timeMs } from "./examples/story.ts";
import { starredResultShape, starShape } from "./stars.ts";

const star = { conversationId, seq: 42, starredAt: timeMs };

export const starComponents = {
  Star: fromServer(starShape, "A message that the caller has starred.", star, {
    seq: "The message's seq.",
    starredAt: "When it was starred, ms since 1970.",
  }),
  StarredResult: fromServer(starredResultShape, "A page of starred messages, the newest star first.", {
    items: [star],
    next: null,
  }),
} as const satisfies Record<string, Component>;
