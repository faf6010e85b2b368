// The list of conversations as a signal. Any number of changes in one turn cause one rendering.
import type { ConversationId, KlatchClient, ListedConversation, UserId } from "@klatch/sdk";
import { computed, signal } from "@preact/signals";
import { isMuted } from "../inbox/own-settings.ts";
import { now } from "../ui/clock.ts";
import { FilteredInbox } from "./inbox-filter.ts";

export class InboxModel {
  readonly #client: KlatchClient;
  /** Also those that are hidden. */
  readonly #all = signal<readonly ListedConversation[]>([]);
  #scheduled = false;
  /** Pinned ones first, then newest first, with what is on its way; without those that are hidden. */
  readonly entries = computed(() => this.#all.value.filter(({ hidden }) => hidden !== true));
  readonly byId = computed(() => new Map(this.#all.value.map((entry) => [entry.id, entry])));
  /** What the list shows of them. */
  readonly filtered = new FilteredInbox(this.entries);
  /** What is muted is not counted, nor what waits to be accepted. */
  readonly unreadTotal = computed(() =>
    this.entries.value.reduce(
      (sum, entry) => (isMuted(entry, now.value) || entry.request === true ? sum : sum + entry.unread),
      0,
    ),
  );

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
    this.#all.value = this.#client.conversations({ hidden: true });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.refresh());
  }
}
