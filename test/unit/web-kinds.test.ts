// The words of each kind of content, wherever a message is named in one line, and how high its body will be.
import { beforeAll, describe, expect, it } from "vitest";
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";
import type { UnknownContent } from "../../schema/protocol/unknown.ts";
import { userIds } from "../../schema/protocol/examples/story.ts";
import { kindWords } from "../../apps/web/kinds/kind-words.ts";
import { kindOf, listedLine } from "../../apps/web/kinds/kinds.ts";
import { textHeight } from "../../apps/web/kinds/text-height.ts";
import { textPart } from "../../apps/web/markdown/seen-line.ts";
import { unknownWords } from "../../apps/web/text/unknown-words.ts";
import { standInFor } from "../support/stand-in-for.ts";

beforeAll(textPart.load);

const { carol: userId } = userIds;
const text = (of: string): ReceivedContent => ({ type: "text", text: of });
const dice = (fallback: string): ReceivedContent => standInFor<UnknownContent>({ type: "dice", thrown: [1], fallback });
const linesOf = (content: ReceivedContent): ReadonlySet<string> => {
  const kind = kindOf(content);
  return new Set([kind.preview(content), kind.quote(content), kind.announce(content), kind.notify(content)]);
};
const sentence = unknownWords("unknown");

describe("[WEB-90] the words of a message", () => {
  it("of a text: one line without Markdown; what is copied is the whole text", () => {
    const content = text("a **b**\nc\u202e");
    expect(linesOf(content)).toEqual(new Set(["a b c"]));
    expect(kindOf(content).copyText(content)).toBe("a **b**\nc\u202e");
    expect(listedLine({ type: "text", text: "a **b**\nc" })).toBe("a b c");
  });

  it("[EVOLVE-7] of a kind of a newer version: the server's text as it is, or a sentence; there may be nothing to copy", () => {
    expect(linesOf(dice("*Threw*\n1."))).toEqual(new Set(["*Threw* 1."]));
    expect(linesOf(dice(" "))).toEqual(new Set([sentence]));
    expect(listedLine({ type: "dice", text: "*Threw*\n1." })).toBe("*Threw* 1.");
    expect(listedLine({ type: "dice", text: "" })).toBe(sentence);
    expect(kindOf(dice("")).copyText(dice(""))).toBe("");
    expect(listedLine({ type: "__proto__", text: "x" })).toBe("x");
  });

  it("[KIND-2] of a removed message: words of its own, whatever text it has left; nothing to copy", () => {
    for (const fallback of ["", "This message was removed."]) {
      const gone: ReceivedContent = { type: "gone", fallback };
      expect(linesOf(gone)).toEqual(new Set([kindWords("gone")]));
      expect(listedLine({ type: "gone", text: fallback })).toBe(kindWords("gone"));
      expect(kindOf(gone).copyText(gone)).toBe("");
    }
  });

  it("[KIND-4] of places, cards and links: a word for the kind, and the name without what would reach out of its line", () => {
    const lines = (content: ReceivedContent): string[] => [...linesOf(content)];
    expect(lines({ type: "location", latitude: 1, longitude: 2, name: "Caf\u202Eé\n1" })).toEqual([
      kindWords("location", { text: "Café 1" }),
    ]);
    expect(lines({ type: "location", latitude: 1, longitude: 2 })).toEqual([
      kindWords("location", { text: "1.00000, 2.00000" }),
    ]);
    expect(lines({ type: "card", userId, name: "Carol" })).toEqual([kindWords("card", { text: "Carol" })]);
    expect(lines({ type: "link", url: "https://a.example/", title: "A" })).toEqual([kindWords("link", { text: "A" })]);
    expect(listedLine({ type: "card", text: "Carol" })).toBe(kindWords("card", { text: "Carol" }));
    expect(lines({ type: "custom", name: "a", data: {}, fallback: "Two\ncoffees" })).toEqual(["Two coffees"]);
    expect(lines({ type: "system", text: "Back" })).toEqual(["Back"]);
  });

  it("[KIND-4] what is copied of them says all of them; a sticker stands without a bubble", () => {
    const link: ReceivedContent = { type: "link", url: "https://a.example/", title: "A", description: "b" };
    expect(kindOf(link).copyText(link)).toBe("https://a.example/\nA\nb");
    const sticker: ReceivedContent = { type: "sticker", emoji: "🎉" };
    expect([kindOf(sticker).copyText(sticker), kindOf(sticker).isBare(sticker)]).toEqual(["🎉", true]);
  });

  it("[TEXT-35] of a blank text that an earlier server took: a sentence that says so", () => {
    for (const blank of [" \n", "\u200B", "\u3164\u2800\u{E0041}"]) {
      expect(linesOf(text(blank))).toEqual(new Set([unknownWords("blank")]));
      expect(listedLine({ type: "text", text: blank })).toBe(unknownWords("blank"));
      expect(kindOf(text(blank)).isBare(text(blank))).toBe(false);
    }
    expect(linesOf(dice("\u200B"))).toEqual(new Set([sentence]));
  });

  it("only large emoji stand without a bubble", () => {
    const isBare = (content: ReceivedContent): boolean => kindOf(content).isBare(content);
    expect([text("👍"), text("ok 👍"), text("👍👍👍👍"), dice("👍")].map(isBare)).toEqual([true, false, false, false]);
  });
});

describe("[WEB-90] the estimated height of a body", () => {
  const lines = (of: string, widthPx: number): number => Math.round(textHeight(of, widthPx) / 21.75);

  it("grows with lines, with length, and twice as fast for Chinese; a narrower bubble is higher", () => {
    expect([lines("", 400), lines("a\nb\n", 400), lines("x".repeat(100), 400)]).toEqual([1, 3, 2]);
    expect(lines("字".repeat(100), 400)).toBe(4);
    expect(lines("x".repeat(100), 200)).toBe(4);
  });

  it("of a text ends where the text is clipped", () => {
    const height = (of: string): number => kindOf(text(of)).sizeHint(text(of), 400);
    expect(height("x\n".repeat(10_000))).toBe(height("x\n".repeat(1_000)));
    expect(height("👍")).toBeGreaterThan(height("x"));
    expect(kindOf(dice("y")).sizeHint(dice("y"), 400)).toBe(height("y"));
  });
});
