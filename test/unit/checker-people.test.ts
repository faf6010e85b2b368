// The chaos checker on people: friendships, requests, blocks, first contacts and invitations, with what is planted in them.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../lab/chaos/check/verdict.ts";
import { PeopleStory, requestOf, since } from "../support/checker-people.ts";
import { ada, bob, cleo, direct, group, message } from "../support/checker-story.ts";

const rules: readonly Rule[] = [
  ...(["CONTACT-1", "CONTACT-2", "CONTACT-3", "FRIEND-1", "FRIEND-3", "FRIEND-7"] as const),
  ...(["INVITE-1", "INVITE-4", "INVITE-7", "INVITE-9", "INVITE-13", "PRESENCE-4"] as const),
];

it("[CHAOS-2] a clean history of people holds, and their rules were looked at", () => {
  const { verdict, violations } = new PeopleStory();
  expect(violations).toEqual({});
  const unseen = new Set(verdict.rules.flatMap(({ checked, rule }) => (checked === 0 ? [rule] : [])));
  expect(rules.filter((rule) => unseen.has(rule))).toEqual([]);
});

/** Ada removes Bob, and neither shows it any more. */
function parted(): PeopleStory {
  const story = new PeopleStory();
  story.relate(ada, "remove", bob, { saw: { friendSince: since }, asked: 80 });
  story.show(ada, bob, {});
  story.show(bob, ada, {});
  return story;
}

/** Cleo rejects what Bob has asked. */
function rejected(): PeopleStory {
  const story = new PeopleStory();
  story.relate(cleo, "reject", bob, { saw: requestOf("them", 61), asked: 80 });
  story.show(cleo, bob, {});
  return story;
}

/** Ada blocks Bob: they part. */
function blocked(): PeopleStory {
  const story = parted();
  story.remove((record) => record.kind === "relating" && record.act === "remove");
  story.setOwn(ada, `block ${bob}`, true, 80);
  story.view(ada).blocks.push({ userId: bob, blockedAt: 80 });
  story.show(ada, bob, { blockedAt: 80 });
  Object.assign(story.entry(ada, direct), { blocked: true });
  Object.assign(story.listed("sdk-0", direct), { blocked: true });
  story.remove((record) => record.kind === "people" || record.kind === "sign");
  return story;
}

it.each<[what: string, story: () => PeopleStory]>([
  ["was ended", parted],
  ["was rejected: who has asked sees nothing of it", rejected],
  ["was ended by a block", blocked],
  [
    "may have been ended by a call without an answer",
    () => {
      const story = parted();
      story.remove((record) => record.kind === "relating" && record.act === "remove");
      story.relate(bob, "remove", ada, { saw: { friendSince: since }, asked: 45, outcome: "unknown" });
      return story;
    },
  ],
  [
    "was declined, and the group has it still",
    () => {
      const story = new PeopleStory();
      answer(story, "decline");
      story.view(cleo).invitations.length = 0;
      return story;
    },
  ],
])("[CHAOS-2] what %s holds", (_, story) => {
  expect(story().violations).toEqual({});
});

function answer(story: PeopleStory, how: "accept" | "decline"): void {
  const of = { user: cleo, of: cleo, conversationId: group, createdAt: 70 };
  story.note({ kind: "invitation", how, ...of, asked: 80, outcome: "done" }, 85);
}

/** Bob sends once more to Ada, who does not read it. */
function sentAndHidden(story: PeopleStory): PeopleStory {
  const event = message(direct, 5, bob, "d5");
  story.append(event, [bob]);
  story.note({ kind: "send", socket: 2, user: bob, conversationId: direct, clientMsgId: "d5", text: "text of d5" });
  story.note({ kind: "ack", user: bob, conversationId: direct, clientMsgId: "d5", seq: 5 });
  return story;
}

function refused(story: PeopleStory, at: number): PeopleStory {
  const of = { user: bob, conversationId: direct, clientMsgId: "r2" };
  story.note({ kind: "send", socket: 2, ...of, text: "no" }, at);
  story.note({ kind: "refused", ...of, code: "NOT_ACCEPTED" }, at + 5);
  return story;
}

