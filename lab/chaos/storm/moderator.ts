// An operator of the storm: suspends people and restores them, whatever becomes of the answers.
import { setTimeout as sleep } from "node:timers/promises";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { OperatorCalls } from "../../../tools/operator/operator-calls.ts";
import type { Random } from "../../kit/random.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Victim } from "../server.ts";
import type { Person } from "../world.ts";

const againMs = 100;
/** How long somebody stays suspended, in ms. */
const suspendedMs = [100, 900] as const;

export class Moderator {
  readonly #victim: Victim;
  readonly #recorder: Recorder;
  readonly #random: Random;
  readonly #suspended = new Set<UserId>();

  constructor(victim: Victim, recorder: Recorder, random: Random) {
    this.#victim = victim;
    this.#recorder = recorder;
    this.#random = random;
  }

  /** Resolves when the user is restored. One suspension of a user at a time. */
  async suspend({ userId, account }: Person): Promise<void> {
    if (this.#suspended.has(userId)) return;
    this.#suspended.add(userId);
    const path = `users/${userId}/suspension`;
    const everything = { deviceId: null, spares: null };
    while (!(await account.end("suspension", everything, () => this.#call("PUT", path)))) await sleep(againMs);
    await sleep(this.#random.between(...suspendedMs));
    const asked = Date.now();
    while (!(await this.#call("DELETE", path).catch(() => false))) await sleep(againMs);
    this.#recorder.note({ kind: "restored", user: userId, asked });
    this.#suspended.delete(userId);
  }

  /** @throws Error without an answer */
  async #call(method: string, path: string): Promise<true> {
    const calls = new OperatorCalls(this.#victim.url, await this.#victim.adminToken());
    const { ok, status } = await calls.call(method, path, { reason: "chaos" });
    if (!ok) throw new Error(`${method} gave ${status}`);
    return true;
  }
}
