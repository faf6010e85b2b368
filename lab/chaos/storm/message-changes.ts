// What people of the storm do to messages: on their devices, or over HTTP, where an answer may be lost and the call is
// repeated under the same id.
import * as v from "valibot";
import type { OpId } from "../../../schema/protocol/ids.ts";
import { changedMessageShape, type MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import { UuidV7Source } from "../../../sdk/client/uuid-v7.ts";
import { changeKinds } from "../changes/kinds.ts";
import type { Person } from "../world.ts";
import { somebody, type StepParts } from "./step.ts";

/** A device with this many unanswered messages and changes does no more. */
const window = 10;
const attempts = 3;

export class MessageChanges {
  readonly #parts: StepParts;
  readonly #ids: UuidV7Source;

  constructor(parts: StepParts) {
    this.#parts = parts;
    this.#ids = new UuidV7Source(() => parts.random.next());
  }

  /** One person changes one message. Never rejects: refusals are expected. */
  async step(): Promise<void> {
    const { random, world, recorder } = this.#parts;
    const actor = somebody(this.#parts);
    if (actor === null || actor.device.pending >= window) return;
    const { person, device, conversationId } = actor;
    const target = random.pickOrNone(recorder.recent.of(conversationId));
    if (target === undefined) return;
    const opId = this.#ids.next(Date.now());
    const people = world.people.map(({ userId }) => userId);
    const kind = random.pickWeighted(Object.values(changeKinds).map((one) => [one.weight, one] as const));
    const frame = kind.ask(target, { actor: person.userId, opId, random, people });
    if (frame === null) return;
    if (!random.chance(0.25)) return device.change(opId, frame);
    for (let left = attempts; left > 0; left--) if (await this.#overHttp(person, opId, frame)) return;
    // Nobody knows: a device goes on under the same id.
    device.change(opId, frame);
  }

  /** @returns whether it was answered */
  async #overHttp({ userId: user, call }: Person, opId: OpId, frame: MessageChangeFrame): Promise<boolean> {
    this.#parts.recorder.note({ kind: "change", socket: null, user, opId, frame });
    try {
      const { status, body } = await call(changeKinds[frame.type].overHttp(frame, opId));
      if (status < 400) {
        const { seq } = v.parse(changedMessageShape, body);
        this.#parts.recorder.note({ kind: "change-done", user, opId, seq });
        return true;
      }
      const { code } = v.parse(problemShape, body);
      if (status >= 500 || status === 429 || status === 401) return false;
      this.#parts.recorder.note({ kind: "change-refused", user, opId, code });
      return true;
    } catch {
      return false;
    }
  }
}
