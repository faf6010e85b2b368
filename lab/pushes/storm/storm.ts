// The busy part of a run: people write, read and mute, services fail, apps are deleted and installed again, and the server is
// killed.
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../kit/random.ts";
import { pickFault } from "../faults.ts";
import { subscribe, type Person, type World } from "../world.ts";
import { muteOrNot } from "./mute.ts";
import { read } from "./read.ts";
import type { Talk } from "./talk.ts";

export interface StormParts {
  readonly world: World;
  readonly talk: Talk;
  readonly random: Random;
  readonly messages: number;
  /** How long the messages should take, if the server is quick enough. */
  readonly seconds: number;
  readonly kills: number;
  /** Nothing that takes long to recover from: the server is killed while nobody is being told. */
  readonly isQuick: boolean;
  /** Notes the time. Resolves when the server answers again. */
  readonly kill: () => Promise<void>;
  readonly progress: (step: string) => void;
}

/** People who write at the same time. */
const writers = 12;
/** Of each message: a fault of a random service comes with it. */
const faultOdds = 0.12;
/** Each person, on average. */
const every = { readMs: 9_000, muteMs: 90_000 } as const;
/** Messages. */
const sayEvery = 1_000;
/** What is done to devices that are gone, together. */
const installEveryMs = 1_000;

/** @throws Error when a call is refused */
export async function rage({ world, talk, random, messages, seconds, kills, isQuick, kill, progress }: StormParts) {
  const over = new AbortController();
  const [faultRandom, readRandom, muteRandom] = [random.fork(), random.fork(), random.fork()];
  const [paceRandom, installRandom, killRandom] = [random.fork(), random.fork(), random.fork()];
  const faults = new Map<string, number>();
  let [begun, said] = [0, 0];

  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: over.signal }).catch(() => {});
  const write = async (): Promise<void> => {
    while (begun < messages) {
      begun += 1;
      await sleep(paceRandom.between(0, Math.ceil((2_000 * seconds * writers) / messages)));
      await talk.step();
      if (talk.acked >= (said + 1) * sayEvery) {
        said += 1;
        progress(`${talk.acked} messages, ${world.services.requests} requests to services`);
      }
      if (faultRandom.chance(faultOdds)) failOnce();
    }
  };
  const failOnce = (): void => {
    const device = faultRandom.pick(faultRandom.pick(world.people).devices);
    const fault = pickFault(faultRandom, isQuick);
    if (device.current === undefined) return;
    device.current.fail(fault);
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
  };
  /** Everybody in turn, so that nobody does two things of a kind at the same time. */
  const eachNow = async (meanMs: number, from: Random, act: (one: Person) => Promise<void>): Promise<void> => {
    const busy = new Set<Person>();
    const running: Promise<void>[] = [];
    while (!over.signal.aborted) {
      const one = from.pick(world.people);
      if (!busy.has(one)) {
        busy.add(one);
        running.push(act(one).finally(() => busy.delete(one)));
      }
      await pause(from.between(0, Math.ceil((2 * meanMs) / world.people.length)));
    }
    await Promise.all(running);
  };
  const installAgain = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const gone = world.people.flatMap(({ devices }) => devices.filter(({ current }) => current === undefined));
      const device = installRandom.pickOrNone(gone);
      if (device !== undefined && installRandom.chance(0.5)) await subscribe(world, device);
      await pause(installEveryMs);
    }
  };
  const killAll = async (): Promise<void> => {
    for (let n = 1; n <= kills; n++) {
      const at = ((n - 1 + killRandom.next()) * messages) / kills;
      while (talk.acked < at && !over.signal.aborted) await sleep(20);
      await kill();
      progress(`kill ${n} of ${kills} after ${talk.acked} messages, ${world.services.requests} requests to services`);
    }
  };

  const others = [
    eachNow(every.readMs, readRandom, (one) => read(world, one, readRandom)),
    eachNow(every.muteMs, muteRandom, (one) => muteOrNot(world, one, muteRandom)),
    installAgain(),
  ];
  try {
    await Promise.race([Promise.all([killAll(), ...Array.from({ length: writers }, write)]), ...others]);
  } finally {
    over.abort();
    await Promise.all(others);
  }
  for (const { devices } of world.people) for (const { installed } of devices) for (const one of installed) one.calm();
  return faults;
}
