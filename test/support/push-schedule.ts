// Schedules of pushes: what is done in them, and what must be true after each step and in the end.
import { boolean, constant, constantFrom, nat, oneof, record, type Arbitrary } from "fast-check";
import { deepEqual, ok } from "node:assert/strict";
import { claimHoldsMs } from "../../durable-objects/user-session/notifying/notice.ts";
import type { Clear, Push, PushOutcome } from "../../schema/rpc/pushes.ts";
import { PushSimulation, type Work } from "./push-simulation.ts";

const of = nat(20);
export const step = oneof(
  { weight: 10, arbitrary: record({ does: constant("write" as const), of }) },
  {
    weight: 4,
    arbitrary: record({
      does: constant("read" as const),
      of,
      butOf: nat(2),
      how: constantFrom("syncs", "answered", "lost"),
    }),
  },
  { weight: 2, arbitrary: record({ does: constant("recall" as const), of }) },
  { weight: 2, arbitrary: record({ does: constant("edit" as const), of }) },
  { weight: 10, arbitrary: record({ does: constant("begin" as const), of, stays: boolean(), lingers: boolean() }) },
  {
    weight: 14,
    arbitrary: record({
      does: constant("send" as const),
      of,
      how: constantFrom("taken", "refused", "failed", "silent", "lost"),
      isAll: boolean(),
    }),
  },
  { weight: 6, arbitrary: record({ does: constant("linger" as const), of }) },
  { weight: 10, arbitrary: record({ does: constant("settle" as const), of, takes: boolean(), isHeard: boolean() }) },
  { weight: 3, arbitrary: record({ does: constant("cut off" as const), of }) },
  { weight: 4, arbitrary: record({ does: constant("crash" as const) }) },
  { weight: 2, arbitrary: record({ does: constant("lose a job" as const), of }) },
  { weight: 1, arbitrary: record({ does: constant("queue" as const), isDown: boolean() }) },
  { weight: 8, arbitrary: record({ does: constant("wait" as const), ms: constantFrom(100, 3_000, 11_000, 61_000) }) },
);
type Step = typeof step extends Arbitrary<infer T> ? T : never;

/** How much there is: little of it is where two things meet. */
export const scale = record({
  talks: constantFrom(1, 2, 3),
  devices: constantFrom(
    ["webhook"] as const,
    ["web", "webhook"] as const,
    ["web", "webhook", "web"] as const,
    ["apns"] as const,
    ["apns", "web"] as const,
  ),
});
type Scale = typeof scale extends Arbitrary<infer T> ? T : never;

const choose = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];

/** What is known of a push's end: the service's word, or nothing. */
const ends: Readonly<
  Record<"taken" | "refused" | "failed" | "silent" | "lost", readonly [isTaken: boolean, said: PushOutcome]>
> = {
  taken: [true, { kind: "taken" }],
  refused: [false, { kind: "refused" }],
  failed: [true, { kind: "refused", mayHaveCome: true }],
  silent: [true, { kind: "unknown" }],
  lost: [false, { kind: "unknown" }],
};

/** Nothing is left of it but to settle it, and the session knows that this may be later. */
const canLinger = ({ mayLinger, told, results }: Work): boolean =>
  mayLinger && results.length === told.length && results.every(({ outcome }) => outcome.kind === "taken");

export class PushSchedule {
  readonly world: PushSimulation;
  /** Of pushes that a service took and that were settled as such: known by device, conversation and seq. */
  readonly known = new Set<string>();

  constructor({ talks, devices }: Scale) {
    this.world = new PushSimulation(talks, devices);
  }

