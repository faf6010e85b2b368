// Which mentions of a message the web client looks for in its text, and whose names it asks for.
import { describe, expect, it } from "vitest";
import { shownMentions } from "../../apps/web/markdown/shown-mentions.ts";

const strangers = Array.from({ length: 50 }, (_, n) => `stranger-${n}`);
const known = new Set(["ann", "bob"]);
const shown = (text: string, mentions: readonly string[]): readonly string[] =>
  shownMentions(text, mentions, (id) => known.has(id));

describe("[WEB-43] names of mentioned people", () => {
  it("are not asked for when the text has no @", () => {
    expect(shown("Look at this", strangers)).toEqual([]);
    expect(shown("Look at this", ["ann", ...strangers])).toEqual([]);
  });

  it("are asked for as often as the text has an @, in the order of the list", () => {
    expect(shown("@Cat and @Dog, look", strangers)).toEqual(["stranger-0", "stranger-1"]);
    expect(shown("@".repeat(80), strangers)).toEqual(strangers);
  });

  it("that are known are looked for wherever they stand in the list, and let nobody else be asked for", () => {
    expect(shown("@Bob", ["stranger-0", "stranger-1", "bob"])).toEqual(["stranger-0", "bob"]);
    expect(shown("@Ann and @Dog", ["ann", "stranger-0", "stranger-1"])).toEqual(["ann", "stranger-0"]);
  });
});
