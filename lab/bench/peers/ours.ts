// Our own server and the echo yardstick beside it, as peers.
import { makePairs, makePeople } from "../../kit/people.ts";
import { pidsAt } from "../cpu.ts";
import { groupsOf20, makeGroupsOf20 } from "../measure/groups.ts";
import { openPairsWithHistory } from "../measure/history.ts";
import { openGroups, openOneEcho, openPairs, openYardstick } from "../measure/throughput.ts";
import { startWithYardstick, stopServers } from "../servers.ts";
import { counts, loadOf, peerLoads, type Peer } from "./peer.ts";

export const ourName = "klatch";
export const echoName = "echo";

const durability = "every message committed to the SQLite of its object, which syncs its WAL, before the ack";
const configured =
  "the bundle of a deployment; limits on frames and sockets raised; authentication, limits and cursors as in production";
const echoConfigured = "a bare object in the same workerd process; nothing stored";

/** Two workerds: the echo is in that of the server without history. Only one of them gets load at a time. */
export async function startOurs(stateDir: string): Promise<readonly Peer[]> {
  const servers = await startWithYardstick(stateDir);
  const { plain, withHistory, yardstickUrl } = servers;
  const { url } = plain;
  const pids = await pidsAt(url);
  const klatch: Peer = {
    name: ourName,
    durability,
    configured: `${configured}; history to D1 put off beyond the run`,
    pids,
    isEcho: false,
    loads: peerLoads,
    async open(team) {
      const [[one, ...pairs], people] = await Promise.all([
        makePairs(url, 1 + counts.pairs + counts.quietPairs),
        makePeople(url, groupsOf20.count * groupsOf20.size),
      ]);
      const groups = await makeGroupsOf20(url, people);
      await openPairs(team, loadOf(ourName, "one"), url, one === undefined ? [] : [one]);
      await openPairs(team, loadOf(ourName, "pairs"), url, pairs.slice(0, counts.pairs));
      await openPairs(team, loadOf(ourName, "quiet"), url, pairs.slice(counts.pairs));
      await openGroups(team, loadOf(ourName, "groups"), url, groups, groupsOf20.senders);
    },
    stop: () => stopServers(servers),
  };
  const history: Peer = {
    name: "klatch, history",
    durability,
    configured: `${configured}; history to D1 as by default, staggered so that some conversations write theirs in each round`,
    pids: await pidsAt(withHistory.url),
    isEcho: false,
    historyOf: withHistory,
    loads: ["pairs"],
    async open(team) {
      const pairs = await makePairs(withHistory.url, counts.pairs);
      await openPairsWithHistory(team, loadOf("klatch, history", "pairs"), withHistory.url, pairs);
    },
    stop: () => Promise.resolve(),
  };
  const echo: Peer = {
    name: echoName,
    durability: "none",
    configured: `${echoConfigured}; one frame in each WebSocket message`,
    pids,
    isEcho: true,
    loads: ["pairs", "one", "quiet"],
    async open(team) {
      await openYardstick(team, loadOf(echoName, "pairs"), yardstickUrl, "echo");
      await openOneEcho(team, loadOf(echoName, "one"), yardstickUrl);
      await openYardstick(team, loadOf(echoName, "quiet"), yardstickUrl, "echo", 1, counts.quietPairs);
    },
    stop: () => Promise.resolve(),
  };
  const batched: Peer = {
    ...echo,
    name: "echo, 16 a message",
    configured: `${echoConfigured}; 16 frames in each WebSocket message, each answered by a message of its own`,
    loads: ["pairs"],
    open: (team) => openYardstick(team, loadOf("echo, 16 a message", "pairs"), yardstickUrl, "echo", 16),
  };
  return [echo, batched, klatch, history];
}
