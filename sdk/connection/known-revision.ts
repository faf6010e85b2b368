// Names the state of a list that the server has, as it said last: another name means that the list has changed.
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";

/** Lists of which the server says when they have changed; each change is an event of the same name. */
export type RevisedList = "scheduled" | "invitations";

export class KnownRevision {
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #list: RevisedList;
  /** Null: the list is empty, as far as this device knows. */
  now: string | null = null;

  constructor(emitter: Emitter<KlatchEvents>, list: RevisedList) {
    this.#emitter = emitter;
    this.#list = list;
  }

  /** The app is told when it is another than before. */
  learn(revision: string | null = null): void {
    if (revision === this.now) return;
    this.now = revision;
    this.#emitter.emit(this.#list, { revision });
  }
}
