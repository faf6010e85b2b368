// What people of the storm set for themselves, on whichever device: settings of conversations, stars.
import { ownKinds } from "../own/kinds.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";
import type { World } from "../world.ts";

export class OwnValues {
  readonly #world: World;
  readonly #recorder: Recorder;
  readonly #random: Random;

  constructor(world: World, recorder: Recorder, random: Random) {
    this.#world = world;
    this.#recorder = recorder;
    this.#random = random;
  }

  /** One person sets one thing, once. Never rejects. */
  async step(): Promise<void> {
    const random = this.#random;
    const person = random.pickOrNone(this.#world.people);
    const conversationId = random.pickOrNone([...this.#world.directs, ...this.#world.groups]);
    const target =
      conversationId === undefined ? undefined : random.pickOrNone(this.#recorder.recent.of(conversationId));
    if (person === undefined || target === undefined) return;
    const kind = random.pickWeighted(ownKinds.map((one) => [one.weight, one] as const));
    const { key, value, request } = kind.ask(target, random);
    const asked = Date.now();
    const status = await person.call(request).then(
      (answer) => answer.status,
      () => null,
    );
    const outcome = status === null || status >= 500 ? "unknown" : status >= 400 ? "refused" : "done";
    this.#recorder.note({ kind: "own", user: person.userId, key, value, asked, outcome });
  }
}
