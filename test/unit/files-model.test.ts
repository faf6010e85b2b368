// A file over uploads, sends, scheduled sends, forwards, recalls and crashes: what a message has, or will have, is never lost, and
// what none has does not stay.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { FileWorld, owner } from "../support/file-world.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { jpegOf } from "../support/some-files.ts";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));

const [minuteMs, dayMs] = [60_000, 86_400_000];
const talks = ["direct_one" as ConversationId, "direct_two" as ConversationId] as const;
const others = [owner, "user_bob" as UserId];
const text = new TextEncoder().encode("Coffee at three, tea at four.");

async function step(world: FileWorld, random: Random, content: Uint8Array): Promise<void> {
  const act = random.weighted({
    part: 4,
    slow: 2,
    arrive: 2,
    preview: 1,
    complete: 5,
    send: 6,
    forward: 3,
    recall: 5,
    schedule: 3,
    due: 2,
    cancel: 2,
    tell: 8,
    late: 2,
    crash: 2,
    discard: 1,
    work: 4,
    "work again": 1,
    "lose job": 1,
    pass: 5,
  });
  if (act === "part") await world.sendPart(content);
  else if (act === "slow") await world.sendSlowly(content.length);
  else if (act === "arrive") world.arriveSlowly();
  else if (act === "preview") await world.sendPreview();
  else if (act === "complete") await world.core.complete(owner);
  else if (act === "send") world.send(owner, random.pick(talks));
  else if (act === "forward") {
    const seen = random.pickOrNone(world.messages.filter(({ isGone }) => !isGone));
    if (seen !== undefined) world.send(random.pick(others), random.pick(talks), seen);
  } else if (act === "recall") {
    const message = random.pickOrNone(world.messages);
    if (message !== undefined) world.recall(message);
  } else if (act === "schedule") world.schedule(random.pick([10, 40]));
  else if (act === "due" || act === "cancel") {
    const later = random.pickOrNone(world.laters.filter(({ isGone }) => !isGone));
    if (later !== undefined && act === "due") world.sendLater(later, random.pick(talks));
    else if (later !== undefined) world.drop(later);
  } else if (act === "tell") await world.tell();
  else if (act === "late") await world.repeat((from) => random.pickOrNone(from));
  else if (act === "crash") world.crash();
  else if (act === "work") await world.work(random.pick(["clean", "clean", "quarantined"] as const));
  else if (act === "work again") await world.work("clean", true);
  else if (act === "lose job") world.loseJob();
  else if (act === "discard") await world.core.discard(owner);
  else if (random.chance(0.7)) await world.pass(random.pick([1_000, 20 * minuteMs, 50 * minuteMs]));
  else await passHours(world, random.pick([5, 12, 40]));
}

/** The conversations' alarms try again at least each hour, so that a hold is not over before its message is told of. */
async function passHours(world: FileWorld, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    await world.tell();
    await world.pass(60 * minuteMs);
  }
}

const isAnyThere = (world: FileWorld): boolean => [...world.messages, ...world.laters].some(({ isGone }) => !isGone);

