// The person's friends, requests and notes as signals.
import type { KlatchClient, Person, UserId } from "@klatch/sdk";
import { computed, type ReadonlySignal } from "@preact/signals";
import { changeCount } from "./change-count.ts";
import type { InboxModel } from "./inbox.ts";

export class FriendsModel {
  readonly #client: KlatchClient;
  readonly #inbox: Pick<InboxModel, "entries">;
  readonly #changes: ReadonlySignal<number>;
  /** How many ask to become friends. */
  readonly asking = computed(() => this.requests().filter(({ request }) => request?.by === "them").length);

  constructor(client: KlatchClient, inbox: Pick<InboxModel, "entries">) {
    this.#client = client;
    this.#inbox = inbox;
    this.#changes = changeCount(client, "friends");
  }

  all(): readonly Person[] {
    void this.#changes.value;
    return this.#client.friends.all();
  }

  requests(): readonly Person[] {
    void this.#changes.value;
    return this.#client.friends.requests();
  }

  of(userId: UserId): Person | null {
    void this.#changes.value;
    return this.#client.friends.of(userId);
  }

  /** As the conversation with them says, or where there is none, as the list of people does. */
  isBlocked(userId: UserId): boolean {
    const entry = this.#inbox.entries.value.find(({ peerId }) => peerId === userId);
    return entry?.blocked === true || this.of(userId)?.blockedAt !== undefined;
  }
}
