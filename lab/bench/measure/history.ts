// Pairs on a server that writes history, and what it wrote.
import { setTimeout as sleep } from "node:timers/promises";
import { defaultHistorySettings } from "../../../schema/history/settings.ts";
import type { Server } from "../../../tools/run/serve.ts";
import type { Pair } from "../../kit/people.ts";
import type { LoadTeam } from "../load/load-team.ts";
import { openPairs } from "./throughput.ts";

/** Segments of history in D1, and the events in them. */
export interface Written {
  readonly rows: number;
  readonly events: number;
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
  const before = await countSegments(server);
  const result = await work();
  let after = await countSegments(server);
  for (let earlier = before; earlier.rows !== after.rows;) {
    await sleep(restMs);
    [earlier, after] = [after, await countSegments(server)];
  }
  const written = { rows: after.rows - before.rows, events: after.events - before.events };
  if (written.rows === 0) throw new Error("no history was written while it was to be measured");
  return { result, written };
}

async function countSegments({ miniflare }: Server): Promise<Written> {
  const history = await miniflare.getD1Database("HISTORY");
  const query = "SELECT count(*) AS rows, coalesce(sum(last_seq - first_seq + 1), 0) AS events FROM history_segment";
  return (await history.prepare(query).first<Written>()) ?? { rows: 0, events: 0 };
}
