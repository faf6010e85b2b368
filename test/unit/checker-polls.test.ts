// The chaos checker on anonymous polls: who voted may be told to the voter, and to nobody else.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../lab/chaos/check/verdict.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { changed, ChangedStory, dora, opOf, placed } from "../support/checker-changes.ts";
import { bob, message } from "../support/checker-story.ts";

const question = "text of c11";
const poll: EventFrame = {
  ...message(changed, 11, bob, "c11"),
  content: { type: "poll", question, options: ["yes", "no"], anonymous: true },
};

const counted = { counts: [1, 0], voters: 1 };
const { senderId, ...place } = placed(12, 11, dora);
const unnamed: EventFrame = { type: "vote-changed", ...place, ...counted };
const vote: EventFrame = { ...unnamed, senderId, options: [0] };

/** Bob asks, and Dora votes. @param toBob what he is given of it */
function voted(toBob: EventFrame = unnamed): ChangedStory {
  const story = new ChangedStory();
  story.add([poll]);
  const sent = { user: bob, conversationId: changed, clientMsgId: "c11" };
  story.note({ kind: "send", socket: null, ...sent, text: question });
  story.note({ kind: "ack", ...sent, seq: 11 });
  story.ask(dora, opOf(12), { type: "vote", opId: opOf(12), conversationId: changed, seq: 11, options: [0] });
  story.note({ kind: "change-done", user: dora, opId: opOf(12), seq: 12 });
  const give = (userId: UserId, event: EventFrame): void => {
    story.log(userId, changed).push(event);
    const mine = userId === dora ? { mine: [0] } : {};
    Object.assign(story.view(userId).states.get(changed) ?? {}, { 11: { asOf: 12, poll: { ...counted, ...mine } } });
    const preview = { seq: 11, senderId: bob, type: "poll", text: question, createdAt: 11 };
    Object.assign(story.entry(userId, changed), { headSeq: 12, preview, unread: userId === dora ? 2 : 1 });
  };
  give(bob, toBob);
  give(dora, vote);
  return story;
}

it("[CHAOS-2] a vote that only its voter is told of holds", () => {
  const { verdict, violations } = voted();
  expect(violations).toEqual({});
  expect(verdict.rules.find(({ rule }) => rule === "POLL-6")).toMatchObject({ checked: 2 });
});

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each<[what: string, rule: Rule, plant: () => ChangedStory]>([
    ["another is told who voted", "POLL-6", () => voted(vote)],
    ["two people are told of different counts", "ORDER-1", () => voted({ ...unnamed, voters: 2 })],
  ])("%s (%s)", (_, rule, plant) => {
    expect(Object.keys(plant().violations)).toEqual([rule]);
  });
});
