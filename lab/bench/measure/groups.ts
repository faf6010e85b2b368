// Group measurements: time until all members have a message, its effect on the sender's ack, and ten groups under load.
import { performance } from "node:perf_hooks";
import type { LoadTeam } from "../load/load-team.ts";
import { makeGroup, makePeople, type MadeGroup, type Person } from "../../kit/people.ts";
import { latencyOf, type Latency } from "./latencies.ts";
import { openFanOut, openGroups } from "./throughput.ts";

const largeSize = 500;
export const groupsOf20 = { count: 10, size: 20, senders: 4 } as const;

export interface BenchGroups {
  /** Their members are in `large` too, but the two are never connected at the same time. */
  readonly of20: readonly MadeGroup[];
  readonly large: MadeGroup;
  readonly pair: MadeGroup;
}

/** @param people as many as are in all of the groups */
export function makeGroupsOf20(
  server: string,
  people: readonly Person[],
  count: number = groupsOf20.count,
): Promise<readonly MadeGroup[]> {
  const { size } = groupsOf20;
  const members = Array.from({ length: count }, (_, index) => people.slice(index * size, (index + 1) * size));
  return Promise.all(members.map((some) => makeGroup(server, some)));
}

export async function makeGroups(server: string): Promise<BenchGroups> {
  const people = await makePeople(server, largeSize + 2);
  const of20 = await makeGroupsOf20(server, people);
  const [large, pair] = await Promise.all([
    makeGroup(server, people.slice(0, largeSize)),
    makeGroup(server, people.slice(largeSize)),
  ]);
  return { of20, large, pair };
}

/** The time to one socket of each member, including the sender's. */
export interface Reach {
  readonly acked: Latency;
  readonly reachedAll: Latency;
}

export interface GroupLatencies {
  readonly group500: Reach;
  readonly group2: Reach;
  /** A bare object that calls 500 others, each of which sends to its socket. */
  readonly bare500: Reach;
}

export interface ReachPlan {
  readonly blocks: number;
  /** Messages to each of the two large groups in a block. */
  readonly samples: number;
  /** After this time since the process started, only the first two blocks begin. */
  readonly lastStartMs: number;
}

/** Separates messages, so that none is measured in the tail of the last one. */
export const reachRestMs = 20;

export const reachLoads = { group500: "group-of-500", group2: "group-of-2", bare500: "fan-out-500" } as const;
type ReachLoad = keyof typeof reachLoads;

/**
 * Connects all members and measures in turns, in blocks; the first block only warms up. Nobody else may send meanwhile.
 */
export async function measureReach(
  team: LoadTeam,
  { plainUrl, yardstickUrl, groups }: { plainUrl: string; yardstickUrl: string; groups: BenchGroups },
  { blocks, samples, lastStartMs }: ReachPlan,
): Promise<GroupLatencies> {
  await openGroups(team, reachLoads.group500, plainUrl, [groups.large], 1);
  await openGroups(team, reachLoads.group2, plainUrl, [groups.pair], 1);
  await openFanOut(team, reachLoads.bare500, yardstickUrl, largeSize);
  const times: Record<ReachLoad, { acked: number[]; reachedAll: number[] }> = {
    group500: { acked: [], reachedAll: [] },
    group2: { acked: [], reachedAll: [] },
    bare500: { acked: [], reachedAll: [] },
  };
  // Messages to a small group take little time, so more of them are sent.
  const inTurn: readonly (readonly [ReachLoad, number])[] = [
    ["group500", samples],
    ["group2", 4 * samples],
    ["bare500", Math.ceil(samples / 2)],
  ];
  for (let block = 0; block <= blocks; block++) {
    if (block > 2 && performance.now() > lastStartMs) break;
    for (const [name, count] of inTurn) {
      const { acked, reachedAll } = await team.reach(reachLoads[name], {
        sender: 0,
        samples: count,
        restMs: reachRestMs,
      });
      if (block === 0) continue;
      times[name].acked.push(...acked);
      times[name].reachedAll.push(...reachedAll);
    }
  }
  const reachOf = (name: ReachLoad): Reach => ({
    acked: latencyOf(times[name].acked),
    reachedAll: latencyOf(times[name].reachedAll),
  });
  return { group500: reachOf("group500"), group2: reachOf("group2"), bare500: reachOf("bare500") };
}
