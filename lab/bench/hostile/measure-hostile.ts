// How long uninvolved people's messages take while one account attacks, beside how long they took just before.
import type { LoadTeam } from "../load/load-team.ts";
import type { PacePlan } from "../load/plan.ts";
import { latencyOf, type Latency } from "../measure/latencies.ts";
import { openPairs } from "../measure/throughput.ts";
import type { Answers, Attack, AttackPlan } from "./attacks.ts";
import type { HostileWorld } from "./hostile-world.ts";

export interface HostilePlan extends AttackPlan {
  /** Of the uninvolved people, in each quiet time and in each attack. They send at this pace whatever arrives. */
  readonly pace: PacePlan;
}

export interface HostileRow {
  readonly name: string;
  readonly quiet: Latency;
  readonly attacked: Latency;
  /** Of the attack, from its first call to its last answer. */
  readonly seconds: number;
  readonly answers: Answers;
}

/**
 * Measures a quiet time before each attack, and the time of the attack. What comes late is waited for.
 *
 * @throws Error when a message of the uninvolved is refused, or not delivered once and in order within 30 s
 */
export async function measureHostile(
  team: LoadTeam,
  world: HostileWorld,
  attacks: readonly Attack[],
  plan: HostilePlan,
  onRow: (row: HostileRow) => void = () => {},
): Promise<readonly HostileRow[]> {
  const load = "uninvolved";
  await openPairs(team, load, world.server, world.pairs);
  const measured = async (): Promise<Latency> => latencyOf((await team.pace(load, plan.pace)).delivered);
  const rows: HostileRow[] = [];
  await measured();
  for (const { name, run } of attacks) {
    const quiet = await measured();
    const begun = performance.now();
    const attacking = run(world, plan);
    const attacked = await measured();
    const answers = await attacking;
    const row = { name, quiet, attacked, seconds: (performance.now() - begun) / 1_000, answers };
    rows.push(row);
    onRow(row);
  }
  await team.close(load);
  return rows;
}
