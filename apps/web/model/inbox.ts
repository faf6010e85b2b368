// The list of conversations as a signal. Any number of changes in one turn cause one rendering.
import type { ConversationId, KlatchClient, ListedConversation, UserId } from "@klatch/sdk";
import { computed, signal } from "@preact/signals";
import { FilteredInbox } from "./inbox-filter.ts";

export class InboxModel {
  readonly #client: KlatchClient;
  readonly #entries = signal<readonly ListedConversation[]>([]);
  #scheduled = false;
  /** Newest first, with what is on its way. */
  readonly entries = computed(() => this.#entries.value);
  readonly byId = computed(() => new Map(this.#entries.value.map((entry) => [entry.id, entry])));
  /** What the list shows of them. */
  readonly filtered = new FilteredInbox(this.entries);
  readonly unreadTotal = computed(() => this.#entries.value.reduce((sum, { unread }) => sum + unread, 0));

  constructor(client: KlatchClient) {
    this.#client = client;
    client.on("conversation", () => this.#schedule());
    client.on("outbox", () => this.#schedule());
    client.on("sync", () => this.#schedule());
  }

  get(id: ConversationId): ListedConversation | undefined {
    return this.byId.value.get(id);
  }

  /** Whose names the list shows. */
  people(): readonly UserId[] {
    return this.#client
      .conversations()
      .flatMap(({ peerId, preview, joined }) => [peerId, preview?.senderId, joined?.actorId])
      .filter((userId) => userId !== undefined);
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
