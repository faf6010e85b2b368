// The checker of `npm run pushes`: what is planted in what came to devices is found, and nothing else.
import { describe, expect, it } from "vitest";
import { checkRest, checkRun } from "../../lab/pushes/check/check.ts";
import { PushVerdict, type PushRule } from "../../lab/pushes/check/rules.ts";
import type { PushHistory, Rest, Span, SubscriptionHistory, Taken } from "../../lab/pushes/history.ts";
import type { Said } from "../../lab/push/screen.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { pushKinds, type PushTarget } from "../../schema/protocol/push.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { ada, bob, direct, group, message } from "../support/checker-story.ts";

const second = 1_000;
const minute = 60 * second;

const came = (at: number, said: Partial<Said>, conversationId: string = direct): Taken => ({
  at,
  answeredAt: at + 10,
  isAgain: false,
  said: { type: "message", conversationId, seq: 1, ...said },
});

/** Of the group Ada was told, and has read it. Of the direct conversation she has read the first of three messages. */
function takenBy(kind: PushTarget["kind"]): Taken[] {
  const cleared = kind === "web" && { cleared: [{ conversationId: group, seq: 1 }] };
  return [
    came(11 * second, { badge: 1, body: "text of c1" }),
    came(21 * second, { badge: 2, body: "Bob: text of g1" }, group),
    ...(kind === "web" ? [] : [came(26 * second, { type: "clear", badge: 0 }, group)]),
    came(131 * second, { seq: 3, badge: 2, body: "text of c3", ...cleared }),
  ];
}

function story() {
  const subscriptions = new Map(
    pushKinds.map((kind) => [
      kind,
      {
        kind,
        since: 1,
        goneAt: null as number | null,
        silencedAt: [] as number[],
        taken: takenBy(kind),
      },
    ]),
  );
  const at = (frame: EventFrame, createdAt: number): EventFrame => ({ ...frame, createdAt });
  const logs = new Map<ConversationId, EventFrame[]>([
    [
      direct,
      [1, 2, 3].map((seq) => at(message(direct, seq, bob, `c${seq}`), seq === 1 ? 10 * second : 130 * second + seq)),
    ],
    [group, [at(message(group, 1, bob, "g1"), 20 * second)]],
  ]);
  return {
    kills: [] as number[],
    looking: [] as Span[],
    muted: new Map<ConversationId, readonly Span[]>(),
    reads: [
      { at: 25 * second, conversationId: group, seq: 1 },
      { at: 26 * second, conversationId: direct, seq: 1 },
    ],
    written: [
      ...[1, 2, 3].map((seq) => ({ conversationId: direct, seq, text: `text of c${seq}` })),
      { conversationId: group, seq: 1, text: "text of g1" },
    ],
    subscriptions,
    inbox: [
      { id: direct, cursorSeq: 1, headSeq: 3, unread: 2 },
      { id: group, cursorSeq: 1, headSeq: 1, unread: 0 },
    ] as { id: ConversationId; cursorSeq: number; headSeq: number; unread: number; mutedUntil?: number }[],
    logs,
    subscribed: new Set<string>(pushKinds),
    deadLetters: 0,
  };
}
type Story = ReturnType<typeof story>;

const of = ({ subscriptions }: Story, kind: PushTarget["kind"]) =>
  subscriptions.get(kind) as SubscriptionHistory & { goneAt: number | null; silencedAt: number[]; taken: Taken[] };

function judged(one: Story): PushVerdict {
  const { kills, looking, muted, reads, written, subscriptions, inbox, logs, subscribed, deadLetters } = one;
  const devices = [...subscriptions].map(([name, subscription]) => ({ name, subscriptions: [subscription] }));
  const history: PushHistory = { kills, written, people: [{ userId: ada, reads, looking, muted, devices }] };
  const entries = standInFor<readonly ConversationEntry[]>(inbox);
  const rest: Rest = {
    at: 5 * minute,
    inboxes: new Map([[ada, entries]]),
    logs,
    subscribed,
    deadLetters,
    isLastWord: true,
  };
  const verdict = new PushVerdict();
  checkRest(history, rest, verdict);
  checkRun(history, rest, verdict);
  return verdict;
}

const violated = (one: Story): Partial<Record<PushRule, number>> =>
  Object.fromEntries(judged(one).rules.flatMap((rule) => (rule.violations > 0 ? [[rule.rule, rule.violations]] : [])));

it("[CHAOS-9] a run in which everybody was told what they have not read, once, shows nothing wrong, and everything is looked at", () => {
  expect(violated(story())).toEqual({});
  const unchecked = judged(story()).rules.filter(({ checked }) => checked === 0);
  expect(unchecked).toEqual([]);
});

const repeat = ({ taken }: { taken: Taken[] }, change: Partial<Taken> = {}): void => {
  const last = taken.at(-1) as Taken;
  taken.push({ ...last, at: last.at + 2 * second, ...change });
};

