// One of the two checkouts that are compared: its servers, and its loads on them.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { openCheckout } from "../../kit/checkout.ts";
import { makePairs, makePeople } from "../../kit/people.ts";
import { pidsAt } from "../cpu.ts";
import type { LoadTeam } from "../load/load-team.ts";
import { groupsOf20, makeGroupsOf20 } from "../measure/groups.ts";
import { openPairsWithHistory } from "../measure/history.ts";
import { openGroups, openOneConversation, openPairs, senders } from "../measure/throughput.ts";
import { startServers, stopServers, type BenchServers } from "../servers.ts";
import type { CompareLoad } from "./loads.ts";

/** In the order in which they are measured. */
export const sideNames = ["a", "b"] as const;
export type SideName = (typeof sideNames)[number];

export interface Side {
  readonly name: SideName;
  readonly root: string;
  /** Abbreviated, with `-dirty` if files differ from it; "unknown" without git. */
  readonly commit: string;
  readonly servers: BenchServers;
  /** Of the server without history. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export const loadOf = (side: SideName, load: CompareLoad): string => `${side}, ${load}`;

/** @param root of a checkout with its packages installed @param stateDir of this run */
export async function startSide(name: SideName, root: string, stateDir: string): Promise<Side> {
  const checkout = await openCheckout(root);
  const servers = await startServers(join(stateDir, name), { start: checkout.startServer });
  return {
    name,
    root: checkout.root,
    commit: await commitOf(checkout.root),
    servers,
    pids: await pidsAt(servers.plain.url),
    stop: () => stopServers(servers),
  };
}

async function commitOf(root: string): Promise<string> {
  const describing = promisify(execFile)("git", ["describe", "--always", "--dirty"], { cwd: root });
  return (await describing.catch(() => ({ stdout: "unknown" }))).stdout.trim();
}

/** How many pairs and groups the loads have; those with history always as many as make it write. */
export interface LoadSizes {
  readonly pairs: number;
  readonly groups: number;
  readonly quietPairs: number;
}
export const usualSizes = { pairs: senders, groups: groupsOf20.count } as const;

/** Makes the people of a load and connects them. */
export async function openLoad(team: LoadTeam, side: Side, load: CompareLoad, sizes: LoadSizes): Promise<void> {
  const { pairs, groups, quietPairs } = sizes;
  const name = loadOf(side.name, load);
  const { plain, withHistory } = side.servers;
  switch (load) {
    case "pairs":
      return openPairs(team, name, plain.url, await makePairs(plain.url, pairs));
    case "pairs-with-history":
      return openPairsWithHistory(team, name, withHistory.url, await makePairs(withHistory.url, senders));
    case "one-conversation":
      for (const pair of await makePairs(plain.url, 1)) await openOneConversation(team, name, plain.url, pair);
      return;
    case "groups-of-20": {
      const people = await makePeople(plain.url, groups * groupsOf20.size);
      return openGroups(team, name, plain.url, await makeGroupsOf20(plain.url, people, groups), groupsOf20.senders);
    }
    case "one-in-flight":
      return openPairs(team, name, plain.url, await makePairs(plain.url, 1));
    case "quiet-pairs":
      return openPairs(team, name, plain.url, await makePairs(plain.url, quietPairs));
  }
}
