// How far others have read, as signals, one per conversation: receipts of single people, counts of large groups, and what
// was asked for.
import type { ConversationId, KlatchClient, UserId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";

export class ReceiptsModel {
  readonly #client: KlatchClient;
  readonly #me: UserId;
  readonly #receipts = new Map<ConversationId, Signal<ReadonlyMap<UserId, number>>>();
  /** The newest message that somebody has read, by a count or an answer. */
  readonly #known = new Map<ConversationId, Signal<number>>();

  constructor(client: KlatchClient, me: UserId) {
    this.#client = client;
    this.#me = me;
    const changed = ({ conversationId }: { readonly conversationId: ConversationId }): void => {
      const known = this.#receipts.get(conversationId);
      if (known !== undefined) known.value = new Map(client.receipts(conversationId));
    };
    client.on("receipt", changed);
    client.on("receipt-count", ({ conversationId, seq, count }) => {
      if (count > 0) this.#note(conversationId, seq);
    });
    client.on("set-back", (back) => {
      changed(back);
      const known = this.#knownOf(back.conversationId);
      known.value = Math.min(known.value, back.headSeq);
    });
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

  /** The seq up to which anybody else has read. */
  readUpTo(id: ConversationId): number {
    const others = [...this.of(id)].map(([userId, seq]) => (userId === this.#me ? 0 : seq));
    return Math.max(this.#knownOf(id).value, ...others);
  }

  /**
   * Asks whether anybody has read a message of this user's: receipts that came while the device was away come no more.
   * Without an answer the mark is what the device knows.
   */
  async ask(id: ConversationId, seq: number): Promise<void> {
    if (this.readUpTo(id) >= seq) return;
    const page = await this.#client.receiptsOf(id, seq, { limit: 1 }).catch(() => null);
    if (page !== null && page.readCount > 0) this.#note(id, seq);
  }

  #note(id: ConversationId, seq: number): void {
    const known = this.#knownOf(id);
    known.value = Math.max(known.peek(), seq);
  }

  #knownOf(id: ConversationId): Signal<number> {
    let known = this.#known.get(id);
    if (known === undefined) this.#known.set(id, (known = signal(0)));
    return known;
  }
}
