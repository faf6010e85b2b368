// Scheduled messages under crashes, lost calls, lost answers and refusals at random, against what their sender was told.
import { expect, it } from "vitest";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { Random } from "../../lab/kit/random.ts";
import { firstSeed } from "../support/fuzz-runs.ts";
import { Scheduling, type Fate } from "../support/scheduling.ts";

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
    world.nowMs += random.below(3 * minute);
    world.fate = random.pick(fates);
    const id = random.pick([...this.told.keys(), "none" as ClientMsgId]);
    switch (random.below(8)) {
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
      default:
        return world.ring();
    }
  }

  #schedule(): void {
    const id = `m${(this.#count += 1)}` as ClientMsgId;
    const sendAt = this.world.nowMs + 1 + this.#random.below(10 * minute);
    // A repeat, too, as after an answer that got lost.
    for (let times = 0; times < 2; times++) {
      const answer = this.world.schedule(id, sendAt);
      if (!("refusal" in answer)) this.told.set(id, { text: `text of ${id}`, isCancelled: false, mayBeSent: false });
    }
  }

  #change(id: ClientMsgId): void {
    const text = `text of ${id}, changed at ${this.world.nowMs}`;
    const answer = this.world.scheduled.change(id, { content: { type: "text", text } });
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
    world.restart();
    arrive();
    world.hold = null;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Everything behind works again: what is not refused for good is sent. */
  async end(): Promise<void> {
    this.world.fate = "ack";
    for (let at = this.world.sending.dueAt(); at !== null; at = this.world.sending.dueAt())
      await this.world.ringAt(Math.max(at, this.world.nowMs));
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

it("[LATER-2] each is sent once or shown as failed, says what was said last, and not at all once it is cancelled", async () => {
  const from = firstSeed();
  for (let seed = from; seed < from + schedules; seed++) {
    const story = new Story(new Random(seed));
    for (let step = 0; step < steps; step++) await story.step();
    await story.end();
    expect(story.violation(), `FUZZ_SEED=${seed}`).toBeNull();
  }
});
