// Kinds that came after the first version say themselves to clients that do not know them.
import { expect, it } from "vitest";
import { contentKinds } from "../../schema/protocol/content/content.ts";
import { eventKinds } from "../../schema/protocol/events/events.ts";

const without = (kinds: ReadonlyMap<string, object>): string[] =>
  [...kinds].filter(([, kind]) => !("fallback" in kind)).map(([type]) => type);

it("[EVOLVE-5] only kinds that every client knows have no fallback", () => {
  expect(without(contentKinds)).toEqual(["text"]);
  expect(without(eventKinds)).toEqual(["new-message", "member-changed", "group-changed", "void"]);
});
