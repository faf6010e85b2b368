// Which characters have the system's emoji font, before any other font.
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";

const style = (name: string): Promise<string> => readFile(inRepository(`apps/web/style/${name}.css`), "utf8");

it("[WEB-184] pictures are in colour, and digits, arrows and signs are text", async () => {
  const list = /unicode-range:([^;]+);/.exec(await style("base"))?.[1] ?? "";
  const ranges = [...list.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(
    ([, from = "", until = from]) => [Number.parseInt(from, 16), Number.parseInt(until, 16)] as const,
  );
  const isIn = (code: number): boolean => ranges.some(([from, until]) => from <= code && code <= until);
  // What Unicode shows as a picture by itself.
  const pictures = Array.from({ length: 0x20000 }, (_, code) => code).filter((code) =>
    /^\p{Emoji_Presentation}$/u.test(String.fromCodePoint(code)),
  );
  expect(pictures.length).toBeGreaterThan(1_000);
  expect(pictures.filter((code) => !isIn(code)).map((code) => String.fromCodePoint(code))).toEqual([]);
  const codesOf = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
  // Hearts, faces, hands and weather, and what joins pictures.
  expect(codesOf("❤☺☹☝✌✍☀☁☂☃☎✈❄\u200D\uFE0F").filter((code) => !isIn(code))).toEqual([]);
  // The space too: lines have the height of the text's font.
  expect(codesOf(" 0123456789#*©®™↔→←▶◀✓✔✖♥♦♣♠☐☑ℹ‼⁉〰㊗abcя中あ").filter(isIn)).toEqual([]);
  expect(/--font:\s*([^,]+),/.exec(await style("tokens"))?.[1]).toBe("Emoji");
  expect(await style("base")).toContain("font-family: Emoji;");
});
