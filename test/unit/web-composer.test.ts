// Decisions of the composer: which keys are typing, and how much room a text has left.
import { describe, expect, it } from "vitest";
import { roomLeft } from "../../apps/web/composer/content-size.ts";
import { typedKey, type PressedKey } from "../../apps/web/composer/typed-key.ts";

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

describe("[WEB-100] the room that a text has left", () => {
  /** What the server counts beside the text itself. */
  const around = 25;

  it("is told when it is short, to the last character", () => {
    expect(roomLeft("x".repeat(1_000))).toBeNull();
    expect(roomLeft("x".repeat(15_000))).toBeNull();
    expect(roomLeft("x".repeat(16_384 - around))).toBe(0);
    expect(roomLeft("x".repeat(16_384 - around - 10))).toBe(10);
  });

  it("is told as what is too much, in characters of the text's script", () => {
    expect(roomLeft("x".repeat(16_384 - around + 1))).toBe(-1);
    expect(roomLeft("你".repeat(6_000))).toBe(-547);
    expect(roomLeft(`${"x".repeat(16_384 - around)}   \n`)).toBe(0);
  });
});
