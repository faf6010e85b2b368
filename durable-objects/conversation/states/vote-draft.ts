// The votes that one flush changes: its operations see each other's votes, and each row is written once.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { VoteChange } from "./poll-note.ts";
import type { VoteStore } from "./vote-store.ts";

export class VoteDraft {
  readonly #store: VoteStore;
  /** By poll, then by person. */
  readonly #votes = new Map<number, Map<UserId, readonly VoteChange[]>>();
  readonly #dropped = new Set<number>();

  constructor(store: VoteStore) {
    this.#store = store;
  }

  /** The changes of this person's vote, oldest first. */
  of(target: number, userId: UserId): readonly VoteChange[] {
    const changed = this.#votes.get(target)?.get(userId);
    if (changed !== undefined) return changed;
    return this.#dropped.has(target) ? [] : this.#store.of(target, userId);
  }

  put(target: number, userId: UserId, changes: readonly VoteChange[]): void {
    let ofTarget = this.#votes.get(target);
    if (ofTarget === undefined) this.#votes.set(target, (ofTarget = new Map()));
    ofTarget.set(userId, changes);
  }

  /** The poll is gone, and no later operation of this flush votes in it. */
  drop(target: number): void {
    this.#votes.delete(target);
    this.#dropped.add(target);
  }

  /** Within the flush's transaction. */
  save(): void {
    for (const target of this.#dropped) this.#store.drop(target);
    for (const [target, votes] of this.#votes)
      for (const [userId, changes] of votes) this.#store.save(target, { userId, changes });
  }
}