  async take(one: Step): Promise<void> {
    const { world } = this;
    switch (one.does) {
      case "write": {
        const talk = choose(world.talks, one.of);
        if (talk !== undefined) world.write(talk);
        break;
      }
      case "read": {
        const talk = choose(world.talks, one.of);
        if (talk !== undefined) world.readUpTo(talk, talk.head - one.butOf, one.how);
        break;
      }
      case "recall": {
        const talk = choose(world.talks, one.of);
        if (talk !== undefined) world.recall(talk);
        break;
      }
      case "edit": {
        const talk = choose(world.talks, one.of);
        if (talk !== undefined) world.edit(talk);
        break;
      }
      case "begin": {
        const job = choose(world.queue, one.of);
        if (job === undefined) break;
        if (!one.stays) world.queue = world.queue.filter((other) => other !== job);
        for (const told of (await world.begin(job, one.lingers)).told) this.#isTrue(told);
        break;
      }
      case "send": {
        const work = choose(world.works, one.of);
        if (work !== undefined)
          do world.send(work, ...ends[one.how]);
          while (one.isAll && work.results.length < work.told.length);
        break;
      }
      case "linger": {
        const work = choose(world.works.filter(canLinger), one.of);
        if (work !== undefined) work.isAcked = true;
        break;
      }
      case "settle": {
        const work = choose(world.works, one.of);
        if (work !== undefined) await this.#settle(work, one);
        break;
      }
      case "cut off": {
        const work = choose(world.works, one.of);
        world.works = world.works.filter((other) => other !== work);
        // The queue has not heard that it is done.
        if (work?.isAcked === false) world.queue.push(work.job);
        break;
      }
      case "crash":
        world.crash();
        break;
      case "lose a job": {
        const job = choose(world.queue, one.of);
        world.queue = world.queue.filter((other) => other !== job);
        break;
      }
      case "queue":
        world.isQueueDown = one.isDown;
        break;
      case "wait":
        world.now += one.ms;
        await world.ring();
        break;
    }
  }

