// Files with equal bytes over sends, recalls, crashes between any two steps, and calls that are lost, repeated and late: what a
// message has is there, under whatever key, and what none has is gone.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { mergedFromBytes } from "../../durable-objects/files/file-merge.ts";
import { Random } from "../../lab/kit/random.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { MergeWorld, type Fate } from "../support/merge-world.ts";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const [film, other] = [new Uint8Array(mergedFromBytes).fill(3), new Uint8Array(mergedFromBytes).fill(5)];
const small = new Uint8Array(mergedFromBytes - 1).fill(3);

async function step(world: MergeWorld, random: Random): Promise<void> {
  const act = random.weighted({
    upload: world.files.length < 6 ? 3 : 0,
    send: 2,
    recall: 4,
    tell: 5,
    read: 4,
    late: 4,
    crash: 2,
    pass: 9,
  });
  if (act === "upload") await world.upload(random.pick([film, film, film, other]));
  else if (act === "send") world.send(random.pick(world.files.keys().toArray()));
  else if (act === "recall") {
    const message = random.pickOrNone(world.messages);
    if (message !== undefined) world.recall(message);
  } else if (act === "tell") await world.tell();
  else if (act === "read") {
    const message = random.pickOrNone(world.messages);
    if (message !== undefined) world.read(message);
  } else if (act === "late") await world.repeat((from) => random.pickOrNone(from)).catch(() => {});
  else if (act === "crash") random.pick([world.equal, ...world.files]).crash();
  else if (random.chance(0.6)) await world.pass(random.pick([1_000, 5 * minuteMs, 20 * minuteMs]));
  else await passHours(world, random.pick([1, 11, 25]));
}

/** The conversations' alarms try again at least each hour, so that a hold is not over before its message is told of. */
async function passHours(world: MergeWorld, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    await world.tell();
    for (let part = 0; part < 6; part++) {
      for (const message of world.messages) world.read(message);
      await world.pass(10 * minuteMs);
      expect(world.lost).toEqual([]);
    }
  }
}

describe("[FILE-8] [FILE-51] equal files, whatever is lost, late, repeated or crashes", () => {
  it("what a message has is there, and what none has is gone", async () => {
    const start = firstSeed();
    let merged = 0;
    for (let seed = start; seed < start + runsOr(300); seed++) {
      const random = new Random(seed);
      const world = new MergeWorld(random);
      await world.upload(film);
      await world.upload(film);
      const fates: Fate[] = ["lost", "unanswered", "crash before", "crash after"];
      const failing = random.pick([0, 0.1, 0.3]);
      world.fate = () => (random.chance(failing) ? random.pick(fates) : "done");
      world.slowness = () => (random.chance(failing) ? random.between(0, 15 * minuteMs) : null);
      const isBusy = random.chance(0.5);
      world.meanwhile = async () => {
        if (!isBusy || !random.chance(0.1)) return;
        const areAll = random.chance(0.3);
        const there = world.messages.filter(({ isGone }) => !isGone);
        for (const message of areAll ? there : there.slice(0, 1)) await world.recallNow(message);
      };
      for (let steps = 0; steps < 50; steps++) {
        await step(world, random);
        if (world.messages.some(({ isTold }) => !isTold) && random.chance(0.6)) await world.tell();
        expect(world.lost, `FUZZ_SEED=${seed}`).toEqual([]);
      }
      world.fate = () => "done";
      world.slowness = () => null;
      world.meanwhile = () => Promise.resolve();
      await world.tell();
      await world.pass(3 * dayMs);
      expect(world.lost, `FUZZ_SEED=${seed}`).toEqual([]);
      if ([...world.objects.keys()].some((key) => key.startsWith("common/"))) merged += 1;
      for (const message of world.messages) world.recall(message);
      await world.tell();
      // A file that its last message left before it was told of it.
      await world.pass(lateMsOf(world));
      expect([...world.objects.keys()], `FUZZ_SEED=${seed}: left over`).toEqual([]);
      const rows = world.lateOffers === 0 ? world.rowCount : 0;
      expect(rows, `FUZZ_SEED=${seed}: rows left over`).toBe(0);
    }
    expect(merged).toBeGreaterThan(runsOr(300) / 10);
  });
});

