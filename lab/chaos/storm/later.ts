// Messages of the storm that people do not send themselves: scheduled ones, which come or are cancelled, and copies of what
// others wrote. Each call is repeated under its id until it is answered.
import type { ClientMsgId, ConversationId } from "../../../schema/protocol/ids.ts";
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import { UuidV7Source } from "../../../sdk/client/uuid-v7.ts";
import type { Person } from "../world.ts";
import { isExpected, somebody, type StepParts } from "./step.ts";

const attempts = 4;
const patienceMs = 3_000;
/** How far ahead a message is scheduled, in ms. */
const aheadMs = [300, 3_000] as const;

export class Later {
  readonly #parts: StepParts;
  readonly #ids: UuidV7Source;
  #scheduled = 0;

  constructor(parts: StepParts) {
    this.#parts = parts;
    this.#ids = new UuidV7Source(() => parts.random.next());
  }

  /** Never rejects: refusals are expected. */
  async step(): Promise<void> {
    const { random } = this.#parts;
    const sender = somebody(this.#parts);
    if (sender === null) return;
    const { person, conversationId, device } = sender;
    if (random.chance(0.6)) await this.#schedule(person, conversationId);
    else await this.#forward(person, random.pick(device.conversations), conversationId);
  }

  async #schedule({ userId: user, client }: Person, conversationId: ConversationId): Promise<void> {
    const { random } = this.#parts;
    const id = this.#ids.next(Date.now());
    const text = `scheduled message ${this.#scheduled++}`;
    const silent = random.chance(0.3);
    const sendAt = Date.now() + random.between(...aheadMs);
    const end = random.weighted({ due: 6, cancel: 3, now: 1 });
    const isScheduled = await this.#until(async (signal) => {
      this.#parts.recorder.note({ kind: "scheduling", user, conversationId, id, text, silent });
      await client.scheduled.add(conversationId, text, sendAt, { clientMsgId: id, silent, signal });
    });
    if (!isScheduled) return;
    this.#parts.recorder.note({ kind: "scheduled", user, id, how: "scheduled" });
    if (end === "due") return;
    const isDone = await this.#until(async (signal) => {
      if (end === "cancel") {
        this.#parts.recorder.note({ kind: "cancelling", user, id });
        await client.scheduled.cancel(id, { signal });
      } else await client.scheduled.sendNow(id, { signal });
    });
    if (isDone)
      this.#parts.recorder.note({ kind: "scheduled", user, id, how: end === "cancel" ? "cancelled" : "sent" });
  }

  async #forward(
    { userId: user, client }: Person,
    source: ConversationId,
    conversationId: ConversationId,
  ): Promise<void> {
    const { random } = this.#parts;
    const recent = this.#parts.recorder.recent.of(source).map(({ seq }) => seq);
    const seqs = [
      ...new Set([random.pickOrNone(recent), random.pickOrNone(recent)].filter((one) => one !== undefined)),
    ];
    if (seqs.length === 0) return;
    const from = { conversationId: source, seqs: seqs.toSorted((a, b) => a - b) };
    const clientMsgId: ClientMsgId = this.#ids.next(Date.now());
    const merged = random.chance(0.5);
    await this.#until(async (signal) => {
      this.#parts.recorder.note({ kind: "forward", user, conversationId, clientMsgId, from, merged });
      const acks = await client.forward(conversationId, from, { merged, clientMsgId, signal });
      const at = acks.map(({ seq }) => seq);
      this.#parts.recorder.note({ kind: "forwarded", user, conversationId, clientMsgId, seqs: at });
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
        if (!isExpected(error)) throw error;
        if (isFinal) return false;
      }
    }
    return false;
  }
}
