// What people do on their devices all the time: write, read, type, and sometimes restart the app.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { ChaosDevice } from "../clients/device.ts";
import type { Random } from "../../kit/random.ts";

/** A device with this many unanswered messages writes no more. */
const window = 6;
const doings = { say: 80, read: 14, type: 5, restart: 0.5 } as const;

export class Talk {
  readonly #devices: readonly ChaosDevice[];
  readonly #random: Random;
  #written = 0;

  constructor(devices: readonly ChaosDevice[], random: Random) {
    this.#devices = devices;
    this.#random = random;
  }

  /** Of people who may be members or not. */
  #mentions(): readonly UserId[] | undefined {
    if (!this.#random.chance(0.2)) return undefined;
    return [...new Set([this.#random.pickOrNone(this.#devices), this.#random.pickOrNone(this.#devices)])].flatMap(
      (device) => device?.userId ?? [],
    );
  }

  /** One device does one thing. */
  async step(): Promise<void> {
    const device = this.#random.pickOrNone(this.#devices);
    const conversationId = device === undefined ? undefined : this.#random.pickOrNone(device.conversations);
    if (device === undefined || conversationId === undefined) return;
    switch (this.#random.weighted(doings)) {
      case "say":
        for (let n = this.#random.between(1, 3); n > 0 && device.pending < window; n--)
          device.say(conversationId, `message ${this.#written++} of ${device.name}`, this.#mentions());
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
