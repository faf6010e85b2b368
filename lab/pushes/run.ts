// One whole run: makes people on an empty server, lets them write and read while services fail and the server is killed, waits until
// nothing is left to be told, and judges what came to their devices. Then everybody is written to once more, and it is judged again.
import { setTimeout as sleep } from "node:timers/promises";
import { longSignIns } from "../kit/server.ts";
import { Random } from "../kit/random.ts";
import { Victim } from "../chaos/server.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { checkRest, checkRun } from "./check/check.ts";
import { PushVerdict } from "./check/rules.ts";
import { readDue } from "./due.ts";
import type { PushHistory, Rest } from "./history.ts";
import { readRest, replayDead, untilAtRest, wakeAll, type Resting } from "./rest.ts";
import { PushServices } from "./services.ts";
import { read } from "./storm/read.ts";
import { Storm } from "./storm/storm.ts";
import { Talk } from "./storm/talk.ts";
import { historyOf, makeWorld, type Size, type World } from "./world.ts";

export interface RunOptions extends Size {
  readonly seed: number;
  readonly messages: number;
  /** How long these should take. */
  readonly seconds: number;
  /** After so many minutes no more are written. */
  readonly withinMinutes: number;
  readonly kills: number;
  /** Nothing that takes long to recover from: no service that is silent, and kills while nobody is being told. */
  readonly isQuick: boolean;
  /** Must be empty or missing; the state of the run is kept there. */
  readonly stateDir: string;
  /** Called with each step. */
  readonly progress: (step: string) => void;
}

export interface RunResult {
  readonly verdict: PushVerdict;
  readonly history: PushHistory;
  /** Of everything that happened. */
  readonly counts: Readonly<Record<string, number>>;
  /** How often services failed, by how. */
  readonly faults: Readonly<Record<string, number>>;
  /** What services found wrong with the server's requests: nothing. */
  readonly wrong: readonly string[];
}

/** People write to who they like, and sign in once. */
const own = { FIRST_CONTACT: "open", ...longSignIns } as const;

export async function run(options: RunOptions): Promise<RunResult> {
  const { seed, isQuick, stateDir, progress } = options;
  const random = new Random(seed);
  const services = new PushServices();
  await services.start();
  const victim = await Victim.start(stateDir, { ...own, ...services.vars });
  try {
    const world = await makeWorld(victim.url, options, services, random.fork());
    progress(`${world.people.length} people, ${world.conversations.length} conversations; the storm begins`);
    const resting = { world, stateDir, adminToken: await victim.adminToken(), isQuick, progress };
    const talk = new Talk(world);
    const kill = async (): Promise<void> => {
      if (isQuick) await untilNobodyIsTold(stateDir);
      world.kills.push(Date.now());
      await victim.kill();
    };
    const began = Date.now();
    const storm = new Storm({ ...options, world, talk, random: random.fork(), kill });
    await storm.rage();
    const stormMs = Date.now() - began;
    progress(`the storm is over after ${stormMs} ms`);
    const { history, rests, died } = await settle(resting, talk, random.fork());
    const verdict = new PushVerdict();
    for (const rest of rests) checkRest(history, rest, verdict);
    const rest = rests.at(-1) as Rest;
    checkRun(history, rest, verdict);
    const counts = {
      ...countsOf(world),
      ...talk.counts,
      "jobs died": died,
      "storm ms": stormMs,
      "drain ms": rest.at - began - stormMs,
    };
    return { verdict, history, counts, faults: Object.fromEntries(storm.faults), wrong: services.faults };
  } finally {
    await Promise.all([victim.stop(), services.stop()]);
  }
}

const lookEveryMs = 10;
const readAtRestOdds = 0.5;

async function untilNobodyIsTold(stateDir: string): Promise<void> {
  while ((await readDue(stateDir)).open > 0) await sleep(lookEveryMs);
}

async function settle(resting: Resting, talk: Talk, random: Random) {
  const { world, progress } = resting;
  await wakeAll(world);
  await untilAtRest(resting);
  // Nothing comes afterwards that would take something back by the way.
  const readers = world.people.filter(() => random.chance(readAtRestOdds));
  await eachInParallel(readers, readers.length, (one) => read(world, one, random));
  await untilAtRest(resting);
  const first = await replayDead(resting);
  progress(`at rest; ${first.died} jobs had died. Everybody is written to once more`);
  const rests = [await readRest(resting, first.left, false)];
  await sayLastWords(world, talk);
  await untilAtRest(resting);
  const second = await replayDead(resting);
  rests.push(await readRest(resting, second.left, true));
  return { history: historyOf(world), rests, died: first.died + second.died };
}

/** To everybody, once, where they have not muted it. */
async function sayLastWords({ people }: World, talk: Talk): Promise<void> {
  await eachInParallel(people, people.length, async (person) => {
    const isHeard = (id: string): boolean => person.muted.get(id as never)?.at(-1)?.to !== Infinity;
    const conversation = person.conversations.find(({ id, members }) => members.length === 2 && isHeard(id));
    const peer = conversation?.members.find((one) => one !== person);
    if (conversation !== undefined && peer !== undefined) await talk.say(peer, conversation);
  });
}

function countsOf({ people, services, kills }: World): Readonly<Record<string, number>> {
  const installed = people.flatMap(({ devices }) => devices.flatMap((device) => device.installed));
  const taken = installed.flatMap((one) => one.taken);
  return {
    kills: kills.length,
    "requests to services": services.requests,
    "messages told": taken.filter(({ said }) => said.type === "message").length,
    "clears told": taken.filter(({ said }) => said.type === "clear").length,
    "clears along": taken.reduce((sum, { said }) => sum + (said.cleared?.length ?? 0), 0),
    replaced: taken.filter(({ said }) => said.replaces === true).length,
    "apps deleted": installed.filter(({ goneAt }) => goneAt !== null).length,
    reads: people.reduce((sum, { reads }) => sum + reads.length, 0),
    "sockets looked at": people.reduce((sum, { looking }) => sum + looking.length, 0),
    mutes: people.reduce((sum, { muted }) => sum + [...muted.values()].flat().length, 0),
  };
}
