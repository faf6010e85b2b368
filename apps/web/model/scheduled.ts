// The user's scheduled messages, as the server has them. They are asked for when there are some and the list has changed.
import type { ConversationId, KlatchClient, ScheduledMessage } from "@klatch/sdk";
import { signal } from "@preact/signals";

export class ScheduledModel {
  readonly #client: KlatchClient;
  readonly #all = signal<readonly ScheduledMessage[]>([]);
  /** The state of the list that `#all` shows. */
  #shown: string | null = null;
  #isAsking = false;

  constructor(client: KlatchClient) {
    this.#client = client;
    client.on("scheduled", () => this.#follow());
    // What could not be asked for.
    client.on("sync", () => this.#follow());
    this.#follow();
  }

  /** Those of one conversation, due first. */
  in(conversationId: ConversationId): readonly ScheduledMessage[] {
    return this.#all.value.filter((one) => one.conversationId === conversationId);
  }

  #follow(): void {
    void this.#ask().catch(() => {});
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      // It may change while it is asked for.
      for (let revision = this.#revision; revision !== this.#shown; revision = this.#revision) {
        this.#all.value = revision === null ? [] : await this.#client.scheduled.list();
        this.#shown = revision;
      }
    } finally {
      this.#isAsking = false;
    }
  }

  get #revision(): string | null {
    return this.#client.scheduled.revision;
  }
}
