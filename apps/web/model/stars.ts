// The person's starred messages as a signal. They are asked for when the first message is shown, once.
import type { ConversationId, KlatchClient, Star } from "@klatch/sdk";
import type { ReadonlySignal } from "@preact/signals";
import { changeCount } from "./change-count.ts";

export class StarsModel {
  readonly #client: KlatchClient;
  readonly #changes: ReadonlySignal<number>;
  #isAsked = false;

  constructor(client: KlatchClient) {
    this.#client = client;
    this.#changes = changeCount(client, "starred");
    // What could not be loaded without a network.
    client.on("sync", () => void (this.#isAsked && this.#load()));
  }

  /** The newest star first. */
  all(): readonly Star[] {
    this.#ask();
    return this.#client.starred.all();
  }

  has(id: ConversationId, seq: number | null): boolean {
    this.#ask();
    return seq !== null && this.#client.starred.has(id, seq);
  }

  /** @throws KlatchError (as a rejection) it was taken back */
  toggle(id: ConversationId, seq: number): Promise<void> {
    return this.#client.starred.set(id, seq, !this.#client.starred.has(id, seq));
  }

  #ask(): void {
    void this.#changes.value;
    if (this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => this.#load());
  }

  /** Without an answer there are none to show: nobody waits for them. */
  #load(): void {
    this.#client.starred.load().catch(() => {});
  }
}
