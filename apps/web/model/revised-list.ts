// A list of the user's that the server has. It is asked for when there is something in it and it has changed.
import type { KlatchClient } from "@klatch/sdk";
import { signal } from "@preact/signals";

interface Source<Item> {
  /** The event that tells of a change. */
  readonly event: "scheduled" | "invitations";
  /** Names the state of the list; null: it is empty. */
  readonly revision: () => string | null;
  readonly load: () => Promise<readonly Item[]>;
}

export class RevisedList<Item> {
  readonly #source: Source<Item>;
  readonly #all = signal<readonly Item[]>([]);
  /** The state of the list that `#all` shows. */
  #shown: string | null = null;
  #isAsking = false;

  constructor(client: KlatchClient, source: Source<Item>) {
    this.#source = source;
    client.on(source.event, () => this.#follow());
    // What could not be asked for.
    client.on("sync", () => this.#follow());
    this.#follow();
  }

  get all(): readonly Item[] {
    return this.#all.value;
  }

  #follow(): void {
    void this.#ask().catch(() => {});
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { revision, load } = this.#source;
    try {
      // It may change while it is asked for.
      for (let wanted = revision(); wanted !== this.#shown; wanted = revision()) {
        this.#all.value = wanted === null ? [] : await load();
        this.#shown = wanted;
      }
    } finally {
      this.#isAsking = false;
    }
  }
}
