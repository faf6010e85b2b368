// People of the storm who read pages of logs over HTTP, amid all that changes.
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";
import type { World } from "../world.ts";

const patienceMs = 3_000;
const pageSize = 40;

export class Readers {
  readonly #world: World;
  readonly #recorder: Recorder;
  readonly #random: Random;

  constructor(world: World, recorder: Recorder, random: Random) {
    this.#world = world;
    this.#recorder = recorder;
    this.#random = random;
  }

  /** One page of one conversation. Never rejects: refusals are expected. */
  async step(): Promise<void> {
    const random = this.#random;
    const person = random.pickOrNone(this.#world.people);
    const conversationId = random.pickOrNone([...this.#world.directs, ...this.#world.groups]);
    if (person === undefined || conversationId === undefined) return;
    const { seq } = random.pickOrNone(this.#recorder.recent.of(conversationId)) ?? {};
    const before = random.chance(0.3) ? seq : undefined;
    const asked = Date.now();
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const page = await person.client.history(conversationId, { before, limit: pageSize, signal });
      const { events, headSeq, states = {} } = page;
      this.#recorder.note({ kind: "page", user: person.userId, conversationId, asked, headSeq, events, states });
    } catch (error) {
      const isExpected = error instanceof KlatchError || (error instanceof Error && error.name === "TimeoutError");
      if (!isExpected) throw error;
    }
  }
}
