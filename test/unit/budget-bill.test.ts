// The worst bill that one account can cause, and that no route or frame is forgotten in it.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { limitsDocument } from "../../lab/bench/cost/limits-document.ts";
import {
  neverRefused,
  spentByFrame,
  spentByRoute,
  totalOf,
  unitCosts,
  usdOf,
  worstBill,
} from "../../lab/bench/cost/worst-bill.ts";
import { budgetKinds, budgetLimits, budgetNames, type BudgetKind } from "../../schema/protocol/budgets.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { upFrameTypes } from "../../schema/protocol/up.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

describe("[BUDGET-3] the worst bill of one account in a day", () => {
  it("is at most a dollar in the first week, and five later", () => {
    const { firstWeekUsd, laterUsd } = totalOf(worstBill());
    expect(firstWeekUsd).toBeLessThanOrEqual(1);
    expect(laterUsd).toBeLessThanOrEqual(5);
  });

  it("grows with any budget that is raised", () => {
    const before = totalOf(worstBill());
    for (const name of budgetNames) {
      const { perDay, perDayFirstWeek } = budgetKinds[name];
      const raised = { ...defaultLimits, [perDay]: 1e12, [perDayFirstWeek]: 1e12 };
      const { firstWeekUsd, laterUsd } = totalOf(worstBill(raised));
      expect([name, firstWeekUsd > before.firstWeekUsd, laterUsd > before.laterUsd]).toEqual([name, true, true]);
    }
  });

  it("names what every route and every frame spends", () => {
    expect(Object.keys(spentByRoute).toSorted()).toEqual(routeList.map(({ operationId }) => operationId).toSorted());
    expect(Object.keys(spentByFrame).toSorted()).toEqual([...upFrameTypes].toSorted());
  });

  it("leaves no route of a user free, and calls none an operator's that is not", () => {
    const wrong = routeList.filter(({ operationId, who, isUpgrade }) => {
      const spends = spentByRoute[operationId];
      if (who === "operator") return spends !== "operator";
      return (who === "user" || isUpgrade === true) && (typeof spends === "string" || spends.length === 0);
    });
    expect(wrong).toEqual([]);
  });

  it("has a price for every budget, and something that spends it", () => {
    const spent = new Set([...Object.values(spentByRoute), ...Object.values(spentByFrame)].flat());
    for (const name of budgetNames) {
      expect(usdOf(unitCosts[name])).toBeGreaterThan(0);
      expect([name, spent.has(name)]).toEqual([name, !neverRefused.has(name)]);
    }
  });

  it("is what docs/limits.md says", async () => {
    expect(await readFile(inRepository("docs/limits.md"), "utf8")).toBe(limitsDocument());
  });
});

describe("[BUDGET-2] the declared budgets", () => {
  it("use each of their variables once", () => {
    const used = Object.values<BudgetKind>(budgetKinds).flatMap(({ rate, perDay, perDayFirstWeek }) => [
      ...(rate === null ? [] : [rate.variable, rate.burst]),
      perDay,
      perDayFirstWeek,
    ]);
    expect(used.toSorted()).toEqual(Object.keys(budgetLimits).toSorted());
  });

  it("grow with the account's age", () => {
    for (const { perDay, perDayFirstWeek } of Object.values<BudgetKind>(budgetKinds))
      expect(budgetLimits[perDayFirstWeek]).toBeLessThanOrEqual(budgetLimits[perDay]);
  });
});
