// Messages of the storm that people do not send themselves: scheduled ones, which come or are cancelled, and copies of what
// others wrote. Each call is repeated under its id until it is answered.
import type { ClientMsgId } from "../../../schema/protocol/ids.ts";
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import { UuidV7Source } from "../../../sdk/client/uuid-v7.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";
import type { Person, World } from "../world.ts";

const attempts = 4;
const patienceMs = 3_000;
/** How far ahead a message is scheduled, in ms. */
const aheadMs = [300, 3_000] as const;

export class Later {
  readonly #world: World;
  readonly #recorder: Recorder;
  readonly #random: Random;
  readonly #ids: UuidV7Source;
  #scheduled = 0;

  constructor(world: World, recorder: Recorder, random: Random) {
    this.#world = world;
    this.#recorder = recorder;
    this.#random = random;
    this.#ids = new UuidV7Source(() => random.next());
  }

  /** Never rejects: refusals are expected. */
  async step(): Promise<void> {
    const person = this.#random.pickOrNone(this.#world.people);
    if (person === undefined) return;
    if (this.#random.chance(0.6)) await this.#schedule(person);
    else await this.#forward(person);
  }

  async #schedule({ userId: user, client }: Person): Promise<void> {
    const random = this.#random;
    const conversationId = random.pickOrNone([...this.#world.directs, ...this.#world.groups]);
    if (conversationId === undefined) return;
    const id = this.#ids.next(Date.now());
    const text = `scheduled message ${this.#scheduled++}`;
    const silent = random.chance(0.3);
    const sendAt = Date.now() + random.between(...aheadMs);
    const end = random.weighted({ due: 6, cancel: 3, now: 1 });
    const isScheduled = await this.#until(async (signal) => {
      this.#recorder.note({ kind: "scheduling", user, conversationId, id, text, silent });
      await client.scheduled.add(conversationId, text, sendAt, { clientMsgId: id, silent, signal });
    });
    if (!isScheduled) return;
    this.#recorder.note({ kind: "scheduled", user, id, how: "scheduled" });
    if (end === "due") return;
    const isDone = await this.#until(async (signal) => {
      if (end === "cancel") await client.scheduled.cancel(id, { signal });
      else await client.scheduled.sendNow(id, { signal });
    });
    if (isDone) this.#recorder.note({ kind: "scheduled", user, id, how: end === "cancel" ? "cancelled" : "sent" });
  }

  async #forward({ userId: user, client }: Person): Promise<void> {
    const random = this.#random;
    const places = [...this.#world.directs, ...this.#world.groups];
    const [source, conversationId] = [random.pickOrNone(places), random.pickOrNone(places)];
    if (source === undefined || conversationId === undefined) return;
    const recent = this.#recorder.recent.of(source).map(({ seq }) => seq);
    const seqs = [
      ...new Set([random.pickOrNone(recent), random.pickOrNone(recent)].filter((one) => one !== undefined)),
    ];
    if (seqs.length === 0) return;
    const from = { conversationId: source, seqs: seqs.toSorted((a, b) => a - b) };
    const clientMsgId: ClientMsgId = this.#ids.next(Date.now());
    const merged = random.chance(0.5);
    await this.#until(async (signal) => {
      this.#recorder.note({ kind: "forward", user, conversationId, clientMsgId, from, merged });
      const acks = await client.forward(conversationId, from, { merged, clientMsgId, signal });
      const at = acks.map(({ seq }) => seq);
      this.#recorder.note({ kind: "forwarded", user, conversationId, clientMsgId, seqs: at });
    });
  }

  /** @returns whether it was done; false: refused, or never answered */
  async #until(call: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    for (let left = attempts; left > 0; left--) {
      try {
        await call(AbortSignal.timeout(patienceMs));
        return true;
      } catch (error) {
        const isFinal = error instanceof KlatchError && error.status !== undefined && error.status < 429;
        const isLost = error instanceof KlatchError || (error instanceof Error && error.name === "TimeoutError");
        if (!isLost) throw error;
        if (isFinal) return false;
      }
    }
    return false;
  }
}
