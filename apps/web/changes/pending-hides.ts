// Messages that the user has deleted for themselves and may still get back: until then the server is not told, and the page
// shows them no more. When the page goes they are left in the device's storage, from where the next one tells. Pure: client and
// storage come in by ports.
import type { ConversationId } from "@klatch/sdk";
import { signal } from "@preact/signals";

export interface HidePorts {
  readonly hide: (id: ConversationId, seqs: readonly number[]) => void;
  /** Storage that answers at once. "": nothing is left there. */
  readonly left: { get(): string; set(text: string): void };
}

interface Pending {
  readonly id: ConversationId;
  readonly seqs: readonly number[];
}

export class PendingHides {
  readonly #ports: HidePorts;
  /** One entry for each time. */
  readonly #pending = signal<readonly Pending[]>([]);

  constructor(ports: HidePorts) {
    this.#ports = ports;
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

  /** The page goes, and has no time to tell the server. */
  leave(): void {
    if (this.#pending.peek().length === 0) return;
    this.#ports.left.set(JSON.stringify([...this.#takeLeft(), ...this.#pending.peek()]));
    this.#pending.value = [];
  }

  /** A page is there again, this one or another: tells what was left. */
  resume(): void {
    for (const { id, seqs } of this.#takeLeft()) this.#ports.hide(id, seqs);
  }

  #commit(one: Pending): void {
    // First: the client shows them no more by itself from then on.
    this.#ports.hide(one.id, one.seqs);
    this.#drop(one);
  }

  #drop(one: Pending): void {
    this.#pending.value = this.#pending.peek().filter((other) => other !== one);
  }

  #takeLeft(): readonly Pending[] {
    const text = this.#ports.left.get();
    if (text === "") return [];
    this.#ports.left.set("");
    try {
      const left: unknown = JSON.parse(text);
      return Array.isArray(left) ? left.filter(isPending) : [];
    } catch {
      return [];
    }
  }
}

const isPending = (one: unknown): one is Pending =>
  typeof one === "object" &&
  one !== null &&
  "id" in one &&
  typeof one.id === "string" &&
  "seqs" in one &&
  Array.isArray(one.seqs) &&
  one.seqs.every((seq) => typeof seq === "number");