describe("[FILE-8] [FILE-13] [FILE-14] whatever is lost, late, repeated or crashes", () => {
  it("what a message has is there, and what none has is gone", async () => {
    const start = firstSeed();
    for (let seed = start; seed < start + runsOr(300); seed++) {
      const random = new Random(seed);
      const isLarge = random.chance(0.5);
      const picture = jpegOf({ width: isLarge ? 1_600 : 8, height: 6, secret: "at home" });
      const content = random.chance(0.3) ? text : picture;
      const world = new FileWorld({ isScanned: random.chance(0.5) });
      world.declare(content);
      world.fate = () => random.pick(["done", "done", "done", "done", "lost", "unanswered"] as const);
      for (let steps = 0; steps < 40; steps++) {
        await step(world, random, content).catch(() => {});
        // The conversations' alarms ring long before a hold is over.
        if ([...world.messages, ...world.laters].some(({ isTold }) => !isTold) && random.chance(0.6))
          await world.tell().catch(() => {});
        expect(isAnyThere(world) && !world.isKept, `FUZZ_SEED=${seed}: lost`).toBe(false);
        const isGiven = !("refusal" in world.core.serve());
        expect(isGiven && world.isScanned && world.verdict !== "clean", `FUZZ_SEED=${seed}: not scanned`).toBe(false);
      }
      world.arriveSlowly();
      world.fate = () => "done";
      for (let round = 0; round < 3; round++) {
        await world.tell();
        while (world.queue.length > 0) await world.work("clean");
        await world.pass(2 * dayMs);
      }
      expect(isAnyThere(world) && !world.isKept, `FUZZ_SEED=${seed}: lost`).toBe(false);
      const isPreviewed = /^(made|previews)/.test(world.preview ?? "");
      const isOwed = isLarge && content === picture && !world.hasLostJobs && world.verdict !== "quarantined";
      const isSent = world.messages.some(({ isGone }) => !isGone);
      expect(isSent && isOwed && !isPreviewed, `FUZZ_SEED=${seed}: no previews`).toBe(false);
      const left = isAnyThere(world) ? [[], 0] : [world.leftovers, world.rowCount];
      expect(left, `FUZZ_SEED=${seed}: left over`).toEqual([[], 0]);
    }
  });

  it("a message that is told of again after it is gone keeps nothing, whichever others there are", async () => {
    const world = new FileWorld();
    world.declare(text);
    await world.sendPart(text);
    await world.core.complete(owner);
    for (const talk of talks) world.send(owner, talk);
    await world.tell();
    const [first, second] = world.messages;
    if (first === undefined || second === undefined) throw new Error("two messages were sent");
    world.recall(first);
    await world.tell();
    // The first of all calls: of the first message.
    await world.repeat(([oldest]) => oldest);
    expect(world.isKept).toBe(true);
    world.recall(second);
    await world.tell();
    await world.pass(2 * dayMs);
    expect([world.leftovers, world.rowCount]).toEqual([[], 0]);
  });

  it("[FILE-30] [FILE-31] what is scheduled is there after weeks, and gone with the message that would have had it", async () => {
    const world = new FileWorld();
    world.declare(text);
    await world.sendPart(text);
    await world.core.complete(owner);
    world.schedule(60);
    world.schedule(40);
    await world.tell();
    await world.pass(30 * dayMs);
    expect(world.isKept).toBe(true);
    const [first, second] = world.laters as [(typeof world.laters)[number], (typeof world.laters)[number]];
    world.drop(first);
    await world.tell();
    expect(world.isKept).toBe(true);
    world.drop(second);
    world.fate = () => "lost";
    await world.core.letGo(second);
    expect(["refusal" in world.core.serve(), world.leftovers.length]).toEqual([true, 1]);
    world.fate = () => "done";
    await world.pass(15 * minuteMs);
    expect([world.leftovers, world.rowCount]).toEqual([[], 0]);
  });

  it("[FILE-31] what nobody lets go of, since a session was lost, ends by itself; a clock that was wrong keeps nothing for ever", async () => {
    const world = new FileWorld();
    world.declare(text);
    await world.sendPart(text);
    await world.core.complete(owner);
    world.core.keepForLater({ userId: owner, laterId: "one", until: Number.MAX_SAFE_INTEGER });
    world.core.keepForLater({ userId: owner, laterId: "one", until: 5 });
    const most = wireLimits.maxScheduleAheadMs + wireLimits.scheduledFilesKeptMs;
    await world.pass(most - dayMs);
    expect(world.isKept).toBe(true);
    await world.pass(dayMs);
    expect([world.leftovers, world.rowCount]).toEqual([[], 0]);
  });

  it("[FILE-30] nobody but its owner keeps a file, and what was let go of is not kept again by a call that comes late", async () => {
    const world = new FileWorld();
    world.declare(text);
    const keep = (laterId: string, userId = owner) =>
      world.core.keepForLater({ userId, laterId, until: world.now + dayMs });
    expect(keep("one")).toMatchObject({ refusal: { code: "FILE_NOT_READY" } });
    await world.sendPart(text);
    await world.core.complete(owner);
    expect(keep("one", others[1])).toMatchObject({ refusal: { code: "FILE_NOT_FOUND" } });
    expect([keep("one"), keep("two")]).toMatchObject([{ size: text.length }, { size: text.length }]);
    await world.core.letGo({ laterId: "one" });
    expect(keep("one")).toMatchObject({ refusal: { code: "FILE_NOT_FOUND" } });
    expect(keep("two")).toMatchObject({ size: text.length });
  });

  it("the bytes are gone within a quarter of an hour of the last message that had them", async () => {
    const world = new FileWorld();
    world.declare(text);
    await world.sendPart(text);
    await world.core.complete(owner);
    world.send(owner, talks[0]);
    await world.tell();
    world.recall(world.messages[0] as (typeof world.messages)[number]);
    world.fate = () => "lost";
    await world.core.release(world.messages[0] as (typeof world.messages)[number]);
    expect(world.leftovers).toHaveLength(1);
    world.fate = () => "done";
    await world.pass(15 * minuteMs);
    expect([world.leftovers, world.rowCount]).toEqual([[], 0]);
  });
});
