// The Vite plugin that makes the page paint before its script runs: the style of the first paint stands in the page, and
// the other styles come behind the markup that it paints, because a style in the head would hold up every paint.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { firstStyle } from "./first-style.ts";

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), "utf8");

/**
 * The Worker's policy allows this text only, by its hash (`workers/http/first-style-hash.ts`): after a change of either file
 * `npm run generate` writes that anew, and a test fails until then.
 */
export const inlinedStyle = (): string => firstStyle(read("first-paint.css"), read("../style/tokens.css"));

const stylesheet = /\s*<link rel="stylesheet"[^>]*>/g;

/** @param html of the built page */
export function withFirstPaint(html: string, style: string): string {
  const links = html.match(stylesheet)?.join("") ?? "";
  const parts = html.replaceAll(stylesheet, "").split("</body>");
  if (parts.length !== 2) throw new Error("the page has no end");
  return parts.join(`${links}\n  </body>`).replace("</head>", () => `<style>${style}</style></head>`);
}

export function firstPaintPlugin(): Plugin {
  return {
    name: "klatch-first-paint",
    transformIndexHtml: { order: "post", handler: (html) => withFirstPaint(html, inlinedStyle()) },
  };
}
