// Pictures as avatars over uploads, changes, failures and crashes: the one that is shown is there, and no other stays.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { AvatarWorld } from "../support/avatar-world.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));

const minuteMs = 60_000;

async function step(world: AvatarWorld, random: Random): Promise<void> {
  const act = random.weighted({ upload: 6, slow: 1, arrive: 2, emoji: 2, crash: 2, pass: 6 });
  if (act === "upload") await world.upload();
  else if (act === "slow") await world.upload(true);
  else if (act === "arrive") world.arriveSlowly();
  else if (act === "emoji") await world.choose("🦊");
  else if (act === "crash") world.crash();
  else await world.pass(random.pick([1_000, 30_000, 3 * minuteMs, 8 * minuteMs, 40 * minuteMs]));
}

/** The ending of an account repeats a step that fails. */
async function untilDeleted(world: AvatarWorld): Promise<void> {
  const isDone = await world.deleteAccount().then(
    () => true,
    () => false,
  );
  if (!isDone) await untilDeleted(world);
}

const isLost = ({ shown, kept }: AvatarWorld): boolean => shown?.startsWith("/") === true && !kept.includes(shown);

describe("[AVATAR-4] whatever fails, is late or crashes", () => {
  it("the picture that is shown stays, and all others are gone in the end", async () => {
    const start = firstSeed();
    for (let seed = start; seed < start + runsOr(300); seed++) {
      const random = new Random(seed);
      const world = new AvatarWorld();
      world.fate = () => random.pick(["done", "done", "done", "done", "lost", "unanswered"] as const);
      for (let steps = 0; steps < 40; steps++) {
        await step(world, random).catch(() => {});
        expect(isLost(world), `FUZZ_SEED=${seed}: lost`).toBe(false);
      }
      if (random.chance(0.3)) await untilDeleted(world);
      world.arriveSlowly();
      world.fate = () => "done";
      await world.pass(90 * minuteMs);
      const shown = world.shown?.startsWith("/") === true ? [world.shown] : [];
      expect([world.kept, world.waiting], `FUZZ_SEED=${seed}: left over`).toEqual([shown, 0]);
    }
  });

  it("what is replaced, taken away or never shown is gone within a quarter of an hour, also of somebody who never stops", async () => {
    const world = new AvatarWorld();
    const replacedAt = new Map<string, number>();
    for (let times = 0; times < 60; times++) {
      const before = world.shown ?? "";
      if (times % 7 === 6) await world.choose("🦊");
      else await world.upload();
      replacedAt.set(before, world.now);
      world.fate = () => (times % 5 === 4 ? "unanswered" : "done");
      await world.upload().catch(() => {});
      world.fate = () => "done";
      await world.pass(minuteMs);
      for (const kept of world.kept)
        expect(world.now - (replacedAt.get(kept) ?? world.now), kept).toBeLessThanOrEqual(15 * minuteMs);
      expect(isLost(world)).toBe(false);
      // Each of two uploads in a minute is there for at most a quarter of an hour.
      expect(world.kept.length).toBeLessThanOrEqual(32);
    }
    await world.pass(15 * minuteMs);
    expect(world.kept).toEqual([world.shown]);
  });

  it("a picture that comes to R2 right before the last sweep is found by another", async () => {
    for (let lateMs = 0; lateMs < 10 * minuteMs; lateMs += 10_000) {
      const world = new AvatarWorld();
      await world.upload(true);
      await world.pass(lateMs);
      world.arriveSlowly();
      expect(world.kept).toHaveLength(1);
      await world.pass(30 * minuteMs);
      expect([world.kept, world.waiting], `${lateMs} ms late`).toEqual([[], 0]);
    }
  });

  it("a sweep that a change notes is stored with it: a change that is rolled back notes none", async () => {
    const world = new AvatarWorld();
    world.noteWithin();
    expect(world.waiting).toBe(2);
    world.crash();
    await world.pass(15 * minuteMs);
    expect(world.waiting).toBe(0);
  });
});
