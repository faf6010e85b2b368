// What people do on their devices all the time: write, read, type, and sometimes restart the app.
import { everyone, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { ChaosDevice, SayOptions } from "../clients/device.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";

/** A device with this many unanswered messages writes no more. */
const window = 6;
const doings = { say: 80, read: 14, type: 5, restart: 0.5 } as const;

/** The shortest that there may be, and not much more: a run waits for its end. */
export const burnsAfterMs = [1_000, 2_000] as const;

export class Talk {
  readonly #devices: readonly ChaosDevice[];
  readonly #recorder: Recorder;
  readonly #random: Random;
  #written = 0;

  constructor(devices: readonly ChaosDevice[], recorder: Recorder, random: Random) {
    this.#devices = devices;
    this.#recorder = recorder;
    this.#random = random;
  }

  /** Of people who may be members or not. */
  #mentions(): readonly UserId[] | undefined {
    if (!this.#random.chance(0.2)) return undefined;
    if (this.#random.chance(0.1)) return [everyone];
    return [...new Set([this.#random.pickOrNone(this.#devices), this.#random.pickOrNone(this.#devices)])].flatMap(
      (device) => device?.userId ?? [],
    );
  }

  #options(conversationId: ConversationId): SayOptions {
    const random = this.#random;
    const root = random.chance(0.1) ? random.pickOrNone(this.#recorder.recent.of(conversationId)) : undefined;
    return {
      mentions: this.#mentions(),
      ...(root !== undefined && { thread: root.seq }),
      ...(random.chance(0.1) && { silent: true }),
      ...(random.chance(0.1) && { poll: random.chance(0.4) ? "anonymous" : "named" }),
      ...(conversationId.startsWith("direct_") &&
        random.chance(0.1) && { burnAfterMs: random.between(...burnsAfterMs) }),
    };
  }

  /** One device does one thing. */
  async step(): Promise<void> {
    const device = this.#random.pickOrNone(this.#devices);
    const conversationId = device === undefined ? undefined : this.#random.pickOrNone(device.conversations);
    if (device === undefined || conversationId === undefined) return;
    switch (this.#random.weighted(doings)) {
      case "say":
        for (let n = this.#random.between(1, 3); n > 0 && device.pending < window; n--)
          device.say(conversationId, `message ${this.#written++} of ${device.name}`, this.#options(conversationId));
        return;
      case "read":
        return device.read(conversationId);
      case "type":
        return device.type(conversationId);
      case "restart":
        return device.restart();
    }
  }
}
