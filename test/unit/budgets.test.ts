// What a user may still spend: caps, buckets, clocks, and what was not needed.
import { describe, expect, it } from "vitest";
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import { BudgetSession, cap, midnight, noRate, spendAll } from "../support/budget-session.ts";

const [hourMs, dayMs] = [3_600_000, 86_400_000];

describe("[BUDGET-1] what a user may spend", () => {
  it("is the bucket at once, then what refills; a refusal says which budget and how long to wait", () => {
    const session = new BudgetSession({ LIMIT_MESSAGES_PER_SECOND: 10, LIMIT_MESSAGES_BURST: 5 });
    expect(spendAll(session)).toBe(5);
    expect(session.budgets.take({ messages: 1 })).toEqual({
      code: "RATE_LIMITED",
      retryAfterMs: 100,
      limit: "messages",
    });
    session.clock += 100;
    expect(session.budgets.take({ messages: 1 })).toBeNull();
    session.clock += 10_000;
    expect(spendAll(session)).toBe(5);
  });

  it("is no more than the day's cap; the wait ends at midnight, UTC", () => {
    const session = new BudgetSession(noRate, midnight + 20 * hourMs);
    expect(spendAll(session)).toBe(cap);
    expect(session.budgets.take({ messages: 1 })).toMatchObject({ retryAfterMs: 4 * hourMs, limit: "messages" });
    session.clock += 4 * hourMs;
    expect(spendAll(session)).toBe(cap);
  });

  it("is never enough for what needs more than a whole day: no wait is told, and nothing is spent", () => {
    const session = new BudgetSession();
    const { cap: people } = session.budgets.usage().people;
    expect(session.budgets.take({ people: people + 1, calls: 1 })).toEqual({ code: "TOO_MANY", limit: "people" });
    expect(session.budgets.usage().calls.used).toBe(0);
    expect(session.budgets.take({ people, calls: 1 })).toBeNull();
  });

  it("is spent as a whole or not at all: one budget that is empty leaves the others as they were", () => {
    const session = new BudgetSession({ LIMIT_STRANGERS_PER_DAY_FIRST_WEEK: 1 });
    expect(session.budgets.take({ strangers: 1, calls: 2 })).toBeNull();
    const { calls } = session.budgets.usage();
    expect(session.budgets.take({ strangers: 1, calls: 2 })).toMatchObject({ limit: "strangers" });
    expect(session.budgets.usage().calls).toEqual(calls);
  });

  it("is less in an account's first week", () => {
    const session = new BudgetSession(noRate, midnight + 7 * dayMs - 1, midnight);
    expect(session.budgets.usage().messages.cap).toBe(cap);
    session.clock += 1;
    expect(session.budgets.usage().messages.cap).toBe(budgetLimits.LIMIT_MESSAGES_PER_DAY);
  });

  it("an act that needs more than the burst needs a full bucket, and is waited for", () => {
    const session = new BudgetSession({ LIMIT_CALLS_PER_SECOND: 10, LIMIT_CALLS_BURST: 100 });
    expect(session.budgets.take({ calls: 150 })).toBeNull();
    expect(session.budgets.take({ calls: 1 })).toMatchObject({ retryAfterMs: 5_100 });
    session.clock += 5_100;
    expect(session.budgets.take({ calls: 1 })).toBeNull();
  });
});

describe("[BUDGET-7] an operator", () => {
  it("multiplies every budget of one user, for good", () => {
    const session = new BudgetSession({}, midnight + hourMs);
    session.budgets.setFactor(10);
    session.crash();
    expect(session.budgets.factor).toBe(10);
    expect(session.budgets.usage().messages.cap).toBe(10 * cap);
    expect(session.budgets.take({ strangers: 10 * budgetLimits.LIMIT_STRANGERS_PER_DAY })).toBeNull();
  });
});

describe("[FAULT-2] a clock", () => {
  it("that goes back neither drains the bucket nor gives the cap again", () => {
    const session = new BudgetSession(noRate, midnight + hourMs);
    expect(spendAll(session)).toBe(cap);
    session.clock -= 2 * hourMs;
    expect(session.budgets.take({ messages: 1 })).toMatchObject({ retryAfterMs: hourMs });
    session.clock += 2 * hourMs;
    expect(spendAll(session)).toBe(cap);
  });

  it("that was a day ahead locks nobody out for longer than a day", () => {
    const session = new BudgetSession(noRate, midnight + hourMs);
    session.clock += dayMs;
    expect(spendAll(session)).toBe(cap);
    session.clock -= dayMs;
    const { retryAfterMs = 0 } = session.budgets.take({ messages: 1 }) ?? {};
    expect(retryAfterMs).toBeLessThanOrEqual(dayMs);
    session.clock += retryAfterMs;
    expect(session.budgets.take({ messages: 1 })).toBeNull();
  });
});

describe("what was not needed", () => {
  it("comes back on the same day only", () => {
    const session = new BudgetSession(noRate, midnight + hourMs);
    const { period } = session.budgets;
    session.budgets.take({ messages: 300 });
    session.budgets.giveBack("messages", 200, period);
    expect(session.budgets.usage().messages.used).toBe(100);
    session.clock += dayMs;
    let spent = 0;
    // Each of them alone would fit into a fiftieth.
    for (let answer = 0; answer < 10; answer++) {
      session.budgets.giveBack("messages", cap / 50, period);
      spent += spendAll(session);
    }
    expect(spent).toBeLessThanOrEqual(cap + cap / 50);
  });

  it("is taken as far as there is any, at least what is asked for", () => {
    const session = new BudgetSession({ LIMIT_DELIVERIES_BURST: 100 });
    expect(session.budgets.takeUpTo("deliveries", 500, 1)).toBe(100);
    expect(session.budgets.takeUpTo("deliveries", 500, 1)).toMatchObject({ limit: "deliveries" });
  });
});