it("[CHAOS-2] a refusal during a block holds", () => {
  expect(refused(blocked(), 90).violations).toEqual({});
});

const planted: readonly (readonly [what: string, rule: Rule, plant: () => PeopleStory])[] = [
  [
    "one of two friends is not told of it",
    "FRIEND-7",
    () => {
      const story = new PeopleStory();
      story.remove((record) => record.kind === "relating" && record.act === "accept");
      story.relate(bob, "accept", ada, { saw: requestOf("them", 41), asked: 48, became: { friendSince: since } });
      story.relate(ada, "remove", bob, { asked: 80, outcome: "unknown" });
      story.show(ada, bob, requestOf("me", 41));
      return story;
    },
  ],
  [
    "a request does not reach whom it is meant for",
    "FRIEND-7",
    () => {
      const story = new PeopleStory();
      story.show(cleo, bob, {});
      return story;
    },
  ],
  [
    "a device shows what the server does not",
    "FRIEND-7",
    () => {
      const story = new PeopleStory();
      story.state("sdk-0").people?.set(bob, null);
      return story;
    },
  ],
  [
    "a socket misses a version",
    "FRIEND-7",
    () => {
      const story = new PeopleStory();
      story.note({ kind: "people", socket: 0, peopleVersion: 3, people: [] });
      return story;
    },
  ],
  [
    "a friendship is lost",
    "FRIEND-1",
    () => {
      const story = parted();
      story.remove((record) => record.kind === "relating" && record.act === "remove");
      return story;
    },
  ],
  [
    "a removed friend is back",
    "FRIEND-1",
    () => {
      const story = parted();
      for (const [one, other] of [
        [ada, bob],
        [bob, ada],
      ] as const)
        story.show(one, other, { friendSince: since });
      return story;
    },
  ],
  [
    "a friendship that nobody made",
    "FRIEND-1",
    () => {
      const story = new PeopleStory();
      story.show(ada, cleo, { friendSince: 30 });
      story.show(cleo, ada, { friendSince: 30 });
      return story;
    },
  ],
  [
    "a cancelled request is still there",
    "FRIEND-2",
    () => {
      const story = new PeopleStory();
      story.relate(bob, "cancel", cleo, { saw: requestOf("me", 61), asked: 80 });
      return story;
    },
  ],
  [
    "who has rejected is asked again",
    "FRIEND-3",
    () => {
      const story = rejected();
      story.relate(bob, "cancel", cleo, { saw: requestOf("me", 61), asked: 90 });
      story.relate(bob, "request", cleo, { asked: 100, became: requestOf("me", 101) });
      story.show(bob, cleo, requestOf("me", 101));
      story.show(cleo, bob, requestOf("them", 101));
      return story;
    },
  ],
  [
    "who was rejected learns of it",
    "FRIEND-3",
    () => {
      const story = rejected();
      story.show(bob, cleo, {});
      return story;
    },
  ],
  [
    "what a blocked person asked comes to light when the block ends",
    "FRIEND-4",
    () => {
      const story = blocked();
      story.relate(bob, "request", ada, { asked: 90, became: requestOf("me", 91) });
      story.setOwn(ada, `block ${bob}`, null, 100);
      story.view(ada).blocks.length = 0;
      for (const entry of [story.entry(ada, direct), story.listed("sdk-0", direct)]) delete entry.blocked;
      story.show(bob, ada, requestOf("me", 91));
      story.show(ada, bob, requestOf("them", 91));
      return story;
    },
  ],
  [
    "a blocked person is asked about",
    "BLOCK-8",
    () => {
      const story = blocked();
      story.relate(bob, "request", ada, { asked: 69, became: requestOf("me", 70) });
      story.show(ada, bob, { blockedAt: 80, ...requestOf("them", 70) });
      story.show(bob, ada, requestOf("me", 70));
      return story;
    },
  ],
  [
    "a socket is told of what a blocked person asks",
    "BLOCK-8",
    () => {
      const story = blocked();
      const people = [{ userId: bob, peopleVersion: 2, blockedAt: 80, ...requestOf("them", 91) }];
      story.note({ kind: "people", socket: 0, peopleVersion: 2, people });
      return story;
    },
  ],
  [
    "somebody is online to whom they have blocked",
    "PRESENCE-4",
    () => {
      const story = blocked();
      story.note({ kind: "sign", socket: 2, userId: ada, of: "online", conversationId: null }, 9_000);
      return story;
    },
  ],
  [
    "a blocked person is seen typing",
    "BLOCK-1",
    () => {
      const story = blocked();
      story.note({ kind: "sign", socket: 0, userId: bob, of: "typing", conversationId: direct }, 9_000);
      return story;
    },
  ],
  ["a message is hidden from who has accepted it", "CONTACT-3", () => sentAndHidden(new PeopleStory())],
  ["somebody is refused whom nobody has blocked", "CONTACT-2", () => refused(new PeopleStory(), 90)],
  [
    "what was accepted is a request still",
    "CONTACT-2",
    () => {
      const story = new PeopleStory();
      Object.assign(story.entry(bob, direct), { request: true });
      return story;
    },
  ],
  [
    "an invitation does not reach whom it is meant for",
    "INVITE-9",
    () => {
      const story = new PeopleStory();
      story.view(cleo).invitations.length = 0;
      return story;
    },
  ],
  [
    "an invitation is shown that the group has not",
    "INVITE-9",
    () => {
      const story = new PeopleStory();
      story.remove(({ kind }) => kind === "inviting");
      story.invitations.set(group, []);
      return story;
    },
  ],
  [
    "an invitation is lost",
    "INVITE-1",
    () => {
      const story = new PeopleStory();
      story.invitations.set(group, []);
      story.view(cleo).invitations.length = 0;
      return story;
    },
  ],
  [
    "a declined invitation is shown",
    "INVITE-4",
    () => {
      const story = new PeopleStory();
      answer(story, "decline");
      return story;
    },
  ],
  [
    "who accepts does not come in",
    "INVITE-3",
    () => {
      const story = new PeopleStory();
      answer(story, "accept");
      story.invitations.set(group, []);
      story.view(cleo).invitations.length = 0;
      return story;
    },
  ],
  [
    "an invitation of a blocked person is shown",
    "INVITE-7",
    () => {
      const story = new PeopleStory();
      story.setOwn(cleo, `block ${ada}`, true, 80);
      story.view(cleo).blocks.push({ userId: ada, blockedAt: 80 });
      return story;
    },
  ],
  [
    "a device does not hold an invitation",
    "INVITE-13",
    () => {
      const story = new PeopleStory();
      const state = story.state("sdk-0");
      state.invitations = [...story.view(cleo).invitations];
      return story;
    },
  ],
];

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each(planted)("%s (%s)", (_, rule, plant) => {
    expect(Object.keys(plant().violations)).toEqual([rule]);
  });
});

it("[CHAOS-2] four things said before anybody accepted are found", () => {
  const story = new PeopleStory();
  story.remove((record) => record.kind === "contact" || record.kind === "relating");
  for (const one of [ada, bob, cleo]) story.view(one).people.length = 0;
  story.state("sdk-0").people?.clear();
  for (const seq of [5, 6, 7]) {
    const event = { ...message(direct, seq, ada, `d${seq}`) };
    story.append(event, [ada, bob]);
    story.note({
      kind: "send",
      socket: 0,
      user: ada,
      conversationId: direct,
      clientMsgId: `d${seq}`,
      text: `text of d${seq}`,
    });
  }
  // Bob never wrote.
  for (const userId of [ada, bob])
    for (const event of story.log(userId, direct))
      if (event.type === "new-message" && event.senderId === bob) Object.assign(event, { senderId: ada });
  expect(story.violations["CONTACT-1"]).toBe(1);
});
