// The list of conversations as a signal. Any number of changes in one turn cause one rendering.
import type { ConversationEntry, ConversationId, KlatchClient } from "@klatch/sdk";
import { computed, signal } from "@preact/signals";

export class InboxModel {
  readonly #client: KlatchClient;
  readonly #entries = signal<readonly ConversationEntry[]>([]);
  #scheduled = false;
  /** Most recently active first. */
  readonly entries = computed(() => this.#entries.value);
  readonly byId = computed(() => new Map(this.#entries.value.map((entry) => [entry.id, entry])));
  readonly unreadTotal = computed(() => this.#entries.value.reduce((sum, { unread }) => sum + unread, 0));

  constructor(client: KlatchClient) {
    this.#client = client;
    client.on("conversation", () => this.#schedule());
    client.on("sync", () => this.#schedule());
  }

  get(id: ConversationId): ConversationEntry | undefined {
    return this.byId.value.get(id);
  }

  refresh(): void {
    this.#scheduled = false;
    this.#entries.value = this.#client.conversations();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.refresh());
  }
}
