// The content kind `custom`: what an app defines for itself. The server stores it and does not read it.
import * as v from "valibot";
import { jsonData } from "../json-data.ts";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import { seenText } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";

const shape = strictShape({
  type: v.literal("custom"),
  name: v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z][a-z0-9.-]*$/)),
  data: jsonData(wireLimits.maxCustomLevels),
  fallback: seenText(1_024),
});
export type CustomContent = v.InferOutput<typeof shape>;

export const customContent = {
  type: "custom",
  shape,
  preview: ({ fallback }) => fallback,
  fallback: ({ fallback }) => fallback,
  words: "What an app defines for itself. The server does not read `data`.",
  fields: {
    name: "What `data` is, as the app calls it. Begin with a name that is yours, such as your domain.",
    data: `Any JSON object, nested at most ${wireLimits.maxCustomLevels} levels deep. The whole content has at most 16 KiB.`,
    fallback: "The text to show in an app that does not know `name`.",
  },
  example: {
    type: "custom",
    name: "example.coffee.order",
    data: { cups: 2, milk: true },
    fallback: "Two coffees with milk",
  },
} as const satisfies ContentKind<CustomContent>;