describe("[CHAOS-9] what is planted is found under its rule only:", () => {
  it.each<[what: string, rule: PushRule, plant: (one: Story) => void]>([
    [
      "the newest is not told to a device",
      "PUSH-8",
      (one) => of(one, "apns").taken.splice(-1, 1, came(131 * second, { badge: 2, type: "clear" })),
    ],
    [
      "what was read long before is told",
      "PUSH-9",
      (one) => of(one, "apns").taken.splice(1, 2, came(90 * second, { badge: 1, body: "text of g1" }, group)),
    ],
    [
      "words of another conversation are shown",
      "PUSH-9",
      (one) => of(one, "apns").taken.splice(1, 1, came(21 * second, { body: "text of c1" }, group)),
    ],
    [
      "the last badge of a device counts wrong",
      "PUSH-9",
      (one) => of(one, "web").taken.splice(-1, 1, came(131 * second, { seq: 3, badge: 3 })),
    ],
    [
      "a device was told no badge",
      "PUSH-9",
      (one) => of(one, "web").taken.splice(-1, 1, came(131 * second, { seq: 3 })),
    ],
    ["what is known to have come is told again", "PUSH-10", (one) => repeat(of(one, "fcm"))],
    [
      "a browser shows what it has closed",
      "PUSH-10",
      (one) =>
        of(one, "web").taken.splice(
          1,
          1,
          { ...came(21 * second, { badge: 2, body: "text of g1" }, group), answeredAt: null },
          came(23 * second, { seq: 2, body: "text of c2", cleared: [{ conversationId: group, seq: 1 }] }),
          came(24 * second, { badge: 2, body: "text of g1" }, group),
        ),
    ],
    [
      "an alert rings twice, though nobody knew of the first",
      "PUSH-32",
      (one) => {
        one.kills.push(132 * second);
        repeat(of(one, "apns"));
      },
    ],
    ["what was read is not taken back", "PUSH-40", (one) => of(one, "webhook").taken.splice(2, 1)],
    [
      "what was read is shown, and something else is unread",
      "PUSH-40",
      (one) => {
        one.inbox[0] = { id: direct, cursorSeq: 3, headSeq: 4, unread: 2 };
        one.subscriptions.delete("fcm");
      },
    ],
    [
      "what is muted is shown",
      "PUSH-40",
      (one) => {
        of(one, "web").taken = [];
        one.subscriptions.delete("apns");
        one.subscriptions.delete("web");
        one.subscriptions.delete("fcm");
        of(one, "webhook").taken.push(came(140 * second, { type: "clear", badge: 0 }, group));
        Object.assign(one.inbox[0] ?? {}, { mutedUntil: 10 * minute });
        one.muted.set(direct, [{ from: 135 * second, to: Infinity }]);
      },
    ],
    [
      "what was edited is shown as it was",
      "PUSH-41",
      (one) => {
        const [first] = one.logs.get(direct) ?? [];
        const edited = { type: "message-edited", seq: 4, targetSeq: 3, content: { type: "text", text: "other" } };
        one.logs.get(direct)?.push({ ...first, ...edited, createdAt: 140 * second } as EventFrame);
        one.subscriptions.delete("fcm");
      },
    ],
    [
      "what was taken back is shown",
      "PUSH-41",
      (one) => {
        const log = one.logs.get(direct) ?? [];
        log[2] = { ...log[2], content: { type: "gone" } } as EventFrame;
        one.subscriptions.delete("fcm");
      },
    ],
    ["a subscription ended by itself", "PUSH-11", (one) => one.subscribed.delete("fcm")],
    ["a job has died for good", "JOBS-8", (one) => (one.deadLetters = 1)],
    [
      "a message that was acked is not there",
      "HIB-10",
      (one) => one.written.push({ conversationId: direct, seq: 9, text: "text of c9" }),
    ],
  ])("%s (%s)", (_, rule, plant) => {
    const one = story();
    plant(one);
    expect(violated(one)).toEqual({ [rule]: 1 });
  });
});

describe("[CHAOS-9] nothing is wrong with", () => {
  it.each<[what: string, change: (one: Story) => void]>([
    [
      "a repeat of which nobody knew",
      (one) => {
        const { taken } = of(one, "fcm");
        taken.push({ ...(taken.pop() as Taken), answeredAt: null });
        repeat({ taken });
      },
    ],
    [
      "a repeat behind a kill, or of the service's own",
      (one) => {
        repeat(of(one, "webhook"), { isAgain: true });
        one.kills.push(132 * second);
        repeat(of(one, "fcm"));
      },
    ],
    [
      "what a device misses whose app was deleted",
      (one) => Object.assign(of(one, "fcm"), { goneAt: 30 * second, taken: [] }),
    ],
    [
      "what a kill has cut off on the way to one of Apple's devices",
      (one) => {
        one.kills.push(133 * second);
        of(one, "apns").taken.splice(-1, 1, came(131 * second, { badge: 2, type: "clear" }, group));
      },
    ],
    [
      "what the service of one of Apple's devices did not answer, though it was told so long before",
      (one) => {
        of(one, "apns").silencedAt.push(60 * second);
        of(one, "apns").taken.splice(-1, 1, came(134 * second, { badge: 2, type: "clear" }, group));
      },
    ],
    [
      "what came while somebody looked, or was muted",
      (one) => {
        for (const [kind, { taken }] of one.subscriptions)
          if (kind !== "web") taken.splice(-1, 1, came(131 * second, { badge: 2, type: "clear" }));
        one.subscriptions.delete("web");
        one.looking.push({ from: 129 * second, to: 131 * second });
      },
    ],
  ])("%s", (_, change) => {
    const one = story();
    change(one);
    expect(violated(one)).toEqual({});
  });
});
