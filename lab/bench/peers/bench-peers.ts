// `npm run bench:peers`: servers that people run or could write, beside ours and the echo, under the same loads.
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LoadTeam } from "../load/load-team.ts";
import { describeMachine, isInMemory } from "../machine.ts";
import { parseRounds } from "../options.ts";
import { progress } from "../progress.ts";
import { peersDir } from "../servers.ts";
import { findEjabberd } from "./ejabberd/installed.ts";
import { startEjabberdPeer } from "./ejabberd/peer.ts";
import { measurePeers, type PeerPlan } from "./measure-peers.ts";
import { startOurs } from "./ours.ts";
import type { Peer } from "./peer.ts";
import { peersResult, reportPeers } from "./peers-report.ts";
import { socketIoForms, startSocketIoPeer } from "./socket-io.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    /** Short rounds, to see that everything works. */
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rounds = parseRounds(options.rounds);
const plan: PeerPlan = options.quick
  ? { rounds, warmMs: 200, measureMs: 500, samples: 50, quietMessages: 1 }
  : { rounds, warmMs: 300, measureMs: 1_500, samples: 300, quietMessages: 4 };

await rm(peersDir, { recursive: true, force: true });
await mkdir(peersDir, { recursive: true });
const machine = await describeMachine(peersDir);
const team = new LoadTeam();
const peers: Peer[] = [];
const leftOut: string[] = [];
// So that what was started is also stopped.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
try {
  progress("starting the servers");
  peers.push(...(await startOurs(join(peersDir, "klatch"))));
  for (const form of socketIoForms) peers.push(await startSocketIoPeer(peersDir, form));
  const ejabberd = await findEjabberd();
  if (ejabberd === null) leftOut.push("ejabberd with PostgreSQL: not installed, left out");
  else if (await isInMemory(tmpdir()))
    leftOut.push("ejabberd with PostgreSQL: the temporary directory lies in memory, left out");
  else peers.push(await startEjabberdPeer(ejabberd));
  for (const peer of peers) {
    await peer.open(team);
    progress(`${peer.name}: everyone is connected`);
  }
  const measured = await measurePeers(team, peers, peersDir, plan);
  const result = peersResult({ machine, peers, measured, leftOut });
  process.stdout.write(`${reportPeers(result)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  team.end();
  await Promise.all(peers.map((peer) => peer.stop()));
}
