// The API documents' texts for reading and marking as read over HTTP. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { conversationId } from "./examples/story.ts";
import { markReadBodyShape, markReadResultShape } from "./signal.ts";

export const signalComponents = {
  MarkReadBody: fromClient(
    markReadBodyShape,
    "How far the caller has read.",
    { seq: 42 },
    { seq: "Every event up to this one is read." },
  ),
  MarkReadResult: fromServer(
    markReadResultShape,
    "The read cursor as it is now, and what is left unread.",
    {
      conversationId: conversationId,
      seq: 42,
      unread: 0,
      mentions: 0,
    },
    {
      seq: "The read cursor as it is now.",
      mentions:
        "How many of the unread messages mention the user, or everybody; missing when an earlier version counted.",
    },
  ),
} as const satisfies Record<string, Component>;
