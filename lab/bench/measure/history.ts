// Pairs on a server that writes history, and what it wrote.
import { setTimeout as sleep } from "node:timers/promises";
import { defaultHistorySettings } from "../../../schema/history/settings.ts";
import type { Server } from "../../../tools/run/serve.ts";
import type { Pair } from "../../kit/people.ts";
import type { LoadTeam } from "../load/load-team.ts";
import { openPairs } from "./throughput.ts";

/** Events in history, in D1 or R2, and blocks of them in R2. */
export interface Written {
  readonly events: number;
  readonly blocks: number;
}

/** When nothing more was written for so long, all that was due is written. */
const restMs = 150;

/** Opens pairs of which in every round some write history; otherwise all would in the same second, in most rounds none. */
export async function openPairsWithHistory(
  team: LoadTeam,
  load: string,
  server: string,
  pairs: readonly Pair[],
): Promise<void> {
  await openPairs(team, load, server, pairs);
  await team.stagger(load, defaultHistorySettings.HISTORY_PROJECT_EVENTS);
}

/**
 * What was written while something was done, and until nothing more followed: so that it does not burden what is
 * measured next.
 * @throws Error when nothing was written
 */
export async function historyDuring<T>(
  server: Server,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly written: Written }> {
  const before = await countHistory(server);
  const result = await work();
  let after = await countHistory(server);
  for (let earlier = before; earlier.events !== after.events || earlier.blocks !== after.blocks;) {
    await sleep(restMs);
    [earlier, after] = [after, await countHistory(server)];
  }
  const written = { events: after.events - before.events, blocks: after.blocks - before.blocks };
  if (written.events === 0) throw new Error("no history was written while it was to be measured");
  return { result, written };
}

async function countHistory({ miniflare }: Server): Promise<Written> {
  const history = await miniflare.getD1Database("HISTORY");
  const eventsIn = (table: string): string => `(SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM ${table})`;
  const query = `SELECT ${eventsIn("history_segment")} + ${eventsIn("history_archive")} AS events,
    (SELECT count(*) FROM history_archive) AS blocks`;
  return (await history.prepare(query).first<Written>()) ?? { events: 0, blocks: 0 };
}
