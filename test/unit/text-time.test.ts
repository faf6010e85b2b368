// No text makes a client throw or wait, however many marks it has and however deep they nest.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { plainText } from "../../apps/text/markdown/plain-text.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { lineEnds, markPieces, starts } from "../corpus/pieces.ts";

const maxBytes = 16_384;
const maxMs = 400;

/** Of this thread only: other work on the machine does not count. */
function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Those that take too long, by their beginning. Twice, since code may be compiled meanwhile. */
const slowOf = (texts: readonly string[]): readonly string[] =>
  texts
    .filter((text) => {
      const work = (): void => {
        plainText(parseMarkdown(text));
        previewText(text);
      };
      return cpuMs(work) > maxMs && cpuMs(work) > maxMs;
    })
    .map((text) => text.slice(0, 60));

const filled = (piece: string, length = maxBytes): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

describe("[TEXT-53] no text makes a client throw or wait", () => {
  it("that consists of one mark, as often as a message has room, and as often as it still counts as prose", () => {
    const pieces = [...markPieces, ...starts, ...lineEnds, " ", "\t", "e\u0301", "👩‍👩‍👧"];
    const texts = pieces.flatMap((piece) => [filled(piece), filled(`${piece}a `, 1_400 * (piece.length + 2))]);
    expect(slowOf(texts)).toEqual([]);
  });

  it("that nests marks ten thousand deep", () => {
    const pairs = [
      ["*a ", " b*"],
      ["**a", "b**"],
      ["[", "](x)"],
      ["> ", ""],
      ["- ", ""],
      ["(", ")"],
      ["<", ">"],
    ] as const;
    const nested = pairs.flatMap(([open, close]) =>
      [10_000, 700].map((depth) => open.repeat(depth) + close.repeat(depth)),
    );
    const indented = Array.from({ length: 150 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n");
    expect(slowOf([...nested, indented, indented.replaceAll("-", "1.")])).toEqual([]);
  });

  it("that repeats anything", () => {
    const pieces = fc.constantFrom(...markPieces, ...starts, ...lineEnds, "a", "漢", " ");
    const repeated = fc.array(pieces, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(repeated, fc.constantFrom(maxBytes, maxBytes / 4), (piece, length) => {
        expect(slowOf([filled(piece, length)])).toEqual([]);
      }),
      { numRuns: 60, seed: 17 },
    );
  });
});
