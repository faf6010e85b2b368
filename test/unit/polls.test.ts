// Polls in a log: votes, what they cost, and who learns of whom.
import { describe, expect, it } from "vitest";
import { ChangedMessages } from "../../durable-objects/conversation/states/changed-messages.ts";
import { withOwnVotes } from "../../durable-objects/conversation/states/own-votes.ts";
import { ViewedLog, type Intervals } from "../../durable-objects/conversation/log/viewed-log.ts";
import { wholeLog } from "../../durable-objects/conversation/log/visibility.ts";
import { toAppendItem } from "../../durable-objects/user-session/sending/append-item.ts";
import { Random } from "../../lab/kit/random.ts";
import type { PollContent } from "../../schema/protocol/content/poll.ts";
import type { OpId, UserId } from "../../schema/protocol/ids.ts";
import type { PollState } from "../../schema/protocol/poll.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { MessageChanged, MessageOp, VotePage } from "../../schema/rpc/message-changes.ts";
import { alice, bob, carol, item, TestLog, uuidV7 } from "../support/test-log.ts";

let ops = 0;
const newOp = (): OpId => uuidV7(1_800_000_000_000, ++ops) as string as OpId;
const vote = (seq: number, options: readonly number[], opId = newOp()): MessageOp => ({
  kind: "vote",
  opId,
  seq,
  options,
});
const close = (seq: number): MessageOp => ({ kind: "close-poll", seq });
const outcome = (answer: MessageChanged | Refused): number | string =>
  "refusal" in answer ? [answer.refusal.code, answer.refusal.pointer].join("") : answer.seq;

class Talk extends TestLog {
  async poll(senderId: UserId, extra: Partial<PollContent> = {}): Promise<number> {
    const content: PollContent = { type: "poll", question: "Where?", options: ["Office", "Park", "Here"], ...extra };
    const made = toAppendItem(this.conversationId, { clientMsgId: this.freshId(), content });
    if ("refusal" in made) throw new Error(made.refusal.code);
    await this.log.append(senderId, [made]);
    return this.log.headSeq;
  }

  async does(userId: UserId, op: MessageOp): Promise<number | string> {
    return outcome(await this.log.changeMessage(userId, op));
  }

  get changed(): ChangedMessages {
    return new ChangedMessages(this.log, new ViewedLog(this.conversationId, this.log));
  }

  pollFor(userId: UserId, seq: number, intervals: Intervals = wholeLog): PollState | undefined {
    const asOf = Math.min(this.log.headSeq, intervals.at(-1)?.toSeq ?? this.log.headSeq);
    return this.changed.statesWithin({ userId, intervals, asOf }, seq - 1, seq)[seq]?.poll;
  }

  votes(userId: UserId, seq: number, option?: number, intervals: Intervals = wholeLog): VotePage["items"] | string {
    const viewer = { userId, intervals, asOf: this.log.headSeq };
    const all: VotePage["items"][number][] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = this.changed.answer(viewer, {
        kind: "votes",
        seq,
        limit: 2,
        ...(option !== undefined && { option }),
        ...(cursor !== undefined && { cursor }),
      });
      if ("refusal" in page) return page.refusal.code;
      if (page.items.length > 2) throw new Error("a page has two at most");
      all.push(...page.items);
      cursor = page.next;
    }
    return all;
  }

  /** As this user's devices get them. */
  frames(userId: UserId, intervals: Intervals = wholeLog): object[] {
    const view = new ViewedLog(this.conversationId, this.log);
    return withOwnVotes(this.log.states.votes, userId, view.eventsAfter(intervals, 0, 1_000)).map(
      ({ frame }) => JSON.parse(frame) as object,
    );
  }

  stored(): string {
    const { sql } = this.sqlite;
    return ["log_0", "message_state", "poll_vote"]
      .map((table) => JSON.stringify(sql.exec(`SELECT * FROM ${table}`).toArray()))
      .join("\n");
  }
}

