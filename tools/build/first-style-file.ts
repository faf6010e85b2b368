// The file of the Worker that has the hash of the page's inlined style, for its policy. `npm run generate` writes it.
import { createHash } from "node:crypto";
import { inlinedStyle } from "../../apps/web/first-paint/first-paint-plugin.ts";
import { inRepository } from "../run/wrangler.ts";

export function firstStyleFile(): { readonly file: string; readonly text: string } {
  const hash = createHash("sha256").update(inlinedStyle()).digest("base64");
  return {
    file: inRepository("workers", "http", "first-style-hash.ts"),
    text: [
      "// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.",
      `export const firstStyleHash = "'sha256-${hash}'";`,
      "",
    ].join("\n"),
  };
}
