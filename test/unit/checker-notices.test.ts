// The chaos checker on what somebody who is away is told by push.
import { describe, expect, it } from "vitest";
import { gatherFacts } from "../../lab/chaos/check/facts.ts";
import { checkNotices } from "../../lab/chaos/check/notices.ts";
import { Verdict, type Rule } from "../../lab/chaos/check/verdict.ts";
import type { FinalState } from "../../lab/chaos/history/final-state.ts";
import type { Told } from "../../lab/push/check-told.ts";
import type { HistoryRecord } from "../../lab/chaos/history/record.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { ada, bob, direct, group, message } from "../support/checker-story.ts";

const minuteMs = 60_000;

/** Ada is away. She has read the first of three messages, and was told of all. */
function story() {
  const log: EventFrame[] = [1, 2, 3].map((seq) => ({ ...message(direct, seq, bob, `c${seq}`), createdAt: 10 + seq }));
  const sent = (seq: number, conversationId = direct): HistoryRecord =>
    ({
      at: seq,
      kind: "send",
      socket: null,
      user: bob,
      conversationId,
      clientMsgId: `c${seq}`,
      text: `text of c${seq}`,
    }) as HistoryRecord;
  const records: HistoryRecord[] = [
    ...[1, 2, 3].map((seq) => sent(seq)),
    sent(9, group),
    { at: 100, kind: "read", user: ada, conversationId: direct, seq: 1 },
  ];
  const told: Told[] = [
    { at: 11, conversationId: direct, seq: 1, unread: 1, badge: 1, body: "text of c1" },
    { at: 200, conversationId: direct, seq: 3, unread: 2, badge: 2, body: "text of c3" },
  ];
  return { log, records, told, entry: { id: direct, cursorSeq: 1, headSeq: 3, unread: 2 } };
}
type Story = ReturnType<typeof story>;

function countsOf({ log, records, told, entry }: Story, of: "checked" | "violations"): Partial<Record<Rule, number>> {
  const view = { userId: ada, inbox: [entry], logs: new Map([[direct, log]]), lists: new Map() };
  const notified = [{ userId: ada, subscribedAt: 10, lastWord: { conversationId: direct, seq: 3 }, told }];
  const verdict = new Verdict();
  checkNotices(
    gatherFacts({ seed: 0, devices: [], records }, standInFor<FinalState>({ views: [view], notified })),
    verdict,
  );
  return Object.fromEntries(verdict.rules.flatMap((rule) => (rule[of] > 0 ? [[rule.rule, rule[of]]] : [])));
}

it("[CHAOS-2] [CHAOS-8] who was told of all that they have not read, and of nothing else, was told as they should be", () => {
  expect(countsOf(story(), "violations")).toEqual({});
  expect(countsOf(story(), "checked")).toEqual({ "PUSH-8": 1, "PUSH-9": 3 });
});

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each<[what: string, rule: Rule, plant: (one: Story) => void]>([
    ["the newest is not told", "PUSH-8", ({ told }) => told.pop()],
    [
      "a message that was read long before is told",
      "PUSH-9",
      ({ told }) => told.unshift({ at: 100 + minuteMs, conversationId: direct, seq: 1, unread: 1 }),
    ],
    [
      "a conversation of others is told of",
      "PUSH-9",
      ({ told }) => told.unshift({ at: 50, conversationId: group, seq: 1, unread: 1 }),
    ],
    [
      "a message is told that is not there",
      "PUSH-9",
      ({ told }) => told.unshift({ at: 50, conversationId: direct, seq: 4, unread: 1 }),
    ],
    [
      "words of another conversation are shown",
      "PUSH-9",
      ({ told }) => Object.assign(told[0] ?? {}, { body: "text of c9" }),
    ],
    ["the badge counts wrong", "PUSH-9", ({ entry }) => (entry.unread = 3)],
  ])("%s (%s)", (_, rule, plant) => {
    const one = story();
    plant(one);
    expect(countsOf(one, "violations")).toEqual({ [rule]: 1 });
  });
});

it("neither silent messages, nor what was before the subscription, nor one's own are to be told", () => {
  const one = story();
  one.told.pop();
  one.log = one.log.map(
    (event) => (event.seq === 2 ? { ...event, createdAt: 9 } : { ...event, senderId: ada }) as EventFrame,
  );
  expect(countsOf(one, "violations")).toEqual({});
  one.log = story().log.map((event) => ({ ...event, silent: true }) as EventFrame);
  expect(countsOf(one, "violations")).toEqual({});
});
