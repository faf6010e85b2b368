// The content kind `text`: text that a person wrote.
import * as v from "valibot";
import { isBlank } from "../blank.ts";
import { wireLimits } from "../limits.ts";
import { strictShape, wellFormedText } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";

const shape = strictShape({
  type: v.literal("text"),
  text: wellFormedText(wireLimits.maxContentBytes, 1),
});
export type TextContent = v.InferOutput<typeof shape>;

export const textContent = {
  type: "text",
  shape,
  preview: ({ text }) => text,
  blankAt: ({ text }) => (isBlank(text) ? "/text" : null),
  words: "Text that a person wrote.",
  example: { type: "text", text: "Coffee at three?" },
} as const satisfies ContentKind<TextContent>;
