// Decisions of the composer: which keys are typing, and how much room a text has left.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphemesOf } from "../../apps/text/graphemes.ts";
import { cutBlankLines } from "../../apps/text/cut-blank-lines.ts";
import { roomLeft } from "../../apps/web/composer/content-size.ts";
import { typedKey, type PressedKey } from "../../apps/web/composer/typed-key.ts";
import { pieces } from "../support/text-pieces.ts";

const pressed = (key: string, changed: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  isAltGraph: false,
  isTaken: false,
  ...changed,
});

describe("[WEB-101] a key that is pressed outside the composer", () => {
  it.each(["a", "A", "7", "@", "é", "你", "😀", "Dead"])("writes: %s", (key) => {
    expect(typedKey(pressed(key))).toBe("text");
  });

  it.each(["PageUp", "PageDown", "Home", "End"])("scrolls: %s", (key) => {
    expect(typedKey(pressed(key))).toBe("scroll");
  });

  it.each([" ", "Enter", "Tab", "Escape", "F1", "ArrowUp", "Backspace", "Shift"])("does neither: %j", (key) => {
    expect(typedKey(pressed(key))).toBeNull();
  });

  it("does neither with a modifier, but for the one that types characters", () => {
    for (const modifier of ["ctrlKey", "altKey", "metaKey"] as const)
      expect(typedKey(pressed("b", { [modifier]: true }))).toBeNull();
    expect(typedKey(pressed("@", { ctrlKey: true, altKey: true, isAltGraph: true }))).toBe("text");
  });

  it("writes if an input method takes it", () => {
    expect(typedKey(pressed("F24", { isTaken: true }))).toBe("text");
    expect(typedKey(pressed("Enter", { isTaken: true }))).toBe("text");
  });
});

describe("[WEB-100] [TEXT-33] the room that a text has left", () => {
  const bytesOf = (text: string): number =>
    Buffer.byteLength(JSON.stringify({ type: "text", text: cutBlankLines(text) }));
  const maxBytes = 16_384;
  const most = maxBytes - bytesOf("");

  it("is told when it is short, to the last character", () => {
    expect(roomLeft("x".repeat(1_000))).toBeNull();
    expect(roomLeft("x".repeat(15_000))).toBeNull();
    expect(roomLeft("x".repeat(most))).toBe(0);
    expect(roomLeft("x".repeat(most - 10))).toBe(10);
    expect(roomLeft(`${"x".repeat(most)}   \n`)).toBe(0);
    expect(roomLeft("👨\u200D👩\u200D👧".repeat(900))).toBe(8);
  });

  it.each([
    ["x".repeat(most + 1), 1],
    ["你".repeat(6_000), 547],
    // 21 bytes too many, of three bytes each.
    [`${"x".repeat(most)}你好你好你好你`, 7],
    [`${"x".repeat(most - 1)}😀`, 1],
    [`${"x".repeat(most)}👨\u200D👩\u200D👧🇩🇪e\u0301`, 3],
    ["\n".repeat(3) + "x".repeat(most + 2), 2],
    // Quotes and line ends take two bytes each.
    [`x${'"'.repeat(Math.ceil(most / 2))}`, 1],
    // What would be trimmed is deleted on the way, but has no size by itself.
    [`${"x".repeat(most)}  y`, 1],
    [`${"x".repeat(most + 1)}  `, 3],
    [`${"x".repeat(most)}\n\u200B\u3164\ny`, 1],
    [`\n\u200B\n${"x".repeat(most)} \u200By`, 2],
  ])("is told as the characters that are to be deleted (%#)", (text, count) => {
    expect(roomLeft(text)).toBe(-count);
  });

  it("is exact for any mixture of scripts: without so many at the end the text fits, with one more of them it does not", () => {
    const part = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(part, part, fc.integer({ min: 0, max: 30 }), (body, end, more) => {
        const bytesEach = Math.max(1, bytesOf(`.${body}.`) - bytesOf(".."));
        const text = body.repeat(Math.ceil(most / bytesEach)) + end.repeat(more);
        const graphemes = graphemesOf(text);
        const fits = (deleted: number): boolean =>
          bytesOf(graphemes.slice(0, graphemes.length - deleted).join("")) <= maxBytes;
        const deleted = Math.max(0, -(roomLeft(text) ?? 0));
        expect([fits(deleted), deleted > 0 && fits(deleted - 1)]).toEqual([true, false]);
      }),
      { seed: 20261129, numRuns: 100 },
    );
  });
});
