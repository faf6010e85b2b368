// The bars above a conversation: which of them are shown.
import { describe, expect, it } from "vitest";
import { lowestRanks, type RankedKind } from "../../apps/web/banner/ranked.ts";
import { isSeen, see } from "../../apps/web/banner/seen-announcements.ts";

const kind = (id: string, rank: number): RankedKind<readonly string[], { readonly text: string }> => ({
  id,
  rank,
  show: (there) => (there.includes(id) ? { text: `This is ${id}` } : null),
});
const kinds = [kind("last", 30), kind("absent", 5), kind("first", 10), kind("second", 20)];
const shown = (...there: readonly string[]): readonly string[] => lowestRanks(kinds, there, 2).map(({ id }) => id);

describe("[WEB-105] the bars that are shown", () => {
  it("are those of the lowest ranks, in their order", () => {
    expect(shown("first", "second", "last")).toEqual(["first", "second"]);
    expect(shown("last", "second")).toEqual(["second", "last"]);
    expect(shown()).toEqual([]);
  });

  it("say what their kind says", () => {
    expect(lowestRanks(kinds, ["last"], 2)).toEqual([{ id: "last", text: "This is last" }]);
  });
});

it("[WEB-105] an announcement that was put away stays so, each group for itself, until there is a newer one", () => {
  see("ada group-1", 7);
  expect(isSeen("ada group-1", 7)).toBe(true);
  expect(isSeen("ada group-1", 8)).toBe(false);
  expect(isSeen("ada group-2", 7)).toBe(false);
  expect(isSeen("bob group-1", 7)).toBe(false);
  // Of very many groups those are remembered where something was put away last.
  for (let group = 0; group < 250; group++) see(`ada other-${group}`, 1);
  expect(isSeen("ada group-1", 7)).toBe(false);
  expect(isSeen("ada other-249", 1)).toBe(true);
});
