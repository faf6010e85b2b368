// The group figures of `npm run bench:cost`: cost per message, by group size.
import { totalOf } from "../meter/counts.ts";
import { table } from "../report/table.ts";
import { lifeOf, reportLogs, type Life } from "./cost-report.ts";
import { LabGroup } from "./group-scenarios.ts";
import type { Lab } from "./lab.ts";
import type { Counted } from "./scenarios.ts";

/** In the largest group nobody reads: with reading the measurement takes minutes and grows with each member. */
const sizes = [2, 20, 100, 500] as const;
const largestToRead = 100;
/** Sent within two and a half minutes. */
const messages = 5;
const loadMs = 1_500;

/** Per message; a delivery is one that reached another member. */
export interface GroupCost extends Life {
  readonly usdPerMillionDeliveries: number;
  readonly rowsWritten: number;
  readonly objectRequests: number;
  readonly socketMessagesIn: number;
}

export interface GroupCosts {
  readonly load: GroupCost;
  readonly oneByOne: GroupCost;
  /** Null: not measured. */
  readonly readByAll: GroupCost | null;
}

export type CostsBySize = Readonly<Record<string, GroupCosts>>;

/** @param onSize called after each size */
export async function countGroups(lab: Lab, onSize: (size: number) => void): Promise<CostsBySize> {
  const costs: Record<string, GroupCosts> = {};
  for (const size of sizes) {
    const group = await LabGroup.open(lab, size);
    const costOf = (counted: Counted): GroupCost => groupCost(counted, size);
    costs[size] = {
      load: costOf(await group.sendUnderLoad(loadMs)),
      oneByOne: costOf(await group.talk({ messages, read: false })),
      readByAll: size > largestToRead ? null : costOf(await group.talk({ messages, read: true })),
    };
    group.close();
    onSize(size);
  }
  return costs;
}

function groupCost(counted: Counted, size: number): GroupCost {
  const { counts } = counted;
  const life = lifeOf(counted);
  const each = (count: number): number => count / counted.messages;
  return {
    ...life,
    usdPerMillionDeliveries: life.usdPerMillion / (size - 1),
    rowsWritten: each(totalOf(counts.rowsWritten)),
    objectRequests: each(totalOf(counts.objectRequests)),
    socketMessagesIn: each(counts.socketMessagesIn),
  };
}

const lives: Readonly<Record<keyof GroupCosts, string>> = {
  load: "under load",
  oneByOne: "one by one, all asleep before",
  readByAll: "and read by all at once",
};

export function reportGroups(costs: CostsBySize): string {
  const rows = Object.entries(lives).flatMap(([life, name]) =>
    Object.entries(costs).flatMap(([size, ofSize]) => {
      const cost = ofSize[life as keyof GroupCosts];
      if (cost === null) return [];
      const { rowsWritten, objectRequests, socketMessagesIn, usdPerMillion, usdPerMillionDeliveries } = cost;
      const counts = [rowsWritten, objectRequests, socketMessagesIn].map((count) => count.toFixed(2));
      return [
        [`${name}, ${size}`, ...counts, `$${usdPerMillion.toFixed(2)}`, `$${usdPerMillionDeliveries.toFixed(3)}`],
      ];
    }),
  );
  const logs = Object.fromEntries(
    Object.entries(costs).map(([size, { oneByOne }]) => [`a group of ${size}`, oneByOne]),
  );
  return [
    table([["per message to a group of", "rows", "calls", "socket in", "a million", "a million deliveries"], ...rows]),
    "",
    reportLogs(logs),
    "",
  ].join("\n");
}
