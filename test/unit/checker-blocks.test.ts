// The chaos checker on blocks: what may happen between two people of whom one has blocked the other.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../lab/chaos/check/verdict.ts";
import { changed, ChangedStory, dora, opOf, placed } from "../support/checker-changes.ts";
import { bob } from "../support/checker-story.ts";

const key = `block ${dora}`;

/** Bob blocks Dora from 20 to 30, or until the end. */
function blocked(until: "30" | "the end", outcome = "done"): ChangedStory {
  const story = new ChangedStory();
  story.setOwn(key, true, 19, 20, outcome);
  if (until === "30") story.setOwn(key, null, 30, 31);
  else {
    story.view(bob).blocks.push({ userId: dora, blockedAt: 20 });
    Object.assign(story.entry(bob, changed), { blocked: true });
  }
  return story;
}

/** Dora reacts once more. */
function react(story: ChangedStory, createdAt: number): ChangedStory {
  story.ask(dora, opOf(30), {
    type: "react",
    opId: opOf(30),
    conversationId: changed,
    seq: 1,
    emoji: "🎉",
    active: true,
  });
  story.add([{ type: "reaction-changed", ...placed(11, 1, dora), createdAt, emoji: "🎉", active: true }]);
  for (const userId of [bob, dora])
    story.stateOf(userId, 1).reactions?.push({ emoji: "🎉", count: 1, mine: userId === dora });
  for (const userId of [bob, dora]) story.lists(userId).reactions.get(1)?.push({ userId: dora, emoji: "🎉", seq: 11 });
  return story;
}

it.each<[what: string, story: () => ChangedStory]>([
  ["that ended before", () => react(blocked("30"), 40)],
  ["that was asked for later", () => react(blocked("the end"), 15)],
  ["of which nobody knows whether it was made", () => react(blocked("the end", "unknown"), 25)],
])("[CHAOS-2] a reaction holds beside a block %s", (_, story) => {
  expect(story().violations).toEqual({});
});

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each<[what: string, rule: Rule, plant: () => ChangedStory]>([
    ["a reaction is committed during a block", "BLOCK-1", () => react(blocked("the end"), 25)],
    ["and during one that ends later", "BLOCK-1", () => react(blocked("30"), 25)],
    [
      "a block is lost",
      "BLOCK-5",
      () => {
        const story = new ChangedStory();
        story.setOwn(key, true, 19, 20);
        return story;
      },
    ],
    [
      "an entry does not say it",
      "BLOCK-3",
      () => {
        const story = blocked("the end");
        delete story.entry(bob, changed).blocked;
        return story;
      },
    ],
  ])("%s (%s)", (_, rule, plant) => {
    expect(Object.keys(plant().violations)).toEqual([rule]);
  });
});