describe("votes", () => {
  it("[POLL-2] a vote takes the place of the one before, and none takes it back; what is so already makes no event", async () => {
    const one = new Talk();
    const seq = await one.poll(alice);
    expect(one.pollFor(bob, seq)).toBeUndefined();
    const first = newOp();
    expect(await one.does(bob, vote(seq, [1], first))).toBe(2);
    expect(await one.does(carol, vote(seq, [1]))).toBe(3);
    expect(one.pollFor(bob, seq)).toEqual({ counts: [0, 2, 0], voters: 2, mine: [1] });
    expect(await one.does(bob, vote(seq, [2]))).toBe(4);
    // The repeat of an earlier vote undoes nothing.
    expect(await one.does(bob, vote(seq, [1], first))).toBe(2);
    expect(one.pollFor(bob, seq)).toEqual({ counts: [0, 1, 1], voters: 2, mine: [2] });
    const same = newOp();
    expect(await one.does(bob, vote(seq, [2], same))).toBe(4);
    expect(await one.does(bob, vote(seq, []))).toBe(5);
    expect(await one.does(bob, vote(seq, [2], same))).toBe(4);
    one.restart();
    expect(one.pollFor(bob, seq)).toEqual({ counts: [0, 1, 0], voters: 1 });
    expect(await one.does(carol, vote(seq, []))).toBe(6);
    expect(one.pollFor(carol, seq)).toEqual({ counts: [0, 0, 0], voters: 0 });
    expect(one.log.headSeq).toBe(6);
  });

  it("[POLL-2] several options in a poll that takes them, in whatever order they are named", async () => {
    const one = new Talk();
    const seq = await one.poll(alice, { multiple: true });
    expect(await one.does(bob, vote(seq, [2, 0]))).toBe(2);
    expect(await one.does(bob, vote(seq, [0, 2]))).toBe(2);
    expect(one.pollFor(bob, seq)).toEqual({ counts: [1, 0, 1], voters: 1, mine: [0, 2] });
    expect(one.votes(alice, seq, 2)).toEqual([{ userId: bob, options: [0, 2], seq: 2 }]);
    expect(one.votes(alice, seq, 1)).toEqual([]);
  });

  it("[POLL-3] refuses what is no choice of the poll, with the field, and nothing comes of it", async () => {
    const one = new Talk();
    const seq = await one.poll(alice);
    expect(await one.does(bob, vote(seq, [3]))).toBe("INVALID_FRAME/options/0");
    expect(await one.does(bob, vote(seq, [0, 11]))).toBe("INVALID_FRAME/options/1");
    expect(await one.does(bob, vote(seq, [0, 1]))).toBe("INVALID_FRAME/options");
    await one.send(alice, item(one.freshId(), "no poll"));
    for (const target of [2, 99, 0]) {
      expect(await one.does(bob, vote(target, [0]))).toBe("MESSAGE_NOT_FOUND");
      expect(await one.does(alice, close(target))).toBe("MESSAGE_NOT_FOUND");
      expect(one.votes(bob, target)).toBe("MESSAGE_NOT_FOUND");
    }
    await one.does(carol, { kind: "hide", seqs: [seq] });
    expect(await one.does(carol, vote(seq, [0]))).toBe("MESSAGE_NOT_FOUND");
    one.refusal = { code: "MUTED" };
    expect(await one.does(bob, vote(seq, [0]))).toBe("MUTED");
    one.refusal = null;
    one.maxBytes = 0;
    one.restart();
    expect(await one.does(bob, vote(seq, [0]))).toBe("CONVERSATION_FULL");
    expect(one.log.headSeq).toBe(2);
    expect(one.pollFor(bob, seq)).toBeUndefined();
  });

  it("[POLL-4] a closed poll takes no vote; votes and the end of one flush are in order, and a repeat is known", async () => {
    const one = new Talk();
    const seq = await one.poll(alice);
    const early = newOp();
    const answers = await Promise.all([
      one.does(bob, vote(seq, [0], early)),
      one.does(alice, close(seq)),
      one.does(carol, vote(seq, [0])),
      one.does(bob, vote(seq, [])),
      one.does(bob, vote(seq, [0], early)),
      one.does(alice, close(seq)),
    ]);
    expect(answers).toEqual([2, 3, "POLL_CLOSED", "POLL_CLOSED", 2, 3]);
    one.restart();
    expect(await one.does(bob, vote(seq, [0], early))).toBe(2);
    const ended = { closedBy: alice, closedAt: one.clock };
    expect(one.pollFor(bob, seq)).toEqual({ counts: [1, 0, 0], voters: 1, mine: [0], ...ended });
    const other = await one.poll(alice);
    await one.does(alice, close(other));
    expect(one.pollFor(bob, other)).toEqual({ counts: [0, 0, 0], voters: 0, ...ended });
  });

  it("[POLL-1] a poll is not edited; it is pinned, reacted to and recalled like any message", async () => {
    const one = new Talk();
    const seq = await one.poll(alice);
    const content = { type: "poll", question: "What?", options: ["A", "B"] };
    const body = JSON.stringify({ content });
    expect(await one.does(alice, { kind: "edit", opId: newOp(), seq, contentType: "poll", body })).toBe("FORBIDDEN");
    expect(await one.does(bob, { kind: "pin", opId: newOp(), seq, active: true })).toBe(2);
    expect(await one.does(bob, { kind: "react", opId: newOp(), seq, emoji: "👍", active: true })).toBe(3);
    expect(await one.does(bob, vote(seq, [0]))).toBe(4);
    expect(one.pollFor(bob, seq)?.voters).toBe(1);
  });

  it("[POLL-5] a vote is quiet: it counts for nobody, moves no cursor and is no preview", async () => {
    const one = new Talk();
    const seq = await one.poll(alice);
    const before = one.log.readerOf(bob).cursorSeq;
    await one.does(bob, vote(seq, [0]));
    await one.does(alice, close(seq));
    expect([one.log.unreadOf(bob), one.log.unreadOf(carol), one.log.readerOf(bob).cursorSeq]).toEqual([1, 1, before]);
    expect(one.log.loud.seq).toBe(seq);
    expect(one.log.shownLast(0, 3, carol).preview).toMatchObject({ seq, type: "poll", text: "Where?" });
  });

  it("[POLL-9] a recall takes the votes with it, and the words from every row", async () => {
    const one = new Talk();
    const seq = await one.poll(alice, { question: "PRIVATE question", options: ["PRIVATE 1", "PRIVATE 2"] });
    await one.does(bob, vote(seq, [0]));
    expect(one.stored()).toContain("PRIVATE");
    const [recalled, late] = await Promise.all([
      one.does(alice, { kind: "recall", seq }),
      one.does(carol, vote(seq, [0])),
    ]);
    expect([recalled, late]).toEqual([3, "MESSAGE_NOT_FOUND"]);
    expect(one.stored()).not.toContain("PRIVATE");
    expect(one.sqlite.sql.exec("SELECT * FROM poll_vote").toArray()).toEqual([]);
    expect(one.votes(bob, seq)).toBe("MESSAGE_NOT_FOUND");
    expect(one.pollFor(bob, seq)).toBeUndefined();
  });
});

