// To whom a key belongs: to an input method or to the page. One place decides it for every field.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KeyOwner } from "../../apps/web/ui/key-owner.ts";

type Step =
  | readonly ["down", key: string, keyCode: number, isComposing?: "composing"]
  | readonly ["up" | "start" | "end"]
  | readonly ["edit", inputType: string];

const field = {};

/** What the page gets to know of the steps. */
function told(steps: readonly Step[]): readonly string[] {
  const owner = new KeyOwner();
  return steps.flatMap((step): readonly string[] => {
    switch (step[0]) {
      case "down": {
        const [, key, keyCode, isComposing] = step;
        return owner.takes({ field, key, keyCode, isComposing: isComposing !== undefined }) ? [] : [key];
      }
      case "up":
        owner.goesUp();
        return [];
      case "start":
        owner.composes(field);
        return [];
      case "end":
        owner.endsComposing();
        return [];
      case "edit": {
        const key = owner.keyOf(field, step[1]);
        return key === null ? [] : [`${key} by its edit`];
      }
    }
  });
}

const composed = ["edit", "insertCompositionText"] as const;

describe("[WEB-170] a key of an input method", () => {
  const orders: readonly (readonly [string, readonly Step[], readonly string[]])[] = [
    ["Chrome", [["start"], composed, ["down", "Enter", 229, "composing"], composed, ["end"], ["up"]], []],
    ["Firefox", [["start"], composed, ["down", "Process", 229, "composing"], ["end"], ["up"]], []],
    ["Safari", [["start"], composed, ["end"], ["down", "Enter", 229], ["up"]], []],
    ["Esc, Safari", [["start"], ["end"], ["down", "Escape", 229], ["up"]], []],
    ["arrows and Tab", [["start"], ["down", "ArrowDown", 229, "composing"], ["down", "Tab", 9, "composing"]], []],
    ["Backspace", [["start"], ["down", "Backspace", 229, "composing"], ["edit", "deleteContentBackward"]], []],
    ["Backspace without a code", [["start"], ["edit", "deleteContentBackward"], ["end"]], []],
    [
      "the next Enter is the page's",
      [["start"], ["down", "Enter", 229, "composing"], ["end"], ["up"], ["down", "Enter", 13], ["up"]],
      ["Enter"],
    ],
    [
      "Korean, Chrome on a Mac: the same Enter comes once more",
      [
        ["start"],
        ["down", "Enter", 229, "composing"],
        ["end"],
        ["down", "Enter", 13],
        ["edit", "insertLineBreak"],
        ["up"],
      ],
      ["Enter"],
    ],
    [
      "Korean, Safari: the Enter that ends it breaks the line too",
      [["start"], ["end"], ["down", "Enter", 229], ["edit", "insertLineBreak"], ["up"]],
      ["Enter by its edit"],
    ],
  ];
  it.each(orders)("is none of the page's: %s", (_, steps, wanted) => expect(told(steps)).toEqual(wanted));

  it("is the page's after a composition whose end was not told, which the page does not wait for", () => {
    for (const composedIn of [field, {}]) {
      const owner = new KeyOwner();
      owner.composes(composedIn);
      expect(owner.takes({ field, key: "Enter", keyCode: 13, isComposing: false })).toBe(false);
      expect(owner.isComposing(composedIn)).toBe(false);
    }
  });
});

describe("[WEB-171] a keyboard that names no keys", () => {
  const orders: readonly (readonly [string, readonly Step[], readonly string[]])[] = [
    ["Enter", [["down", "Unidentified", 229], ["edit", "insertLineBreak"], ["up"]], ["Enter by its edit"]],
    ["without any key event", [["edit", "insertParagraph"]], ["Enter by its edit"]],
    [
      "without a code",
      [
        ["down", "Unidentified", 0],
        ["edit", "insertLineBreak"],
      ],
      ["Enter by its edit"],
    ],
    [
      "Backspace",
      [
        ["down", "Unidentified", 229],
        ["edit", "deleteContentBackward"],
      ],
      ["Backspace by its edit"],
    ],
    [
      "letters",
      [
        ["down", "Unidentified", 229],
        ["edit", "insertText"],
        ["edit", "insertCompositionText"],
      ],
      [],
    ],
    [
      "a keyboard that names them tells each once",
      [["down", "Enter", 13], ["edit", "insertLineBreak"], ["up"]],
      ["Enter"],
    ],
    ["a Mac's Ctrl+O breaks the line itself", [["down", "o", 79], ["edit", "insertLineBreak"], ["up"]], ["o"]],
  ];
  it.each(orders)("is understood by what it does: %s", (_, steps, wanted) => expect(told(steps)).toEqual(wanted));
});

describe("[WEB-170] nothing else in the web client", () => {
  it("looks at key codes or compositions", () => {
    const root = join(import.meta.dirname, "../../apps/web");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    const asks = /isComposing\b|keyCode|\b229\b|compositionstart|onCompositionStart/;
    const asking = files.filter((name) => asks.test(readFileSync(join(root, name), "utf8")));
    expect(asking.toSorted()).toEqual(["ui/input-method.ts", "ui/key-owner.ts"]);
    expect(files.length).toBeGreaterThan(100);
  });
});
