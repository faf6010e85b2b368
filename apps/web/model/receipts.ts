// Receipts of other members as signals, one per conversation.
import type { ConversationId, KlatchClient, UserId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";

export class ReceiptsModel {
  readonly #client: KlatchClient;
  readonly #receipts = new Map<ConversationId, Signal<ReadonlyMap<UserId, number>>>();

  constructor(client: KlatchClient) {
    this.#client = client;
    const changed = ({ conversationId }: { readonly conversationId: ConversationId }): void => {
      const known = this.#receipts.get(conversationId);
      if (known !== undefined) known.value = new Map(client.receipts(conversationId));
    };
    client.on("receipt", changed);
    client.on("set-back", changed);
  }

  /** The seq up to which each member has read. */
  of(id: ConversationId): ReadonlyMap<UserId, number> {
    let receipts = this.#receipts.get(id);
    if (receipts === undefined) {
      receipts = signal<ReadonlyMap<UserId, number>>(new Map(this.#client.receipts(id)));
      this.#receipts.set(id, receipts);
    }
    return receipts.value;
  }
}