/** An offer that came late is found out when files are asked again. */
const lateMsOf = ({ lateOffers }: MergeWorld): number => (lateOffers === 0 ? 2 : 200) * dayMs;

describe("[FILE-51] equal files", () => {
  async function threeFilms(): Promise<MergeWorld> {
    const world = new MergeWorld(new Random(7));
    for (const content of [film, film, film, other, small, small]) await world.upload(content);
    await world.tell();
    await world.pass(2 * dayMs);
    return world;
  }

  it("have their bytes once, the smaller ones and those without a twin stay as they are", async () => {
    const world = await threeFilms();
    expect(world.lost).toEqual([]);
    const common = [...world.objects].filter(([key]) => key.startsWith("common/"));
    // `toEqual` compares one byte at a time: of 4 MiB that takes ten seconds, and more on a busy machine than a test has.
    expect(common.map(([, bytes]) => Buffer.compare(bytes, film))).toEqual([0]);
    expect(world.objects.size).toBe(1 + 3);
  });

  it("are there until the last is gone, and then gone within a quarter of an hour, also if R2 is away for a while", async () => {
    const world = await threeFilms();
    const goes = async (file: number): Promise<void> => {
      for (const message of world.messages) if (message.file === file) world.recall(message);
      await world.tell();
    };
    await goes(0);
    await goes(2);
    expect([world.lost, world.objects.size]).toEqual([[], 4]);
    world.fate = () => "lost";
    await world.files[1]?.core.release(world.messages[1] as (typeof world.messages)[number]).catch(() => {});
    world.fate = () => "done";
    await goes(1);
    await world.pass(15 * minuteMs);
    expect(world.objects.size).toBe(3);
  });

  it.each(["both are", "one is"])("are there or gone, at whatever moment of waiting %s recalled", async (which) => {
    let moments = 0;
    for (let moment = 1; ; moment++) {
      const world = new MergeWorld(new Random(7));
      for (const content of [film, film]) await world.upload(content);
      await world.tell();
      const [one, two] = world.messages;
      if (one === undefined || two === undefined) throw new Error("two messages were sent");
      let left = moment;
      world.meanwhile = async () => {
        left -= 1;
        if (left === 0) for (const message of which === "one is" ? [one] : [one, two]) await world.recallNow(message);
      };
      await world.pass(2 * dayMs);
      world.meanwhile = () => Promise.resolve();
      if (left > 0) break;
      moments += 1;
      expect(world.lost, `moment ${moment}`).toEqual([]);
      world.recall(two);
      await world.tell();
      await world.pass(2 * dayMs);
      expect([world.objects.size, world.rowCount], `moment ${moment}`).toEqual([0, 0]);
    }
    expect(moments).toBeGreaterThan(8);
  });

  it("are gone, too, where a copy of them arrives after that", async () => {
    const world = new MergeWorld(new Random(7));
    for (const content of [film, film]) await world.upload(content);
    await world.tell();
    world.slowness = () => 14 * minuteMs;
    while (!world.areCopiesSlow) await world.pass(minuteMs);
    for (const message of world.messages) world.recall(message);
    await world.tell();
    expect(world.objects.size).toBe(0);
    await world.pass(hourMs);
    expect([world.objects.size, world.rowCount]).toEqual([0, 0]);
  });

  it("that come back after all are gone have other common bytes", async () => {
    const world = await threeFilms();
    for (const message of world.messages) world.recall(message);
    await world.tell();
    await world.pass(hourMs);
    await world.upload(film);
    await world.upload(film);
    await world.tell();
    await world.pass(2 * dayMs);
    expect(world.lost).toEqual([]);
    expect([...world.objects.keys()]).toEqual(["common/2"]);
  });

  it("[FILE-8] which code that knows of no merges has ended are found out", async () => {
    const world = await threeFilms();
    for (const file of [0, 1, 2]) {
      world.files[file]?.rows.clear();
      const actor = world.files[file];
      if (actor !== undefined) actor.alarmAt = null;
      actor?.crash();
    }
    for (const message of world.messages) if (message.file < 3) message.isGone = true;
    await world.pass(91 * dayMs);
    expect(world.objects.size).toBe(3);
  });
});
