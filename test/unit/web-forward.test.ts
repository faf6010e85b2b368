// To which conversations messages may be forwarded.
import type { ConversationEntry, ConversationId } from "@klatch/sdk";
import { expect, it } from "vitest";
import { maxTargets, targetsFor, toggled } from "../../apps/web/forward/forward-targets.ts";
import { standInFor } from "../support/stand-in-for.ts";

const titles: Readonly<Record<string, string>> = { a: "Ada Lovelace", b: "Bob", c: "Launch team", d: "Left behind" };
const entries = Object.keys(titles).map((id) =>
  standInFor<ConversationEntry>({ id, kind: "group", ...(id === "d" && { left: true }) }),
);
const found = (text: string): readonly string[] =>
  targetsFor(text, entries, ({ id }) => titles[id] ?? "").map(({ id }) => id);

it("[WEB-218] those in which one is are found by name; without a text the most recent come first", () => {
  expect(found("")).toEqual(["a", "b", "c"]);
  expect(found(" la")).toEqual(["c", "a"]);
  expect(found("left")).toEqual([]);
});

it("[WEB-218] ten may be chosen at once; each is taken out again", () => {
  const ids = Array.from({ length: 12 }, (_, at) => `id${at}` as ConversationId);
  const chosen = ids.reduce<readonly ConversationId[]>(toggled, []);
  expect(chosen).toEqual(ids.slice(0, maxTargets));
  expect(toggled(chosen, ids[3] as ConversationId)).toEqual(chosen.filter((id) => id !== "id3"));
});
