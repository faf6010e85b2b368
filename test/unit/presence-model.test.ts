// Who watches and who is watched, whatever is lost, late, repeated or forgotten: in the end everybody is told what is so.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { PresenceWorld, sleepsAfterMs, type Client, type Person } from "../support/presence-world.ts";

const minuteMs = 60_000;

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));

/** Clients renew what has run out and send again what was not confirmed; a session that has crashed is asked by somebody. */
async function heal(world: PresenceWorld): Promise<void> {
  for (let round = 0; round < 4; round++) {
    for (const { presence } of world.people) await presence.own.presenceFor("user_nobody" as UserId, false);
    for (const person of world.people)
      for (const client of person.clients) {
        if (client.socket.askedAt !== undefined || client.missed) await client.renew();
        if (client.wanted !== null) await client.watch(client.wanted);
      }
    await world.pass(30 * minuteMs);
  }
}

function differences(world: PresenceWorld): string[] {
  const wrong: string[] = [];
  for (const viewer of world.people)
    for (const client of viewer.clients)
      for (const userId of client.list) {
        const subject = world.people.find(({ id }) => id === userId);
        if (subject === undefined || subject === viewer) continue;
        const { userId: _of, lastSeenAt, ...seen } = client.seen.get(userId) ?? { userId, online: "not told" };
        const truth = subject.truthFor(viewer);
        if (JSON.stringify(seen) !== JSON.stringify(truth))
          wrong.push(
            `${viewer.id.slice(-2)} sees ${userId.slice(-2)} as ${JSON.stringify(seen)}, not ${JSON.stringify(truth)}`,
          );
        const isHidden = subject.isInvisible || subject.blocked.has(viewer.id) || viewer.blocked.has(userId);
        if (lastSeenAt !== undefined && (isHidden || truth.online))
          wrong.push("last seen is shown to who must not see it");
      }
  return wrong;
}

async function step(world: PresenceWorld, random: Random): Promise<void> {
  const person = random.pick(world.people);
  const client = random.pickOrNone(person.clients);
  const others = world.people.filter((one) => one !== person);
  const act = random.weighted({
    connect: 5,
    close: 3,
    watch: 6,
    look: 3,
    crash: 1,
    sleep: 3,
    block: 1,
    invisible: 1,
    late: 2,
    expire: 1,
    renew: 2,
    pass: 8,
  });
  if (act === "connect" && person.clients.length < 3) {
    const fresh = person.connect(random.pick(["device_1", "device_2"]));
    void fresh.watch(listOf(random, others));
  } else if (act === "pass") await world.pass(random.pick([5, 300, 4_000, 20_000, 45_000, 200_000]));
  else if (act === "late") await world.repeatOne((from) => random.pickOrNone(from));
  else if (act === "crash") person.crash();
  else if (act === "sleep") {
    await world.pass(sleepsAfterMs);
    person.sleep();
  } else if (act === "expire") {
    // What was admitted leaves in the same turn.
    await world.settle();
    if (client !== undefined) client.isAuthorised = false;
  } else if (act === "block") await person.block(random.pick(others), random.chance(0.4));
  else if (act === "invisible") person.setInvisible(random.chance(0.4));
  else if (client !== undefined) actOf(client, person, act, random, others);
  if (random.chance(0.5)) await world.settle();
}

const listOf = (random: Random, others: readonly Person[]) =>
  others.filter(() => random.chance(0.7)).map(({ id }) => id);

function actOf(client: Client, person: Person, act: string, random: Random, others: readonly Person[]): void {
  if (act === "close") person.close(client);
  else if (act === "watch" && client.isAuthorised) void client.watch(listOf(random, others));
  else if (act === "look") client.look(random.chance(0.5));
  else if (act === "renew") void client.renew();
}

describe("[PRESENCE-6] whatever is lost, late, repeated or forgotten", () => {
  it("of two calls the one with the higher version counts, whichever comes last", async () => {
    const world = new PresenceWorld();
    const [ada, bob] = [world.add(), world.add()];
    bob.connect();
    const hers = ada.connect();
    await hers.watch([bob.id]);
    const told = (version: number, online: boolean) => {
      const presence = { online, away: false, devices: [] };
      return ada.presence.watching.changed({ userId: bob.id, presence, version, deadlineAt: world.now + 5_000 });
    };
    expect([hers.seen.get(bob.id)?.online, told(world.now + 2, false), told(world.now + 1, true)]).toEqual([
      true,
      { watching: true },
      { watching: true },
    ]);
    await world.pass(5_000);
    expect(hers.seen.get(bob.id)?.online).toBe(false);
  });

  it("in the end every client is shown what is so, and then nothing is called, written or due any more", async () => {
    const start = firstSeed();
    for (let seed = start; seed < start + runsOr(200); seed++) {
      const random = new Random(seed);
      const world = new PresenceWorld();
      for (let n = 0; n < 4; n++) world.add();
      world.fate = () => random.pick(["answered", "answered", "answered", "lost", "unanswered", "slow"] as const);
      for (let steps = 0; steps < 40; steps++) await step(world, random);
      world.fate = () => "answered";
      await heal(world);
      expect(differences(world), `FUZZ_SEED=${seed}`).toEqual([]);
      const before = [world.calls, ...world.people.map(({ rowsWritten }) => rowsWritten)];
      await world.pass(24 * 60 * minuteMs);
      const after = [world.calls, ...world.people.map(({ rowsWritten }) => rowsWritten)];
      expect(after, `FUZZ_SEED=${seed}`).toEqual(before);
      expect(
        world.people.map(({ alarmAt }) => alarmAt),
        `FUZZ_SEED=${seed}`,
      ).toEqual(world.people.map(() => null));
    }
  });
});
