// What is left of a user's limits, as it is told beside an answer.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenBucket } from "../../durable-objects/runtime/token-bucket.ts";
import { budgetLimits, budgetNames, type BudgetName } from "../../schema/protocol/budgets.ts";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import { BudgetSession, midnight } from "../support/budget-session.ts";
import { parametersOf } from "../support/fuzz-runs.ts";

const [hourMs, dayMs] = [3_600_000, 86_400_000];

describe("[BUDGET-43] what is left", () => {
  const leftOf = (session: BudgetSession, name: BudgetName): QuotaLeft => {
    const [left] = session.budgets.left([name]);
    if (left === undefined) throw new Error(`nothing is said of ${name}`);
    return left;
  };

  it("is just what can be spent, and after the wait as much as there can be", () => {
    const amounts = fc.array(fc.tuple(fc.nat(400), fc.nat(60_000)), { maxLength: 20 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 300, max: 3_000 }), (spent, LIMIT_MESSAGES_PER_DAY_FIRST_WEEK) => {
        const playStory = (): BudgetSession => {
          const played = new BudgetSession(
            { LIMIT_MESSAGES_PER_SECOND: 1, LIMIT_MESSAGES_BURST: 250, LIMIT_MESSAGES_PER_DAY_FIRST_WEEK },
            midnight + hourMs,
          );
          for (const [messages, waitMs] of spent) {
            played.budgets.take({ messages });
            played.clock += waitMs;
          }
          return played;
        };
        const session = playStory();
        const { left, resetMs } = leftOf(session, "messages");
        expect(playStory().budgets.takeIfThere({ messages: left })).toBe(true);
        expect(playStory().budgets.takeIfThere({ messages: left + 1 })).toBe(false);
        const { used, cap: mostADay } = session.budgets.usage().messages;
        session.clock += resetMs;
        const isNextDay = session.clock >= midnight + dayMs;
        expect(leftOf(session, "messages").left).toBe(Math.min(250, isNextDay ? mostADay : mostADay - used));
      }),
      parametersOf(200),
    );
  });

  it("ends with the day where its cap is nearer than the bucket's burst", () => {
    const session = new BudgetSession(
      { LIMIT_MESSAGES_PER_DAY_FIRST_WEEK: 100, LIMIT_MESSAGES_PER_SECOND: 1, LIMIT_MESSAGES_BURST: 90 },
      midnight + 20 * hourMs,
    );
    expect(leftOf(session, "messages")).toEqual({
      name: "messages",
      left: 90,
      resetMs: 0,
      quotas: [
        { limit: 90, windowMs: 90_000 },
        { limit: 100, windowMs: dayMs },
      ],
    });
    session.budgets.take({ messages: 80 });
    expect(leftOf(session, "messages")).toMatchObject({ left: 10, resetMs: 80_000 });
    session.clock += 60_000;
    expect(leftOf(session, "messages")).toMatchObject({ left: 20, resetMs: 4 * hourMs - 60_000 });
    expect(leftOf(session, "people")).toMatchObject({ left: 50, resetMs: 4 * hourMs - 60_000 });
  });

  it("grows with an operator's factor and the account's age", () => {
    const session = new BudgetSession({}, midnight, midnight - 8 * dayMs);
    session.budgets.setFactor(2);
    const { LIMIT_PEOPLE_PER_DAY: people } = budgetLimits;
    const quotas = [{ limit: 2 * people, windowMs: dayMs }];
    expect(leftOf(session, "people")).toMatchObject({ left: 2 * people, quotas });
  });

  it("is told without a row", () => {
    const session = new BudgetSession();
    session.budgets.left(budgetNames);
    expect(session.rows).toBe(0);
  });
});

it("[BUDGET-43] of the rate of frames is what the bucket holds, until it is full", () => {
  const bucket = new TokenBucket(10, 20, 0);
  const quotas = [{ limit: 20, windowMs: 2_000 }];
  expect(bucket.left(0)).toEqual({ left: 20, resetMs: 0, quotas });
  for (let n = 0; n < 20; n++) expect(bucket.take(0)).toBe(0);
  expect(bucket.left(0)).toEqual({ left: 0, resetMs: 2_000, quotas });
  // Whoever waited as long as told has one, whatever became of the fractions.
  expect(bucket.left(bucket.take(0))).toMatchObject({ left: 1, resetMs: 1_900 });
  expect(bucket.left(5_000)).toEqual({ left: 20, resetMs: 0, quotas });
});
