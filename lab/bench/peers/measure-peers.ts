// Rounds of all peers in turns: every load of one peer is measured beside the same load of the others.
import type { LoadTeam, Throughput } from "../load/load-team.ts";
import { measureFsync } from "../machine.ts";
import { historyDuring } from "../measure/history.ts";
import { measureQuiet, quietIntervalMs } from "../measure/quiet.ts";
import { progress } from "../progress.ts";
import { percentile } from "../statistics.ts";
import { loadOf, peerLoads, type Peer, type PeerLoad } from "./peer.ts";

export interface PeerPlan {
  readonly rounds: number;
  readonly warmMs: number;
  readonly measureMs: number;
  /** Messages one after the other. */
  readonly samples: number;
  /** Messages of each quiet pair in a round, one second apart. */
  readonly quietMessages: number;
}

/**
 * Pairs and groups: deliveries to others a second, of an echo answers a second, over whole rounds. One: ms until the other has it, the
 * median. Quiet: ms of the server's CPU for a message.
 */
export type PeerValues = Readonly<Record<PeerLoad, readonly number[]>>;

export interface PeerRounds {
  readonly values: ReadonlyMap<string, PeerValues>;
  /** Before each round. */
  readonly fsyncMs: readonly number[];
}

/** The first round warms up and is short. @throws Error when something sent does not arrive once and in order */
export async function measurePeers(
  team: LoadTeam,
  peers: readonly Peer[],
  stateDir: string,
  plan: PeerPlan,
): Promise<PeerRounds> {
  const values = new Map<string, Record<PeerLoad, number[]>>(
    peers.map(({ name }) => [name, { pairs: [], groups: [], one: [], quiet: [] }]),
  );
  const fsyncMs: number[] = [];
  const warmUp = { ...plan, warmMs: 200, measureMs: 200, samples: 20, quietMessages: 1 };
  for (let round = 0; round <= plan.rounds; round++) {
    if (round > 0) fsyncMs.push(await measureFsync(stateDir, 10));
    for (const load of peerLoads) {
      const measured: string[] = [];
      for (const peer of peers.filter(({ loads }) => loads.includes(load))) {
        const value = await measure(team, peer, load, round === 0 ? warmUp : plan);
        if (round === 0 || value === null) continue;
        values.get(peer.name)?.[load].push(value);
        measured.push(`${peer.name} ${value >= 100 ? Math.round(value) : value.toFixed(2)}`);
      }
      progress(
        round === 0 ? `${load}: warmed up` : `round ${round} of ${plan.rounds}, ${load}: ${measured.join("; ")}`,
      );
    }
  }
  return { values, fsyncMs };
}

async function measure(team: LoadTeam, peer: Peer, load: PeerLoad, plan: PeerPlan): Promise<number | null> {
  const name = loadOf(peer.name, load);
  switch (load) {
    case "pairs":
    case "groups": {
      const work = (): Promise<Throughput> => team.round(name, plan);
      const { historyOf } = peer;
      const { wholeRound } = historyOf === undefined ? await work() : (await historyDuring(historyOf, work)).result;
      return peer.isEcho ? wholeRound.ackedPerS : wholeRound.deliveredPerS;
    }
    case "one": {
      const receiver = peer.isEcho ? 0 : 1;
      return percentile(await team.latency(name, { sender: 0, receiver, samples: plan.samples, restMs: 0 }), 0.5);
    }
    case "quiet": {
      const pace = { intervalMs: quietIntervalMs, messagesEach: plan.quietMessages };
      return (await measureQuiet(team, name, peer.pids, pace)).cpuMsPerMessage;
    }
  }
}
