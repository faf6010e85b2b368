// Scheduled messages, some with a file, under crashes, lost calls, lost answers and refusals at random, against what their sender
// was told and what the files' objects keep.
import { expect, it } from "vitest";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { Random } from "../../lab/kit/random.ts";
import { firstSeed } from "../support/fuzz-runs.ts";
import { fileContent, Scheduling, talk, type Fate } from "../support/scheduling.ts";

const schedules = 150;
const steps = 40;
const minute = 60_000;

const fates: readonly Fate[] = [
  "ack",
  "ack",
  "lost-answer",
  "lost-call",
  refused("RATE_LIMITED", 90_000),
  refused("MUTED"),
  refused("INTERNAL"),
];

/** What the sender was told of one message. */
interface Told {
  text: string;
  isCancelled: boolean;
  /** Whether it had failed when it was cancelled, so that it may have been sent. */
  mayBeSent: boolean;
}

class Story {
  readonly world = new Scheduling();
  readonly told = new Map<ClientMsgId, Told>();
  readonly #random: Random;
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  async step(): Promise<void> {
    const { world } = this;
    const random = this.#random;
    world.fileFate = () => random.pick(["done", "done", "lost", "unanswered"] as const);
    world.nowMs += random.below(3 * minute);
    world.fate = random.pick(fates);
    const id = random.pick([...this.told.keys(), "none" as ClientMsgId]);
    switch (random.below(9)) {
      case 0:
      case 1:
        return this.#schedule();
      case 2:
        return this.#change(id);
      case 3:
        return this.#cancel(id);
      case 4:
        await world.scheduled.sendNow(id);
        return;
      case 5:
        return this.#crashWhileSending();
      case 6:
        await world.tellFiles();
        return;
      default:
        return world.ring();
    }
  }

  async #schedule(): Promise<void> {
    const id = `m${(this.#count += 1)}` as ClientMsgId;
    const sendAt = this.world.nowMs + 1 + this.#random.below(10 * minute);
    const text = `text of ${id}`;
    const content = this.#random.chance(0.5) ? fileContent("file_one", text) : ({ type: "text", text } as const);
    const request = { conversationId: talk, clientMsgId: id, content, sendAt };
    // A repeat, too, as after an answer that got lost: one after the other, or both at once.
    const first = this.world.withFiles.schedule(request);
    if (this.#random.chance(0.5)) await first;
    for (const answer of await Promise.all([first, this.world.withFiles.schedule(request)])) {
      if (!("refusal" in answer)) this.told.set(id, { text: `text of ${id}`, isCancelled: false, mayBeSent: false });
    }
  }

  async #change(id: ClientMsgId): Promise<void> {
    const text = `text of ${id}, changed at ${this.world.nowMs}`;
    const random = this.#random;
    const content = random.chance(0.5) ? fileContent("file_two", text) : ({ type: "text", text } as const);
    const sendAt = this.world.nowMs + 1 + random.below(10 * minute);
    const answer = await this.world.withFiles.change(id, { content, ...(random.chance(0.3) && { sendAt }) });
    const told = this.told.get(id);
    if (!("refusal" in answer) && told !== undefined) told.text = text;
  }

  #cancel(id: ClientMsgId): void {
    const before = this.world.all().find((one) => one.id === id);
    const answer = this.world.scheduled.cancel(id);
    const told = this.told.get(id);
    if ("refusal" in answer || told === undefined) return;
    told.mayBeSent ||= before?.state === "failed";
    told.isCancelled = true;
  }

  /** The instance ends while its calls are on their way: they may arrive, their answers do not. */
  async #crashWhileSending(): Promise<void> {
    const { world } = this;
    let arrive = (): void => {};
    world.hold = new Promise((resolve) => (arrive = resolve));
    void world.ring();
    // Requests too are cut off: what they have asked of a file's object may be carried out.
    if (this.#random.chance(0.5)) void world.scheduleFile("cut off", world.nowMs + 1 + minute, "file_one");
    world.restart();
    arrive();
    world.hold = null;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Everything behind works again: what is not refused for good is sent. */
  async end(): Promise<void> {
    this.world.fate = "ack";
    this.world.fileFate = () => "done";
    for (let at = this.world.sending.dueAt(); at !== null; at = this.world.sending.dueAt())
      await this.world.ringAt(Math.max(at, this.world.nowMs));
    while (!(await this.world.tellFiles()));
  }

  /** Null: the objects keep what listed messages have. */
  get lostFile(): string | null {
    const lost = this.world.keptOfListed.find(([, until = 0]) => until <= this.world.nowMs);
    return lost === undefined ? null : `the file of ${lost[0]} is not kept`;
  }

  /** Null: once they were told, the objects keep them long enough. */
  get shortFile(): string | null {
    const sendAtOf = new Map(this.world.table.all().map(({ id, sendAt }) => [id, sendAt]));
    const short = this.world.keptOfListed.find(
      ([id, until = 0]) => until < (sendAtOf.get(id) ?? 0) + wireLimits.scheduledFilesKeptMs,
    );
    return short === undefined ? null : `the file of ${short[0]} is not kept for long`;
  }

  /** Null: the objects keep for longer than a day only what listed messages have. */
  get keptFile(): string | null {
    const listed = new Set(this.world.table.all().map(({ laterId }) => laterId));
    const aDay = this.world.nowMs + 24 * 60 * minute;
    for (const [key, until] of this.world.kept)
      if (until > aDay && !listed.has(key.split(" ")[1] ?? "")) return `${key} is kept for nobody`;
    return null;
  }

  /** What is not as the sender was told; null: all is. */
  violation(): string | null {
    const { world, told } = this;
    const failed = new Set<string>(world.all().map(({ id }) => id));
    const waiting = world.all().find(({ state }) => state !== "failed");
    if (waiting !== undefined) return `${waiting.id} waits for ever`;
    for (const [id, { text, isCancelled, mayBeSent }] of told) {
      const copies = world.texts.filter((one) => one === `text of ${id}` || one.startsWith(`text of ${id},`));
      if (copies.length > 1) return `${id} is sent twice`;
      if (copies.length === 1 && copies[0] !== text) return `${id} says what was changed`;
      if (copies.length === 1 && isCancelled && !mayBeSent) return `${id} is sent though it was cancelled`;
      if (copies.length === 0 && !isCancelled && !failed.has(id)) return `${id} is lost`;
    }
    return null;
  }
}

it("[LATER-2] [FILE-30] [FILE-31] each is sent once or shown as failed, says what was said last, and not at all once it is cancelled", async () => {
  const from = firstSeed();
  for (let seed = from; seed < from + schedules; seed++) {
    const story = new Story(new Random(seed));
    for (let step = 0; step < steps; step++) {
      await story.step();
      expect(story.lostFile, `FUZZ_SEED=${seed}`).toBeNull();
    }
    await story.end();
    const faults = [story.lostFile, story.shortFile, story.keptFile];
    expect(faults, `FUZZ_SEED=${seed}`).toEqual([null, null, null]);
    expect(story.violation(), `FUZZ_SEED=${seed}`).toBeNull();
  }
});
