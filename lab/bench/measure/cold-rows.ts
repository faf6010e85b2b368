// Rows that a cold start reads, by the length of the log: in all actors together, until everything is idle again.
import { Device } from "../cost/device.ts";
import { Lab } from "../cost/lab.ts";
import { objectsOf } from "../cost/scenarios.ts";
import { uuidV7 } from "../load/frames.ts";
import { totalOf, type Counts } from "../meter/counts.ts";
import { makePair } from "../../kit/people.ts";

const logSizes = [1_000, 100_000, 1_000_000] as const;

/** Rows read, with all objects cold, by the first … */
export interface ColdRows {
  readonly send: number;
  /** … sync of a device that lacks ten messages. */
  readonly sync: number;
  /** … read mark in the middle of the log, which needs the unread count from there. */
  readonly unread: number;
}

/** Rows by the length of the log. */
export type ColdRowsByEvents = Readonly<Record<string, ColdRows>>;

/** Uses a metered server of its own and stops it afterwards. */
export async function measureColdStarts(stateDir: string): Promise<ColdRowsByEvents> {
  const lab = await Lab.start(stateDir);
  try {
    const rows: Record<string, ColdRows> = {};
    for (const events of logSizes) rows[events] = await measureColdRows(lab, events);
    return rows;
  } finally {
    await lab.stop();
  }
}

export async function measureColdRows(lab: Lab, events: number): Promise<ColdRows> {
  const pair = await makePair(lab.url);
  const objects = objectsOf(pair);
  const { conversationId, sender, receiver } = pair;
  await lab.queuesAreEmpty();
  await lab.fill(conversationId, events);
  await lab.hibernate(objects);
  const [one, other] = [await Device.connect(lab.url, sender), await Device.connect(lab.url, receiver)];
  const cold = async (work: () => Promise<unknown>): Promise<number> => {
    await lab.hibernate(objects);
    const { rowsRead }: Counts = await lab.counted(work);
    return totalOf(rowsRead);
  };
  const send = await cold(() => one.say(conversationId, uuidV7(lab.now())));
  const sync = await cold(() => other.sync({ [conversationId]: events - 9 }));
  const unread = await cold(() => other.reads(conversationId, Math.ceil(events / 2)));
  one.leave();
  other.leave();
  return { send, sync, unread };
}
