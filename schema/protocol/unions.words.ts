// The API documents' texts for the unions by `type`, and for what later versions add to them. Workers do not bundle them.
import * as v from "valibot";
import { unionFromServer } from "./component.ts";
import { deliveredContentShape } from "./content/content.ts";
import { textContent } from "./content/text.ts";
import { downFrame } from "./down.ts";
import { plainEvent } from "./events/event-kind.ts";
import { eventFrame } from "./events/events.ts";
import { newMessage } from "./events/new-message.ts";
import { conversationId, timeMs } from "./examples/story.ts";
import { conversationIdShape } from "./ids.ts";
import { count, seqNumber, timeMs as timeShape } from "./shape.ts";
import { syncDone } from "./sync.ts";

const fallback = "The text to show instead.";

const laterEvent = {
  type: "message-starred",
  conversationId,
  seq: 43,
  fallback: "Alice starred a message.",
  targetSeq: 42,
};

export const contentUnion = unionFromServer(
  "Content",
  deliveredContentShape,
  "What a received message holds.",
  textContent.example,
  {
    shape: v.looseObject({ type: v.string(), fallback: v.string() }),
    description: "Content of a type that this document does not know. Show `fallback`. It may have any further fields.",
    example: { type: "dice", fallback: "🎲 4", rolled: 4 },
    fields: { fallback },
  },
);

export const eventUnion = unionFromServer("Event", eventFrame, "A fact in a conversation's log.", newMessage.example, {
  shape: v.looseObject({
    type: v.string(),
    conversationId: conversationIdShape,
    seq: seqNumber,
    createdAt: timeShape,
    unread: v.exactOptional(count),
    unreadMentions: v.exactOptional(count),
    fallback: v.exactOptional(v.string()),
  }),
  description:
    "An event of a type that this document does not know. It takes its seq like any other. Show its `fallback`, if it " +
    "has one. It may have any further fields.",
  example: { ...laterEvent, createdAt: timeMs },
  fields: { ...plainEvent.fields, fallback },
});

export const downFrameUnion = unionFromServer(
  "DownFrame",
  downFrame,
  "A frame that the server sends.",
  syncDone.example,
  {
    shape: v.looseObject({
      type: v.string(),
      conversationId: v.exactOptional(conversationIdShape),
      seq: v.exactOptional(seqNumber),
      createdAt: v.exactOptional(timeShape),
      fallback: v.exactOptional(v.string()),
    }),
    description:
      "A frame of a type that this document does not know. One with `conversationId`, `seq` and `createdAt` is an event " +
      "and takes its seq like any other; ignore the rest. It may have any further fields.",
    example: { ...laterEvent, createdAt: timeMs },
    fields: { fallback },
  },
);
