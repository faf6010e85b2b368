// The parts of the web client's pages, as far as they are rules: keys of tabs, and the contrast of the colours.
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { steppedTab } from "../../apps/web/ui/tab-keys.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe("tabs", () => {
  it("[WEB-123] arrows move between tabs, from the last to the first, Home and End to the ends", () => {
    expect(steppedTab(key("ArrowRight"), 1, 3, false)).toBe(2);
    expect(steppedTab(key("ArrowRight"), 2, 3, false)).toBe(0);
    expect(steppedTab(key("ArrowLeft"), 0, 3, false)).toBe(2);
    expect(steppedTab(key("Home"), 2, 3, false)).toBe(0);
    expect(steppedTab(key("End"), 0, 3, false)).toBe(2);
  });

  it("[WEB-123] in text that runs to the left the arrows do as well", () => {
    expect(steppedTab(key("ArrowLeft"), 0, 3, true)).toBe(1);
    expect(steppedTab(key("ArrowRight"), 0, 3, true)).toBe(2);
  });

  it("[WEB-123] other keys, and the browser's own, are left alone", () => {
    for (const event of [key("a"), key("ArrowDown"), key("Tab"), key("ArrowRight", { altKey: true })])
      expect(steppedTab(event, 0, 3, false)).toBeNull();
    expect(steppedTab(key("ArrowRight"), 0, 0, false)).toBeNull();
  });
});

const css = readFileSync(inRepository("apps/web/style/tokens.css"), "utf8");
const authorCss = readFileSync(inRepository("apps/web/style/author-colours.css"), "utf8");

/** The token's colours in the light and the dark theme, through other tokens. */
function colours(token: string): readonly [string, string] {
  const value = new RegExp(`--${token}: ([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`there is no --${token}`);
  const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  if (other !== undefined) return colours(other);
  const both = /^light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)$/.exec(value);
  if (both?.[1] === undefined || both[2] === undefined) throw new Error(`--${token} is ${value}`);
  return [both[1], both[2]];
}

/** Of WCAG 2: relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `--code-bg` of the themes: a colour, and how much of it. */
const quoteShades = {
  light: { shade: "#1f1d1a", alpha: 0.06 },
  dark: { shade: "#ffffff", alpha: 0.08 },
} as const;

/** A colour under a shade of another one. */
function over(ground: string, { shade, alpha }: { readonly shade: string; readonly alpha: number }): string {
  const parts = [1, 3, 5].map((at) => {
    const [below, above] = [ground, shade].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round((below ?? 0) * (1 - alpha) + (above ?? 0) * alpha);
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** What stands on what, and the least contrast of it: 4.5 for text, 3 for the edge of what is filled in or pressed. */
const pairs: readonly (readonly [front: string, back: readonly string[], least: number])[] = [
  ["text", ["bg", "bg-sunken", "bg-raised", "control", "control-raised", "selected", "bubble-in", "n-5"], 4.5],
  ["text", ["bubble-out", "hover", "chat-bg"], 4.5],
  ["text-2", ["bg", "bg-sunken", "bg-raised", "control", "control-raised", "selected", "hover", "chat-bg"], 4.5],
  ["placeholder", ["bg", "bg-raised", "control", "control-raised"], 4.5],
  ["accent", ["bg", "bg-raised", "accent-soft", "chat-bg", "bubble-in"], 4.5],
  ["on-accent", ["accent", "accent-hover"], 4.5],
  ["danger", ["bg", "bg-raised", "danger-soft"], 4.5],
  ["on-danger", ["danger"], 4.5],
  ["warning", ["bg", "bg-raised", "warning-soft"], 4.5],
  ["positive", ["bg", "bg-raised"], 4.5],
  ["bubble-meta-out", ["bubble-out"], 4.5],
  ["link-out", ["bubble-out"], 4.5],
  ["quote-out", ["bubble-out"], 4.5],
  ["edge", ["bg", "bg-raised", "control", "control-raised"], 3],
  ["accent", ["control", "control-raised", "selected"], 3],
];

it("[WEB-122] a style sheet names no colour, size or duration that nobody declares", () => {
  const read = (pattern: string): string =>
    globSync(inRepository(`apps/web/**/${pattern}`))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
  const sheets = read("*.css");
  const declared = new Set((sheets + read("*.{ts,tsx}")).match(/--[\w-]+(?=:|",)/g));
  const named = [...sheets.matchAll(/var\((--[\w-]+)\)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(500);
  expect(named.filter((name) => !declared.has(name))).toEqual([]);
});

describe("colours", () => {
  it.each(["light", "dark"])("[WEB-122] text has a contrast of 4.5 and edges one of 3, %s", (theme) => {
    const at = theme === "light" ? 0 : 1;
    const faults = pairs.flatMap(([front, backs, least]) =>
      backs
        .map((back) => ({ pair: `${front} on ${back}`, is: contrast(colours(front)[at], colours(back)[at]), least }))
        .filter(({ is }) => is < least),
    );
    expect(faults).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "[WEB-122] the colours of authors can be read on bubbles and on quotes in them, %s",
    (theme) => {
      const at = theme === "light" ? 0 : 1;
      const authors = [...authorCss.matchAll(/light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(
        (found) => found[at + 1] ?? "",
      );
      expect(authors).toHaveLength(10);
      // A quote is a shade of --code-bg over the bubble.
      const grounds = ["bubble-in", "bubble-out"].map((bubble) => over(colours(bubble)[at], quoteShades[theme]));
      const least = authors.flatMap((author) => grounds.map((ground) => contrast(author, ground)));
      expect(Math.min(...least)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
