// The figures of `npm run bench:cost` about changes of messages: what each costs beyond its message.
import { table } from "../report/table.ts";
import { changes, costsOfChanges, rowsOfPage, type ChangeCost, type PageRows } from "./change-scenarios.ts";
import { pricesOfPicture } from "./file-scenarios.ts";
import type { Lab } from "./lab.ts";

export interface ChangeCosts {
  readonly changes: Readonly<Record<string, ChangeCost>>;
  /** Of 50 messages. */
  readonly pages: Readonly<Record<"changed" | "unchanged", PageRows>>;
}

/** @param onChange called after each */
export async function countChanges(lab: Lab, onChange: (name: string) => void): Promise<ChangeCosts> {
  const costs = await costsOfChanges(lab, changes, onChange);
  return { changes: costs, pages: { changed: await rowsOfPage(lab, true), unchanged: await rowsOfPage(lab, false) } };
}

export function reportChanges({ changes: costs, pages }: ChangeCosts): string {
  const lines = Object.entries(costs).map(([name, cost]) => [
    name,
    ...[cost.rowsWritten, cost.objectRequests, cost.deliveries, cost.workerRequests, cost.r2Writes, cost.r2Reads].map(
      String,
    ),
    Object.entries(cost.rows)
      .map(([place, count]) => `${place} ${count}`)
      .join(", "),
  ]);
  return [
    "In a pair, both online and asleep, with history and its archive a month later, beyond the message that is changed:",
    "",
    table([["", "rows", "calls", "deliveries", "Worker", "R2 writes", "R2 reads", "rows by table"], ...lines]),
    "",
    table([
      ["rows read by a page of 50 messages", "all asleep before", "read again"],
      ...Object.entries(pages).map(([name, { cold, warm }]) => [name, String(cold), String(warm)]),
    ]),
    "",
    ...[1, 499].map((readers) => {
      const price = pricesOfPicture(costs, readers);
      return `A picture of 1 MiB to ${readers + 1} people, kept for a month, seen once by each: $${price?.toFixed(6) ?? "?"}`;
    }),
    "",
  ].join("\n");
}
