// Rows that a cold group reads, by its number of former members. Only rows of the group's own object count.
import { makeGroup, makePeople, type Person } from "../../kit/people.ts";
import { uuidV7 } from "../load/frames.ts";
import { totalOf } from "../meter/counts.ts";
import { table, whole } from "../report/table.ts";
import { Device } from "./device.ts";
import type { Lab, LabObject } from "./lab.ts";
import { settled } from "./scenarios.ts";

const size = 500;
/** Former members: the second number is added to the first. */
const formers = [0, 10_000] as const;

/** Rows that the group reads, being cold, by the first … */
export interface ColdGroupRows {
  readonly send: number;
  /** … sync of a device that lacks an event. */
  readonly sync: number;
  /** … read mark. */
  readonly mark: number;
}

export type ColdRowsByFormers = Readonly<Record<string, ColdGroupRows>>;

export async function measureColdGroup(lab: Lab): Promise<ColdRowsByFormers> {
  const people = await settled(lab, makePeople(lab.url, size));
  const { conversationId } = await makeGroup(lab.url, people);
  const [olga, mona] = people as readonly [Person, Person];
  const [one, other] = [await Device.connect(lab.url, olga), await Device.connect(lab.url, mona)];
  const objects: readonly LabObject[] = [
    { className: "Group", name: conversationId },
    ...people.map(({ userId }) => ({ className: "UserSession" as const, name: userId })),
  ];
  const cold = async (work: () => Promise<unknown>): Promise<number> => {
    await lab.hibernate(objects);
    const { rowsRead } = await lab.counted(work);
    return totalOf(Object.fromEntries(Object.entries(rowsRead).filter(([kind]) => kind.startsWith("Group "))));
  };
  const rows: Record<string, ColdGroupRows> = {};
  for (const count of formers) {
    if (count > 0) await lab.fillFormers(conversationId, count);
    let seq = 0;
    const send = await cold(async () => (seq = await one.say(conversationId, uuidV7(lab.now()))));
    const sync = await cold(() => other.sync({ [conversationId]: seq - 1 }));
    rows[count] = { send, sync, mark: await cold(() => other.reads(conversationId, seq)) };
  }
  one.leave();
  other.leave();
  return rows;
}

export function reportColdGroup(rows: ColdRowsByFormers): string {
  const lines = Object.entries(rows).map(([count, { send, sync, mark }]) => [
    `${whole(Number(count))} were in before`,
    ...[send, sync, mark].map(whole),
  ]);
  return `${table([[`rows read by a cold group of ${size}`, "first send", "sync", "read mark"], ...lines])}\n`;
}