  /** @param isHeard whether the consumer lives to hear what it takes */
  async #settle(work: Work, { takes, isHeard }: { readonly takes: boolean; readonly isHeard: boolean }): Promise<void> {
    const { world } = this;
    world.works = world.works.filter((other) => other !== work);
    for (const { outcome, deviceId, conversationId, seq } of work.results)
      if (outcome.kind === "taken") this.known.add(`${deviceId} ${conversationId} ${seq}`);
    if (!takes || !work.isAcked || !canLinger(work)) {
      if (!(await world.settle(work))) world.queue.push(work.job);
      return;
    }
    const more = await world.settleAndTake(work);
    for (const told of more.told) this.#isTrue(told);
    if (!isHeard) world.works = world.works.filter((other) => other !== more);
  }

  /** [PUSH-9] What is given to a consumer is unread at that moment, and its counts are exact. */
  #isTrue(told: Push | Clear): void {
    const { world } = this;
    const { deviceId, conversationId, seq, badge } = told;
    const talk = world.talks.find(({ id }) => id === conversationId);
    if (talk === undefined) throw new Error("an unknown conversation");
    deepEqual(
      badge,
      world.talks.reduce((sum, one) => sum + world.unread(one), 0),
    );
    // [PUSH-10] Of one conversation one consumer tells one device, while its claim holds.
    const others = world.works.filter((work) => !work.told.includes(told) && world.now - work.begunAt < claimHoldsMs);
    // But for a clear that another's has forestalled: it takes back nothing newer.
    const isForestalled = (one: Push | Clear): boolean => !("about" in one) && "about" in told && one.seq < seq;
    const isSame = (one: Push | Clear): boolean =>
      one.deviceId === deviceId && one.conversationId === conversationId && !isForestalled(one);
    ok(!others.some((work) => work.told.some(isSame)), "two tell it at the same time");
    // [PUSH-40] What is on its way may come after what takes it back.
    const cleared = new Set<string>(("cleared" in told ? told.cleared : undefined)?.map((one) => one.conversationId));
    const isCleared = (one: Push | Clear): boolean => one.deviceId === deviceId && cleared.has(one.conversationId);
    ok(!others.some((work) => work.told.some(isCleared)), "it is taken back while it is on its way");
    if (!("about" in told)) {
      // [PUSH-40] Whoever gets a clear was told something up to there, and nothing newer is taken back.
      ok(world.devices.some(({ id, canClear }) => id === deviceId && canClear));
      ok(seq <= talk.head);
      return;
    }
    deepEqual(told.about.unread, world.unread(talk));
    ok(told.about.unread > 0);
    deepEqual(seq, talk.head);
    // [PUSH-10] What is known to have been taken is not given again.
    ok(!this.known.has(`${deviceId} ${conversationId} ${seq}`), "what is known to have come is told again");
  }

  /** From here on nothing fails: everything is told, and then there is nothing left to do. */
  async drain(): Promise<void> {
    const { world } = this;
    world.isQueueDown = false;
    for (let round = 0; round < 60; round++) {
      for (const work of world.works.splice(0)) if (!work.isAcked) world.queue.push(work.job);
      for (const job of world.queue.splice(0)) {
        let work = await world.begin(job, round % 2 === 0);
        this.#tellAll(work);
        while (canLinger(work)) {
          work = await world.settleAndTake(work);
          this.#tellAll(work);
        }
        if (!(await world.settle(work))) world.queue.push(job);
      }
      if (world.queue.length === 0 && world.alarmAt === null) return;
      world.now += 61_000;
      await world.ring();
    }
    throw new Error("there is always something left to do");
  }

  /** Every service takes what is told, and the consumer hears it. */
  #tellAll(work: Work): void {
    const { world } = this;
    for (const told of work.told) {
      this.#isTrue(told);
      world.send(work, true, { kind: "taken" });
    }
    world.works = world.works.filter((other) => other !== work);
  }

  /** [PUSH-8] Every device was told of what is still unread, unless it is the tail that came after a read or is gone. */
  isTold(): void {
    for (const talk of this.world.talks) {
      if (this.world.unread(talk) === 0) continue;
      for (const { taken, target } of this.world.devices) {
        // What nobody knows the end of is lost there, until the next message.
        if (target.kind === "apns") continue;
        const told = taken.filter(({ conversationId }) => conversationId === talk.id).map(({ seq }) => seq);
        ok(Math.max(0, ...told) > talk.cursor, `nobody was told of what is unread in ${talk.id}`);
      }
    }
  }

  /** [PUSH-40] [PUSH-41] No device shows what was read, or is not so any more. @param isAll also those that cannot be told by a clear */
  showsNothingOver(isAll: boolean): void {
    const { talks, devices } = this.world;
    for (const { shows, canClear, target } of devices)
      for (const [id, { words, seq }] of shows) {
        const talk = talks.find((one) => one.id === id);
        if (talk === undefined || (!isAll && !canClear)) continue;
        ok(this.world.unread(talk) > 0, `what was read in ${id} is shown`);
        // What is unread may have been lost there, so that what it takes the place of is shown until the next message.
        if (target.kind === "apns") continue;
        ok(seq > talk.cursor, `what was read in ${id} is shown`);
        const newest = Math.max(0, ...[...talk.messages].filter((one) => !talk.gone.has(one)));
        deepEqual(words, `${newest} as of ${talk.edited.get(newest) ?? 0}`);
      }
  }

  /** [PUSH-32] A device whose system shows what comes was given nothing twice, whatever anybody knew of it. */
  ringsOnce(): void {
    for (const { taken, target } of this.world.devices) {
      if (target.kind !== "apns") continue;
      const given = taken.map(({ conversationId, seq }) => `${conversationId} ${seq}`);
      deepEqual(given, [...new Set(given)]);
    }
  }

  /** Every device is told of one more message. */
  async oneMore(): Promise<void> {
    const talk = this.world.talks.at(-1);
    if (talk !== undefined) this.world.write(talk);
    await this.drain();
  }
}
