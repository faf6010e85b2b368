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
  /** The storm ends after so many minutes, however many messages are left. */
  readonly withinMinutes: number;
  readonly kills: number;
  /** Nothing that takes long to recover from. */
  readonly isQuick: boolean;
  /** Notes the time. Resolves when the server answers again. */
  readonly kill: () => Promise<void>;
  readonly progress: (step: string) => void;
}

/** People who write at the same time. */
const writers = 12;
/** Of each message: what comes with it. */
const odds = { fault: 0.12, read: 0.6, mute: 0.04, install: 0.05 } as const;
const lookEveryMs = 20;
const minuteMs = 60_000;
/** Messages. */
const sayEvery = 1_000;

export class Storm {
  readonly #parts: StormParts;
  /** Who reads or mutes: nobody does two such things at the same time. */
  readonly #busy = new Set<Person>();
  #begun = 0;
  #endsAt = Infinity;
  /** How often services failed, by how. */
  readonly faults = new Map<string, number>();

  constructor(parts: StormParts) {
    this.#parts = parts;
  }

  /** Until all messages are written. From then on services take what they get. @throws Error when a call is refused */
  async rage(): Promise<void> {
    const { world, random, withinMinutes } = this.#parts;
    this.#endsAt = Date.now() + withinMinutes * minuteMs;
    const writing = Array.from({ length: writers }, () => this.#write(random.fork()));
    try {
      await Promise.all([this.#kill(random.fork()), ...writing]);
    } finally {
      // One of them has failed: the others end.
      this.#endsAt = 0;
    }
    for (const { devices } of world.people)
      for (const { installed } of devices) for (const one of installed) one.calm();
  }

  async #write(random: Random): Promise<void> {
    const { world, talk, messages, seconds, progress } = this.#parts;
    const longestPauseMs = Math.ceil((2_000 * seconds * writers) / messages);
    while (this.#begun < messages && !this.#isOver()) {
      const n = (this.#begun += 1);
      await sleep(random.between(0, longestPauseMs));
      await talk.step(random);
      if (random.chance(odds.fault)) this.#failOnce(random);
      if (random.chance(odds.read)) await this.#act(random.pick(world.people), (one) => read(world, one, random));
      if (random.chance(odds.mute)) await this.#act(random.pick(world.people), (one) => muteOrNot(world, one, random));
      if (random.chance(odds.install)) await this.#installAgain(random);
      if (n % sayEvery === 0) progress(`${n} messages, ${world.services.requests} requests to services`);
    }
  }

  #isOver(): boolean {
    return Date.now() >= this.#endsAt;
  }

  async #act(one: Person, act: (one: Person) => Promise<void>): Promise<void> {
    if (this.#busy.has(one)) return;
    this.#busy.add(one);
    try {
      await act(one);
    } finally {
      this.#busy.delete(one);
    }
  }

  #failOnce(random: Random): void {
    const { world, isQuick } = this.#parts;
    const { current } = random.pick(random.pick(world.people).devices);
    const fault = pickFault(random, isQuick);
    if (current === undefined) return;
    current.fail(fault);
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
  }

  /** One of the devices whose app was deleted. */
  async #installAgain(random: Random): Promise<void> {
    const { world } = this.#parts;
    const gone = world.people.flatMap(({ devices }) => devices.filter(({ current }) => current === undefined));
    const device = random.pickOrNone(gone);
    if (device !== undefined) await subscribe(world, device);
  }

  /** Once in each equal part of the messages. */
  async #kill(random: Random): Promise<void> {
    const { world, talk, messages, kills, kill, progress } = this.#parts;
    for (let n = 1; n <= kills; n++) {
      const at = ((n - 1 + random.next()) * messages) / kills;
      while (talk.acked < at && !this.#isOver()) await sleep(lookEveryMs);
      if (this.#isOver()) return;
      await kill();
      progress(`kill ${n} of ${kills} after ${talk.acked} messages, ${world.services.requests} requests to services`);
    }
  }
}
