// The storm: users talk, change messages and groups, the network fails, actors crash, and the server is killed at random times.
import { setTimeout as sleep } from "node:timers/promises";
import type { FileId } from "../../../schema/protocol/files.ts";
import { membersOfDirect } from "../../../schema/protocol/ids.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Network } from "../network/network.ts";
import type { Random } from "../../kit/random.ts";
import type { Victim } from "../server.ts";
import type { World } from "../world.ts";
import { Changes } from "./changes.ts";
import { answerInvitation } from "./invitations.ts";
import { contact } from "./contacts.ts";
import { Files } from "./files.ts";
import { Later } from "./later.ts";
import { MessageChanges } from "./message-changes.ts";
import { Moderator } from "./moderator.ts";
import { setOwnValue } from "./own-values.ts";
import { relate } from "./people.ts";
import { readPage } from "./readers.ts";
import { setRetention } from "./retention.ts";
import { Sessions } from "./sessions.ts";
import type { StepParts } from "./step.ts";
import { Talk } from "./talk.ts";

export interface StormParts {
  readonly world: World;
  readonly victim: Victim;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly random: Random;
  readonly kills: number;
  readonly progress: (step: string) => void;
}

/** Ms between two actions of a kind; random, up to twice as long. */
const every = {
  talk: 2,
  messageChange: 10,
  own: 80,
  later: 150,
  file: 150,
  retention: 200,
  away: 700,
  page: 120,
  relate: 60,
  contact: 250,
  invitation: 120,
  change: 60,
  disturb: 90,
  end: 80,
  session: 400,
} as const;
/** Ms from the first answer of the server to the next kill. */
const killAfterMs = [200, 2_000] as const;

/** On a slow machine the server gets longer than that to do something, which a kill may then cut off. */
const leastAcked = 12;
const longestMs = 5_000;
const lookEveryMs = 50;

async function untilKill(recorder: Recorder, delayMs: number): Promise<void> {
  const [before, deadline] = [recorder.acked, performance.now() + longestMs];
  await sleep(delayMs);
  while (recorder.acked - before < leastAcked && performance.now() < deadline) await sleep(lookEveryMs);
}

/** @returns the sends in flight at each kill */
export async function rage({
  world,
  victim,
  network,
  recorder,
  random,
  kills,
  progress,
}: StormParts): Promise<readonly number[]> {
  const talk = new Talk(world.devices, recorder, random.fork());
  const changes = new Changes(world, recorder, random.fork());
  const sessions = new Sessions(world, new Moderator(victim, recorder, random.fork()), random.fork());
  const partsOfStep = (): StepParts => ({ world, recorder, random: random.fork() });
  const messageChanges = new MessageChanges(partsOfStep());
  const later = new Later(partsOfStep());
  const files = new Files(partsOfStep());
  const [ownParts, pageParts, retentionParts] = [partsOfStep(), partsOfStep(), partsOfStep()];
  const [peopleParts, invitationParts, contactParts] = [partsOfStep(), partsOfStep(), partsOfStep()];
  const endRandom = random.fork();
  const awayRandom = random.fork();
  const over = new AbortController();
  const loops = [
    repeat(() => talk.step(), every.talk, random.fork(), over.signal),
    repeat(() => changes.step(), every.change, random.fork(), over.signal),
    repeat(() => messageChanges.step(), every.messageChange, random.fork(), over.signal),
    repeat(() => setOwnValue(ownParts), every.own, random.fork(), over.signal),
    repeat(() => later.step(), every.later, random.fork(), over.signal),
    repeat(() => files.step(), every.file, random.fork(), over.signal),
    repeat(() => setRetention(retentionParts), every.retention, random.fork(), over.signal),
    repeat(() => relate(peopleParts), every.relate, random.fork(), over.signal),
    repeat(() => answerInvitation(invitationParts), every.invitation, random.fork(), over.signal),
    repeat(() => contact(contactParts), every.contact, random.fork(), over.signal),
    repeat(() => awayRandom.pickOrNone(world.away)?.step(awayRandom, recorder), every.away, random.fork(), over.signal),
    repeat(() => readPage(pageParts), every.page, random.fork(), over.signal),
    repeat(() => sessions.step(), every.session, random.fork(), over.signal),
    repeat(() => network.disturb(), every.disturb, random.fork(), over.signal),
    repeat(() => endSome(world, victim, recorder.files, endRandom), every.end, random.fork(), over.signal),
  ];
  const inFlightAtKills: number[] = [];
  try {
    for (let kill = 1; kill <= kills; kill++) {
      await Promise.race([untilKill(recorder, random.between(...killAfterMs)), ...loops]);
      const { inFlight } = recorder;
      inFlightAtKills.push(inFlight);
      recorder.note({ kind: "kill", inFlight });
      await victim.kill();
      progress(`kill ${kill} of ${kills}: ${inFlight} sends in flight, ${recorder.acked} acked so far`);
      for (const device of world.devices) device.hurry();
    }
    // Once more, so that everything recovers from the last crash.
    await Promise.race([sleep(killAfterMs[1]), ...loops]);
  } finally {
    over.abort();
    await Promise.all(loops);
  }
  return inFlightAtKills;
}

/** Longer than calls to somebody's session are repeated. */
const awayCrashes = 30;

/** Rejects if a step does. */
async function repeat(
  step: () => Promise<void> | void,
  meanMs: number,
  random: Random,
  over: AbortSignal,
): Promise<void> {
  // Several steps may run at once: one may wait for an answer that never comes.
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  while (!over.aborted && failures.length === 0) {
    const one: Promise<void> = Promise.resolve(step())
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(one));
    running.add(one);
    await sleep(random.between(0, 2 * meanMs));
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}

/**
 * Crashes or evicts actors, with or without their sockets. Sometimes a conversation crashes during a delivery and the
 * receiving session loses its memory too: then neither knows what the sockets got. Or nobody reaches a session for a while.
 */
async function endSome(world: World, victim: Victim, files: readonly FileId[], random: Random): Promise<void> {
  const conversation = random.pickOrNone([...world.directs, ...world.groups]);
  const { userId } = random.pickOrNone(world.people) ?? {};
  if (conversation === undefined || userId === undefined) return;
  const sockets = random.chance(0.3) ? "close" : "hibernate";
  switch (random.weighted({ crash: 4, evict: 4, file: 3, both: 3, away: 0.3 })) {
    case "file": {
      // One of the last: others rest.
      const file = random.pickOrNone(files.slice(-10));
      return file === undefined ? undefined : victim.crash(file);
    }
    case "crash":
      return victim.crash(random.chance(0.5) ? conversation : userId);
    case "evict":
      return victim.evict(random.chance(0.5) ? conversation : userId, sockets);
    case "away":
      for (let crash = 0; crash < awayCrashes; crash++) {
        await victim.crash(userId);
        await sleep(lookEveryMs);
      }
      return;
    case "both": {
      const receiver = random.pickOrNone(membersOfDirect(conversation) ?? [userId]) ?? userId;
      await Promise.all([victim.crash(conversation), victim.evict(receiver, "hibernate")]);
    }
  }
}
