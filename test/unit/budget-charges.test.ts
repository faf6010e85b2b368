// What is charged for what: by a conversation's flush, and by the session that calls it.
import { describe, expect, it } from "vitest";
import { Allowance } from "../../durable-objects/conversation/allowance.ts";
import { ChargedCalls } from "../../durable-objects/user-session/budgets/charged-calls.ts";
import { payForMessages } from "../../durable-objects/user-session/sending/pay-for-messages.ts";
import { changeGroup } from "../../durable-objects/user-session/making/group-changes.ts";
import { isOverAllowance } from "../../durable-objects/stream/reach.ts";
import { newGroupId, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { Counted } from "../../schema/rpc/append.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOpDone } from "../../schema/rpc/group.ts";
import { addRateLimitHeaders } from "../../workers/http/rate-limit-headers.ts";
import { BudgetSession } from "../support/budget-session.ts";
import { alice, bob, item, refusalOf, TestLog } from "../support/test-log.ts";

const noEntry = { get: () => null };
const used = (session: BudgetSession, name: "deliveries" | "people" | "messages" | "bytes"): number =>
  session.budgets.usage()[name].used;

describe("[BUDGET-8] a conversation", () => {
  it("charges each message its members, refuses those beyond the allowance, each as a whole", async () => {
    const log = new TestLog();
    const allowance = new Allowance(5);
    const items = Array.from({ length: 4 }, () => item(log.freshId()));
    const results = await log.log.append(alice, items, allowance);
    expect(results.map(refusalOf)).toEqual(["acked", "acked", "RATE_LIMITED", "RATE_LIMITED"]);
    expect([allowance.spent, log.log.headSeq]).toEqual([4, 2]);
  });

  it("charges a repeat nothing, also when nothing is left", async () => {
    const log = new TestLog();
    const message = item(log.freshId());
    await log.log.append(alice, [message], new Allowance(2));
    const again = new Allowance(0);
    expect((await log.log.append(alice, [message], again)).map(refusalOf)).toEqual(["acked"]);
    expect(again.spent).toBe(0);
  });

  it("charges a read mark what it is shown to: all when the cursor moves, else the reader", async () => {
    const log = new TestLog();
    await log.send(alice);
    const [first, again] = [new Allowance(10), new Allowance(10)];
    await log.log.markRead(bob, 1, first);
    await log.log.markRead(bob, 1, again);
    expect([first.spent, again.spent]).toEqual([2, 1]);
  });

  it("charges what follows from a mark as far as the caller has reserved for it", () => {
    const [enough, short, earlier] = [new Allowance(4), new Allowance(1), new Allowance(undefined)];
    for (const allowance of [enough, short, earlier]) {
      allowance.committed(1);
      allowance.followed(2);
    }
    expect([enough.spent, short.spent, earlier.counted(2)]).toEqual([3, 1, {}]);
  });

  it("charges callers of an earlier version nothing, and lets them do all", async () => {
    const log = new TestLog();
    expect((await log.send(alice)).map(refusalOf)).toEqual(["acked"]);
  });

  it("charges nothing for a flush that failed, and what was committed alone afterwards", async () => {
    const log = new TestLog();
    const [good, bad] = [item(log.freshId()), item(log.freshId())];
    log.poisonous.add(bad.clientMsgId);
    const allowance = new Allowance(10);
    const results = await log.log.append(alice, [good, bad], allowance);
    expect(results.map(refusalOf)).toEqual(["acked", "INTERNAL"]);
    expect(allowance.spent).toBe(2);
  });
});

/** A group of so many members, which charges as the real one does. */
class PlayedGroup {
  readonly id = newGroupId();
  readonly allowances: number[] = [];
  members: number;
  #release: (() => void)[] = [];
  isHeld = false;

  constructor(members: number) {
    this.members = members;
  }

  async append(allowance: number): Promise<(Counted & { readonly seq: number }) | (Refused & Counted)> {
    this.allowances.push(allowance);
    if (this.isHeld) await new Promise<void>((resolve) => this.#release.push(resolve));
    if (allowance < this.members)
      return { refusal: { code: "RATE_LIMITED", limit: "deliveries" }, cost: 0, members: this.members };
    return { seq: 1, cost: this.members, members: this.members };
  }

  release(): void {
    this.isHeld = false;
    for (const resolve of this.#release) resolve();
  }
}

const append = (charged: ChargedCalls, group: PlayedGroup) =>
  charged.make<(Counted & { readonly seq: number }) | (Refused & Counted)>(group.id, {
    costs: { calls: 1 },
    deliveries: (members) => members,
    send: (allowance) => group.append(allowance),
    countOf: (answer) => answer,
    isShort: isOverAllowance,
  });

describe("[BUDGET-8] a session", () => {
  it("reserves as much as it expects, and gets back what was not needed", async () => {
    const session = new BudgetSession();
    const group = new PlayedGroup(20);
    const charged = new ChargedCalls(session.budgets, noEntry, defaultLimits);
    expect(await append(charged, group)).toMatchObject({ seq: 1 });
    expect(await append(charged, group)).toMatchObject({ seq: 1 });
    expect(group.allowances).toEqual([defaultLimits.LIMIT_GROUP_MEMBERS, 20]);
    expect(used(session, "deliveries")).toBe(40);
  });

  it("asks again when a group has grown, once", async () => {
    const session = new BudgetSession();
    const group = new PlayedGroup(20);
    const charged = new ChargedCalls(session.budgets, noEntry, defaultLimits);
    await append(charged, group);
    group.members = 300;
    expect(await append(charged, group)).toMatchObject({ seq: 1 });
    expect(group.allowances.slice(1)).toEqual([20, 300]);
    expect(used(session, "deliveries")).toBe(320);
  });

  it("with parallel calls spends no more than there is", async () => {
    const session = new BudgetSession({ LIMIT_DELIVERIES_BURST: 100, LIMIT_DELIVERIES_PER_SECOND: 1 });
    const group = new PlayedGroup(40);
    const charged = new ChargedCalls(session.budgets, noEntry, defaultLimits);
    session.clock += 1;
    group.isHeld = true;
    const calls = Array.from({ length: 5 }, () => append(charged, group));
    await Promise.resolve();
    expect(group.allowances.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(100);
    group.release();
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => "seq" in answer).length).toBeLessThanOrEqual(2);
    expect(used(session, "deliveries")).toBeLessThanOrEqual(100);
  });

  it("believes a call that was not answered to have cost what was reserved", async () => {
    const session = new BudgetSession();
    const charged = new ChargedCalls(session.budgets, noEntry, defaultLimits);
    const lost = charged.make<Counted>("direct_a_b" as ConversationId, {
      costs: { calls: 1 },
      deliveries: (members) => members * 3,
      send: () => Promise.reject(new Error("lost")),
      countOf: (answer) => answer,
      isShort: () => false,
    });
    await expect(lost).rejects.toThrow("lost");
    expect(used(session, "deliveries")).toBe(6);
  });

  it("takes a conversation of an earlier version, which counts nothing, at its own word", async () => {
    const session = new BudgetSession();
    const charged = new ChargedCalls(session.budgets, noEntry, defaultLimits);
    await charged.make<Counted>("direct_a_b" as ConversationId, {
      costs: {},
      deliveries: (members) => members,
      send: () => Promise.resolve({}),
      countOf: (answer) => answer,
      isShort: () => false,
    });
    expect(used(session, "deliveries")).toBe(2);
  });

  it("pays for messages in their order: from the first that is refused, all are", () => {
    const session = new BudgetSession({ LIMIT_BYTES_BURST: 100 });
    const bodies = ["a".repeat(60), "é".repeat(30), "b"];
    const items = bodies.map((body, n) => ({ ...item(`id-${n}`), body }));
    const paid = payForMessages(
      session.budgets,
      [items[0], refused("CONTENT_TOO_LARGE"), items[1], items[2]].flatMap((one) => one ?? []),
    );
    expect(paid.map((one) => ("refusal" in one ? (one.refusal.limit ?? one.refusal.code) : "sent"))).toEqual([
      "sent",
      "CONTENT_TOO_LARGE",
      "bytes",
      "bytes",
    ]);
    expect([used(session, "messages"), used(session, "bytes")]).toEqual([1, 60]);
  });
});

describe("[BUDGET-8] people who are put into groups", () => {
  const people = ["user_a", "user_b", "user_c"] as UserId[];
  const change = (session: BudgetSession, done: GroupOpDone | Refused, cost = 4) =>
    changeGroup(
      {
        userId: alice,
        charged: new ChargedCalls(session.budgets, noEntry, defaultLimits),
        stub: () => ({ change: () => Promise.resolve({ ...done, cost, members: 4 }) }),
        done: () => {},
      },
      newGroupId(),
      { kind: "add-members", userIds: people },
    );

  it.each([
    ["all of them", { seq: 2, joined: people, requested: false }, 3],
    ["those who were not in it", { seq: 2, joined: people.slice(0, 1), requested: false }, 1],
    ["nobody, when the group refuses", refused("GROUP_FULL"), 0],
  ] as const)("count: %s", async (_who, done, counted) => {
    const session = new BudgetSession();
    await change(session, done);
    expect(used(session, "people")).toBe(counted);
  });

  it("are refused again and again beyond the day's cap: a refusal gives back nothing, because it took nothing [BUDGET-1]", async () => {
    const session = new BudgetSession({ LIMIT_PEOPLE_PER_DAY_FIRST_WEEK: 4 });
    const all = { seq: 2, joined: people, requested: false };
    await change(session, all);
    for (let attempt = 0; attempt < 4; attempt++)
      expect(await change(session, all)).toMatchObject({ refusal: { code: "RATE_LIMITED", limit: "people" } });
    expect(used(session, "people")).toBe(people.length);
  });

  it("are given back when there are no deliveries for them", async () => {
    const session = new BudgetSession({ LIMIT_DELIVERIES_BURST: 1 });
    session.budgets.take({ deliveries: 1 });
    expect(await change(session, refused("GROUP_FULL"))).toMatchObject({ refusal: { limit: "deliveries" } });
    expect(used(session, "people")).toBe(0);
  });

  it("are refused beyond the day's cap before the group is asked", async () => {
    const joined = { seq: 2, joined: people, requested: false };
    const small = new BudgetSession({ LIMIT_PEOPLE_PER_DAY_FIRST_WEEK: people.length - 1 });
    expect(await change(small, joined)).toMatchObject({ refusal: { code: "TOO_MANY", limit: "people" } });
    const spent = new BudgetSession({ LIMIT_PEOPLE_PER_DAY_FIRST_WEEK: people.length });
    spent.budgets.take({ people: 1 });
    expect(await change(spent, joined)).toMatchObject({ refusal: { code: "RATE_LIMITED", limit: "people" } });
    for (const session of [small, spent]) expect(used(session, "deliveries")).toBe(0);
  });
});

describe("[BUDGET-9] the headers of a refusal", () => {
  const headersOf = (limit: string): (string | null)[] => {
    const headers = new Headers();
    addRateLimitHeaders(headers, { code: "RATE_LIMITED", limit, retryAfterMs: 11_500 }, defaultLimits);
    return [headers.get("ratelimit"), headers.get("ratelimit-policy")];
  };

  it.each([
    ["messages", '"messages";r=0;t=12', '"messages";q=2000;w=40, "messages";q=100000;w=86400'],
    ["people", '"people";r=0;t=12', '"people";q=50;w=86400'],
    ["frames", '"frames";r=0;t=12', '"frames";q=200;w=2'],
    ["keys", '"keys";r=0;t=12', null],
    ['bad"name', null, null],
  ])("name the limit, what is left and how much there is: %s", (limit, rateLimit, policy) => {
    expect(headersOf(limit)).toEqual([rateLimit, policy]);
  });
});
