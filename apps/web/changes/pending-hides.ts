// Messages that the user has deleted for themselves and may still get back: until then the server is not told, and the page
// shows them no more. Pure: the client comes in by `hide`.
import type { ConversationId } from "@klatch/sdk";
import { signal } from "@preact/signals";

export class PendingHides {
  readonly #hide: (id: ConversationId, seqs: readonly number[]) => void;
  /** By conversation, one entry for each time. */
  readonly #pending = signal<readonly { readonly id: ConversationId; readonly seqs: readonly number[] }[]>([]);

  constructor(hide: (id: ConversationId, seqs: readonly number[]) => void) {
    this.#hide = hide;
  }

  /** What is not to be shown. */
  in(id: ConversationId): ReadonlySet<number> {
    return new Set(this.#pending.value.flatMap((one) => (one.id === id ? one.seqs : [])));
  }

  /** Nothing happens if neither is called. */
  begin(id: ConversationId, seqs: readonly number[]): { readonly undo: () => void; readonly commit: () => void } {
    const one = { id, seqs };
    this.#pending.value = [...this.#pending.peek(), one];
    return {
      undo: () => this.#drop(one),
      commit: () => {
        if (this.#pending.peek().includes(one)) this.#commit(one);
      },
    };
  }

  /** The page may be about to go. */
  commitAll(): void {
    for (const one of this.#pending.peek()) this.#commit(one);
  }

  #commit(one: { readonly id: ConversationId; readonly seqs: readonly number[] }): void {
    // First: the client shows them no more by itself from then on.
    this.#hide(one.id, one.seqs);
    this.#drop(one);
  }

  #drop(one: object): void {
    this.#pending.value = this.#pending.peek().filter((other) => other !== one);
  }
}
