// The content kind `forward`: several messages of another conversation as one. Only the server makes it, of what the
// forwarder may see.
import * as v from "valibot";
import { timeMs as exampleTime } from "../examples/story.ts";
import { wireLimits } from "../limits.ts";
import { strictShape, timeMs } from "../shape.ts";
import type { ReceivedContent } from "./content.ts";
import type { ContentKind } from "./content-kind.ts";
import { forwardText } from "./plain-texts.ts";

/** One message of them, as it was when it was forwarded. */
export interface ForwardedItem {
  readonly senderName: string;
  readonly createdAt: number;
  readonly content: ReceivedContent;
}
export interface ForwardContent {
  readonly type: "forward";
  /** Who speaks in it. */
  readonly title: string;
  readonly items: ForwardedItem[];
}

/** How deep a content is nested within a forward: with the forwards that it may have inside, and their data. */
const maxLevels = 4 + 3 * (wireLimits.maxForwardLevels - 2) + wireLimits.maxCustomLevels;

const isContent = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

const shape = strictShape({
  type: v.literal("forward"),
  title: v.string(),
  items: v.array(
    strictShape({
      senderName: v.string(),
      createdAt: timeMs,
      content: v.pipe(v.custom<ReceivedContent>(isContent, "a content"), v.metadata({ maxLevels })),
    }),
  ),
}) satisfies v.GenericSchema<unknown, ForwardContent>;

export const forwardContent = {
  type: "forward",
  shape,
  preview: ({ title }) => title,
  fallback: forwardText,
  words:
    "Messages of another conversation, as they were when somebody forwarded them together. Only the server makes it: see `forwardMessages`.",
  fields: {
    title: "The names of those who speak in it, the first few.",
    items: "In their order, at most 100.",
    "items.senderName": "The author's name when it was forwarded.",
    "items.createdAt": "When the message was sent, in milliseconds since 1970.",
    "items.content": "What the message held: a content as of any message, which may be a `forward`.",
  },
  example: {
    type: "forward",
    title: "Alice, Bob",
    items: [
      { senderName: "Alice", createdAt: exampleTime, content: { type: "text", text: "Coffee at three?" } },
      { senderName: "Bob", createdAt: exampleTime + 60_000, content: { type: "text", text: "Gladly." } },
    ],
  },
} as const satisfies ContentKind<ForwardContent>;
