// Drafts as signals, one per conversation.
import type { ConversationId, KlatchClient } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";

export class DraftsModel {
  readonly #client: KlatchClient;
  readonly #drafts = new Map<ConversationId, Signal<string>>();

  constructor(client: KlatchClient) {
    this.#client = client;
    // Emitted for drafts of other tabs too.
    client.on("draft", ({ conversationId, text }) => {
      const known = this.#drafts.get(conversationId);
      if (known !== undefined) known.value = text;
    });
  }

  in(id: ConversationId): string {
    return this.#signalOf(id).value;
  }

  set(id: ConversationId, text: string): void {
    this.#client.drafts.set(id, text);
    this.#signalOf(id).value = text;
  }

  #signalOf(id: ConversationId): Signal<string> {
    let draft = this.#drafts.get(id);
    if (draft === undefined) this.#drafts.set(id, (draft = signal(this.#client.drafts.get(id))));
    return draft;
  }
}