describe("anonymous polls", () => {
  const secrets = ["senderId", "options"];
  const ofVotes = (frames: readonly object[]) =>
    frames.filter((frame): frame is { type: "vote-changed" } => "type" in frame && frame.type === "vote-changed");

  it("[POLL-6] nobody but the voter is told who voted: not by events, nor states, lists or history", async () => {
    const one = new Talk();
    const seq = await one.poll(alice, { anonymous: true });
    await one.does(bob, vote(seq, [1]));
    await one.does(carol, vote(seq, [0]));
    await one.does(bob, vote(seq, [2]));
    for (const userId of [alice, bob, carol]) {
      const frames = ofVotes(one.frames(userId));
      const named = frames.map((frame) =>
        secrets.map((secret) => Object.getOwnPropertyDescriptor(frame, secret)?.value as unknown),
      );
      const nobody = [undefined, undefined];
      const [ofBob, ofCarol] = [userId === bob, userId === carol];
      expect(named).toEqual([
        ofBob ? [bob, [1]] : nobody,
        ofCarol ? [carol, [0]] : nobody,
        ofBob ? [bob, [2]] : nobody,
      ]);
    }
    expect(ofVotes(one.frames(bob)).at(-1)).toMatchObject({ options: [2], counts: [1, 0, 1], voters: 2 });
    expect(one.pollFor(bob, seq)).toEqual({ counts: [1, 0, 1], voters: 2, mine: [2] });
    expect(one.pollFor(alice, seq)).toEqual({ counts: [1, 0, 1], voters: 2 });
    for (const userId of [alice, bob]) expect(one.votes(userId, seq)).toBe("FORBIDDEN");
    for (const gone of [...one.log.historyEvents(0, 4), ...one.log.historyRows(0, 4)])
      for (const voter of [bob, carol]) expect(JSON.stringify(gone)).not.toContain(voter);
    // The one row that prevents voting twice.
    const { sql } = one.sqlite;
    for (const table of ["log_0", "message_state", "submitted", "checkpoint"])
      for (const voter of [bob, carol])
        expect(JSON.stringify(sql.exec(`SELECT * FROM ${table}`).toArray())).not.toContain(voter);
    expect(sql.exec("SELECT user_id FROM poll_vote").toArray()).toHaveLength(2);
    one.restart();
    expect(ofVotes(one.frames(bob))).toEqual([
      expect.objectContaining({ options: [1] }),
      expect.not.objectContaining({ options: expect.anything() as unknown }),
      expect.objectContaining({ options: [2] }),
    ]);
  });

  it("[POLL-6] before anybody has voted the list is refused as well", async () => {
    const one = new Talk();
    const seq = await one.poll(alice, { anonymous: true });
    expect(one.votes(alice, seq)).toBe("FORBIDDEN");
  });

  it("[POLL-6] who gets nothing of their own shares the list with all others", async () => {
    const one = new Talk();
    const seq = await one.poll(alice, { anonymous: true });
    await one.does(bob, vote(seq, [1]));
    const events = one.log.eventsAfter(0, 10);
    expect(withOwnVotes(one.log.states.votes, carol, events)).toBe(events);
    expect(withOwnVotes(one.log.states.votes, bob, events)).not.toBe(events);
    expect(JSON.stringify(events)).not.toContain(bob);
  });
});

