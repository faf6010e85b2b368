// What really happened in a stormy group: who was in at each event, who wrote it, and so who is to have what.
import type { Saw } from "./group-device.ts";

export class GroupTruth {
  readonly #saw = new Map<string, Saw[number][]>();
  readonly #inside = new Set<string>();
  /** Who wrote the event with this seq − 1; null: it was a change. */
  readonly #senders: (string | null)[] = [];

  /** How many messages. */
  get written(): number {
    return this.#senders.filter((sender) => sender !== null).length;
  }

  get headSeq(): number {
    return this.#senders.length;
  }

  isIn(id: string): boolean {
    return this.#inside.has(id);
  }

  sawOf(id: string): Saw[number][] {
    const saw = this.#saw.get(id) ?? [];
    this.#saw.set(id, saw);
    return saw;
  }

  /** Everything up to here has happened, the last of it by this sender; those who are in saw it. */
  happened(throughSeq: number, senderId: string | null): void {
    while (this.#senders.length < throughSeq) {
      this.#senders.push(senderId);
      for (const id of this.#inside) this.sawOf(id)[this.#senders.length] = "then";
    }
  }

  /** They saw the event with which they came, and all before it that began with `fromSeq`. */
  cameIn(id: string, seq: number, fromSeq: number): void {
    this.#inside.add(id);
    this.happened(seq, null);
    const saw = this.sawOf(id);
    for (let earlier = fromSeq; earlier < seq; earlier++) saw[earlier] ??= "later";
  }

  /** They saw the event with which they went. */
  wentOut(id: string, seq: number): void {
    this.happened(seq, null);
    this.#inside.delete(id);
  }

  /** The last event that is theirs; 0: none ever was. */
  headOf(id: string): number {
    return this.isIn(id) ? this.#senders.length : Math.max(0, this.sawOf(id).lastIndexOf("then"));
  }

  /** What others wrote after the cursor, and they saw. */
  unreadOf(id: string, cursorSeq: number): number {
    if (!this.isIn(id)) return 0;
    const saw = this.sawOf(id);
    return this.#senders.filter(
      (sender, index) => index >= cursorSeq && saw[index + 1] !== undefined && sender !== null && sender !== id,
    ).length;
  }
}
