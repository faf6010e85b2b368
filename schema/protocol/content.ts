// What a person writes: the content of a message, one variant per type.
import * as v from "valibot";
import { strictShape, wellFormedText } from "./shape.ts";
import { wireLimits } from "./limits.ts";

const textContent = strictShape({
  type: v.literal("text"),
  text: wellFormedText(wireLimits.maxContentBytes, 1),
});

export const contentShape = v.variant("type", [textContent]);
export type Content = v.InferOutput<typeof contentShape>;