describe("who was out", () => {
  const out: Intervals = [
    { fromSeq: 1, toSeq: 3 },
    { fromSeq: 6, toSeq: null },
  ];

  it("[POLL-7] sees the poll as their newest vote event says, and the names of those alone whom they saw vote", async () => {
    const one = new Talk();
    const seq = await one.poll(alice);
    await one.does(carol, vote(seq, [0])); // 2
    await one.does(bob, vote(seq, [1])); // 3
    await one.does(bob, vote(seq, [2])); // 4: carol is out
    await one.does(alice, vote(seq, [2])); // 5
    await one.send(alice, item(one.freshId(), "back")); // 6
    expect(one.pollFor(carol, seq, out)).toEqual({ counts: [1, 1, 0], voters: 2, mine: [0] });
    expect(one.votes(carol, seq, undefined, out)).toEqual([
      { userId: bob, options: [1], seq: 3 },
      { userId: carol, options: [0], seq: 2 },
    ]);
    await one.does(bob, vote(seq, [0])); // 7
    // The event says the counts, to her too.
    expect(one.pollFor(carol, seq, out)).toEqual({ counts: [2, 0, 1], voters: 3, mine: [0] });
    expect(one.votes(carol, seq, 0, out)).toHaveLength(2);
    await one.does(alice, close(seq)); // 8
    expect(one.pollFor(carol, seq, [{ fromSeq: 1, toSeq: 7 }])).not.toHaveProperty("closedBy");
    expect(one.pollFor(carol, seq, out)).toHaveProperty("closedBy", alice);
    expect(one.pollFor(carol, seq, [{ fromSeq: 2, toSeq: null }])).toBeUndefined();
  });

  it("[POLL-2] [POLL-7] random votes are counted as a recount of what each person chose last, for whoever saw which of them", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const one = new Talk();
      const isMultiple = random.chance(0.5);
      const seq = await one.poll(alice, { multiple: isMultiple, anonymous: random.chance(0.5) });
      const people = [alice, bob, carol];
      const log: { readonly by: UserId; readonly options: readonly number[]; readonly counts: number[] }[] = [];
      const last = new Map<UserId, readonly number[]>();
      for (let step = random.between(1, 14); step > 0; step--) {
        const by = random.pick(people);
        const options = random.pick(isMultiple ? [[], [0], [1, 2], [0, 1, 2]] : [[], [0], [1], [2]]);
        const isSame = (last.get(by) ?? []).join() === options.join();
        const head = one.log.headSeq;
        await one.does(by, vote(seq, options));
        expect(one.log.headSeq).toBe(isSame ? head : head + 1);
        last.set(by, options);
        const counts = [0, 1, 2].map((option) => [...last.values()].filter((all) => all.includes(option)).length);
        if (!isSame) log.push({ by, options, counts });
        if (random.chance(0.2)) one.restart();
      }
      for (let end = seq; end <= one.log.headSeq; end++) {
        const seen = log.slice(0, end - seq);
        const mine = seen.findLast(({ by }) => by === bob)?.options ?? [];
        const expected = seen.at(-1)?.counts;
        const shown = one.pollFor(bob, seq, [{ fromSeq: 1, toSeq: end }]);
        expect([seed, end, shown?.counts, shown?.mine ?? []]).toEqual([seed, end, expected, mine]);
      }
    }
  });
});

it("[POLL-10] a vote is three rows, an end three; a page of 50 polls with votes reads 110", async () => {
  const one = new Talk();
  for (let n = 0; n < 50; n++) await one.poll(alice, { question: `Question ${n}` });
  const costs: number[][] = [[], [], []];
  for (let seq = 1; seq <= 50; seq++) {
    for (const [index, act] of [vote(seq, [0]), vote(seq, [1]), close(seq)].entries()) {
      one.rows.written = 0;
      await one.does(bob, act);
      costs[index]?.push(one.rows.written);
    }
  }
  // Once in 64 rows there is a checkpoint besides.
  expect(costs.map((rows) => rows.toSorted((a, b) => a - b)[25])).toEqual([3, 3, 2]);
  one.restart();
  for (const userId of [bob, carol]) {
    one.rows.read = 0;
    const view = new ViewedLog(one.conversationId, one.log);
    expect(view.range(wholeLog, 0, 50).events).toHaveLength(50);
    expect(Object.keys(one.changed.statesWithin({ userId, intervals: wholeLog, asOf: 200 }, 0, 50))).toHaveLength(50);
    expect(one.rows.read).toBeLessThanOrEqual(110);
  }
});
