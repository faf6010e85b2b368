// The content kind `link`: an address of the web with what its sender says of it. The server fetches nothing.
import * as v from "valibot";
import { strictShape } from "../shape.ts";
import { seenText, webAddress } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";
import { linkText } from "./plain-texts.ts";

const shape = strictShape({
  type: v.literal("link"),
  url: webAddress,
  title: seenText(256),
  description: v.exactOptional(seenText(1_024)),
});
export type LinkContent = v.InferOutput<typeof shape>;

export const linkContent = {
  type: "link",
  shape,
  preview: ({ title }) => title,
  fallback: linkText,
  words: "An address of the web and what its sender says of it. The server has not looked there.",
  fields: {
    url: "http or https, without user and password.",
    title: "The sender's words: an app shows the host of `url` beside them.",
    description: "The sender's words.",
  },
  example: { type: "link", url: "https://coffee.example/menu", title: "What there is at three" },
} as const satisfies ContentKind<LinkContent>;
