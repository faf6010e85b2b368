// Polls in the page: what a press makes of a choice, what is wrong with a new poll, who may close one, who voted.
import { describe, expect, it } from "vitest";
import type { ChangeableMessage, ChangeStanding } from "../../apps/web/changes/may-change.ts";
import { mayClosePoll } from "../../apps/web/polls/may-close-poll.ts";
import { chosenAfter, shownOptions } from "../../apps/web/polls/poll-choice.ts";
import { emptyPoll, pollBounds, pollOf } from "../../apps/web/polls/poll-draft.ts";
import { loadVotes, votersOf } from "../../apps/web/polls/votes-by-option.ts";
import type { PollContent } from "@klatch/sdk";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { usualWindows } from "../../sdk/connection/change-windows.ts";

const [me, ada, bob] = ["user_me", "user_ada", "user_bob"] as [UserId, UserId, UserId];
const single: PollContent = { type: "poll", question: "Which?", options: ["A", "B", "C"] };
const several: PollContent = { ...single, multiple: true };

describe("options", () => {
  it("[WEB-271] a press chooses, in a poll of one answer instead of the other, and a second press takes it back", () => {
    expect([chosenAfter(single, [], 1), chosenAfter(single, [1], 2), chosenAfter(single, [1], 1)]).toEqual([
      [1],
      [2],
      [],
    ]);
    expect([chosenAfter(several, [2], 0), chosenAfter(several, [0, 2], 2), chosenAfter(several, [0], 0)]).toEqual([
      [0, 2],
      [0],
      [],
    ]);
  });

  it("[WEB-271] shows counts and shares of all who voted, and nothing before anybody has", () => {
    expect(shownOptions(single, undefined).map(({ count, percent }) => [count, percent])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    // A vote that waits may know fewer counts than there are options.
    const shown = shownOptions(several, { counts: [1, 3], voters: 3, mine: [1] });
    expect(shown.map(({ count, percent, isMine }) => [count, percent, isMine])).toEqual([
      [1, 33, false],
      [3, 100, true],
      [0, 0, false],
    ]);
  });
});

describe("a new poll", () => {
  it("[WEB-270] leaves blank options out, and says what is missing or the same twice", () => {
    const draft = { ...emptyPoll, question: " Which? ", options: [" A ", "", "B"] };
    expect(pollOf(draft)).toEqual({ type: "poll", question: "Which?", options: ["A", "B"] });
    expect(pollOf({ ...draft, multiple: true, anonymous: true })).toMatchObject({ multiple: true, anonymous: true });
    expect(pollOf({ ...draft, options: ["A", " "] })).toBe("tooFew");
    expect(pollOf({ ...draft, options: ["a", " A "] })).toBe("same");
  });

  it("[WEB-270] has the bounds of the server", () => {
    expect(pollBounds).toEqual({
      questionChars: wireLimits.pollQuestionMaxChars,
      optionChars: wireLimits.pollOptionMaxChars,
      minOptions: wireLimits.minPollOptions,
      maxOptions: wireLimits.maxPollOptions,
    });
  });
});

it("[WEB-273] a poll is closed by who sent it, and by whom a group sets above them; not twice, and not before it is sent", () => {
  const message: ChangeableMessage = { seq: 4, senderId: ada, content: single, atMs: 0, state: null };
  const standing = (role: ChangeStanding["role"], of: ChangeStanding["role"] = "member"): ChangeStanding => ({
    me,
    nowMs: 10 ** 12,
    windows: usualWindows,
    mayWrite: false,
    role,
    roleOf: () => of,
  });
  const may = (changed: Partial<ChangeableMessage>, as = standing("member")) =>
    mayClosePoll({ ...message, ...changed }, as);
  expect([may({}), may({ senderId: me }), may({}, standing("owner", "admin"))]).toEqual([false, true, true]);
  expect([may({}, standing("admin")), may({}, standing("admin", "admin"))]).toEqual([true, false]);
  const closed = { asOf: 9, poll: { counts: [0, 0, 0], voters: 0, closedBy: ada, closedAt: 1 } };
  expect([may({ senderId: me, state: closed }), may({ senderId: me, seq: null })]).toEqual([false, false]);
  expect(may({ senderId: me, content: { type: "text", text: "A" } })).toBe(false);
});

it("[WEB-273] who voted is read page by page, the user first", async () => {
  const pages = [
    { items: [{ userId: ada, options: [0] }], next: "1" },
    { items: [], next: "2" },
    {
      items: [
        { userId: me, options: [0, 1] },
        { userId: bob, options: [1] },
      ],
      next: null,
    },
  ];
  const asked: (string | null)[] = [];
  const votes = await loadVotes((cursor) => {
    asked.push(cursor);
    return Promise.resolve(pages[asked.length - 1] ?? { items: [], next: null });
  });
  expect(asked).toEqual([null, "1", "2"]);
  expect([votersOf(votes, 0, me), votersOf(votes, 1, me), votersOf(votes, 2, me)]).toEqual([[me, ada], [me, bob], []]);
});
