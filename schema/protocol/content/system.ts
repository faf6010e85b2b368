// The content kind `system`: a notice of the service itself. Only the server makes it.
import * as v from "valibot";
import { strictShape, wellFormedText } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";

const maxChars = 1_024;

const shape = strictShape({
  type: v.literal("system"),
  text: wellFormedText(maxChars, 1),
});
export type SystemContent = v.InferOutput<typeof shape>;

export const systemContent = {
  type: "system",
  shape,
  preview: ({ text }) => text,
  fallback: ({ text }) => text,
  words: "A notice of the service, as plain text. Only the server sends it.",
  example: { type: "system", text: "This conversation was restored to an earlier time." },
} as const satisfies ContentKind<SystemContent>;
