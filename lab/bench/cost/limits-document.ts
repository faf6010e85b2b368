// docs/limits.md: what an account may do, and the worst bill that it can cause, computed from the declarations.
import { budgetKinds, budgetNames, type BudgetKind } from "../../../schema/protocol/budgets.ts";
import { defaultLimits } from "../../../schema/protocol/limits.ts";
import { whole } from "../report/table.ts";
import { spentByFrame, spentByRoute, totalOf, unitCosts, usdOf, worstBill, type Spends } from "./worst-bill.ts";

/** As the formatter leaves it: columns of one width. */
function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, at) => Math.max(3, ...rows.map((row) => (row[at] ?? "").length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (row: readonly string[]): string => line(widths.map((width, at) => (row[at] ?? "").padEnd(width)));
  return [padded(head), line(widths.map((width) => "-".repeat(width))), ...body.map(padded)].join("\n");
}

const usd = (value: number): string => `$${value.toFixed(4)}`;
const perTime: Readonly<Record<number, string>> = { 1_000: "s", 60_000: "min", 3_600_000: "h" };

const budgetRows = (): string[][] =>
  budgetNames.map((name) => {
    const { rate, perDay, perDayFirstWeek, counts }: BudgetKind = budgetKinds[name];
    return [
      `\`${name}\``,
      counts,
      rate === null ? "" : `${whole(defaultLimits[rate.variable])} a ${perTime[rate.perMs] ?? ""}`,
      rate === null ? "" : whole(defaultLimits[rate.burst]),
      whole(defaultLimits[perDayFirstWeek]),
      whole(defaultLimits[perDay]),
    ];
  });

function billRows(): string[][] {
  const bill = worstBill();
  const unitOf = (name: string): string => {
    const budget = budgetNames.find((one) => one === name);
    return budget === undefined ? "" : `$${Number((usdOf(unitCosts[budget]) * 1_000_000).toPrecision(3))}`;
  };
  const total = totalOf(bill);
  return [
    ...bill.map(({ name, firstWeekUsd, laterUsd }) => [name, unitOf(name), usd(firstWeekUsd), usd(laterUsd)]),
    ["**in all**", "", `**${usd(total.firstWeekUsd)}**`, `**${usd(total.laterUsd)}**`],
  ];
}

const spentWords = (spends: Spends): string =>
  typeof spends === "string" ? spends : spends.map((name) => `\`${name}\``).join(", ") || "the rate of frames only";

/** In Markdown. `npm run limits` writes it; a test compares. */
export const limitsDocument = (): string => `# What an account may cost

Made by \`npm run limits\` of \`schema/protocol/budgets.ts\` and \`lab/bench/cost/worst-bill.ts\`: do not edit.

A user's _budgets_ count what is billed, for all of their devices together. A bucket refills at a rate, up to its burst; a day's
cap ends at midnight, UTC. What goes beyond one is refused as a whole, with \`RATE_LIMITED\`, \`retryAfterMs\` and \`limit\`, the budget's
name. The variable of each number is its name in capitals: \`LIMIT_MESSAGES_PER_SECOND\`, \`LIMIT_MESSAGES_BURST\`,
\`LIMIT_MESSAGES_PER_DAY_FIRST_WEEK\`, \`LIMIT_MESSAGES_PER_DAY\` (\`…_PER_MINUTE\`, \`…_PER_HOUR\` where the table says so). An operator
multiplies all budgets of one account by \`PUT /api/admin/users/USER/budget\` with \`{"factor": 10}\`; \`GET\` shows what was spent today.

${table([["budget", "counts", "refill", "burst", "a day, first week", "a day, later"], ...budgetRows()])}

## The worst bill of one account in a day

Each budget at its cap, each unit at its worst: every object cold, nothing batched. Prices: \`lab/bench/prices.ts\`, beyond what a
plan includes. What is stored counts for a month in an object and in D1 and for a year in R2. It must be at most $1 in the first
week and $5 later (SPEC, BUDGET-3).

${table([["", "a million", "first week", "later"], ...billRows()])}

Not in it: what is refused. A refused request still costs the Worker's request and the session's, $0.45 a million; put a rate
limiting rule of the zone in front. Sign-ups and sign-ins are limited by network, before an account is known.

## What spends what

Every frame and request takes of the rate \`LIMIT_FRAMES_PER_SECOND\` too (\`limit\`: \`frames\`).

${table([
  ["frame or route", "spends"],
  ...Object.entries(spentByFrame).map(([type, spends]) => [`frame \`${type}\``, spentWords(spends)]),
  ...Object.entries(spentByRoute).map(([id, spends]) => [`\`${id}\``, spentWords(spends)]),
])}
`;
