// Our own server and the echo yardstick beside it, as peers.
import { makeGroup, makePairs, makePeople } from "../../kit/people.ts";
import { openGroups, openOneEcho, openPairs, openYardstick } from "../measure/throughput.ts";
import { startPlain } from "../servers.ts";
import { counts, loadOf, peerLoads, type Peer } from "./peer.ts";

export const ourName = "klatch";
export const echoName = "echo";

const echoConfigured = "a bare object in the same workerd process; nothing stored";

/** Both run in one process; only one of them gets load at a time. */
export async function startOurs(stateDir: string): Promise<readonly Peer[]> {
  const { plain, yardstickUrl } = await startPlain(stateDir);
  const { url, workerdPid } = plain;
  const pids = workerdPid === undefined ? [] : [workerdPid];
  const klatch: Peer = {
    name: ourName,
    durability: "every message committed to the SQLite of its object, which syncs its WAL, before the ack",
    configured:
      "the bundle of a deployment; limits on frames and sockets raised, history to D1 put off beyond the run; authentication, limits and cursors as in production",
    pids,
    isEcho: false,
    loads: peerLoads,
    async open(team) {
      const [[one, ...pairs], people] = await Promise.all([
        makePairs(url, 1 + counts.pairs + counts.quietPairs),
        makePeople(url, counts.groups * counts.groupSize),
      ]);
      const members = Array.from({ length: counts.groups }, (_, index) =>
        people.slice(index * counts.groupSize, (index + 1) * counts.groupSize),
      );
      const groups = await Promise.all(members.map((some) => makeGroup(url, some)));
      await openPairs(team, loadOf(ourName, "one"), url, one === undefined ? [] : [one]);
      await openPairs(team, loadOf(ourName, "pairs"), url, pairs.slice(0, counts.pairs));
      await openPairs(team, loadOf(ourName, "quiet"), url, pairs.slice(counts.pairs));
      await openGroups(team, loadOf(ourName, "groups"), url, groups, counts.groupSenders);
    },
    stop: () => plain.stop(),
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
  return [echo, batched, klatch];
}
