// The content kind `gone`: what is left of a message that was removed. Only the server makes it.
import * as v from "valibot";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";

const shape = strictShape({
  type: v.literal("gone"),
  /** Empty in place of a message that had no room for more: a tombstone is as long as what it overwrote. */
  fallback: v.string(),
});
export type GoneContent = v.InferOutput<typeof shape>;

export const goneContent = {
  type: "gone",
  shape,
  preview: ({ fallback }) => fallback,
  fallback: ({ fallback }) => fallback,
  words: "What is left of a message that was removed: its place, time and sender. Only the server sends it.",
  fields: { fallback: "May be empty. An app has its own words for a removed message." },
  example: { type: "gone", fallback: "This message was removed." },
} as const satisfies ContentKind<GoneContent>;
