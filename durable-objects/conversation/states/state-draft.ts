// The states that one flush changes: its operations see each other's changes, and each row is written once.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { StateStore } from "./state-store.ts";
import { VoteDraft } from "./vote-draft.ts";
import { withoutReply } from "./thread-note.ts";
import { blockOf, type ReactionChange, type StoredState } from "./stored-state.ts";

const noState: StoredState = {};

export class StateDraft {
  readonly votes: VoteDraft;
  readonly #store: StateStore;
  readonly #blocks = new Map<number, Map<number, StoredState>>();
  readonly #changedBlocks = new Set<number>();
  /** By message, then by person and emoji. */
  readonly #reactions = new Map<
    number,
    Map<string, { userId: UserId; emoji: string; changes: readonly ReactionChange[] }>
  >();
  readonly #dropped = new Set<number>();
  /** By reply: its thread's first message, and whether it is gone. */
  readonly #replies = new Map<number, { readonly root: number; readonly isGone: boolean }>();
  #pins: readonly number[] | null = null;
  readonly #hidden = new Map<UserId, readonly number[]>();

  constructor(store: StateStore) {
    this.#store = store;
    this.votes = new VoteDraft(store.votes);
  }

  get(seq: number): StoredState {
    return this.#block(blockOf(seq)).get(seq) ?? noState;
  }

  /** What is gone, however it went, has no votes any more. */
  put(seq: number, state: StoredState): void {
    if (state.gone !== undefined && this.get(seq).poll !== undefined) this.votes.drop(seq);
    this.#block(blockOf(seq)).set(seq, state);
    this.#changedBlocks.add(blockOf(seq));
  }

  /** The changes of this person's emoji on the message, oldest first. */
  reaction(target: number, userId: UserId, emoji: string): readonly ReactionChange[] {
    const changed = this.#reactions.get(target)?.get(keyOf(userId, emoji));
    if (changed !== undefined) return changed.changes;
    return this.#dropped.has(target) ? [] : this.#store.reaction(target, userId, emoji);
  }

  putReaction(target: number, userId: UserId, emoji: string, changes: readonly ReactionChange[]): void {
    let ofTarget = this.#reactions.get(target);
    if (ofTarget === undefined) this.#reactions.set(target, (ofTarget = new Map()));
    ofTarget.set(keyOf(userId, emoji), { userId, emoji, changes });
  }

  dropReactions(target: number): void {
    this.#reactions.delete(target);
    this.#dropped.add(target);
  }

  addReply(root: number, seq: number): void {
    this.#replies.set(seq, { root, isGone: false });
  }

  /** A reply is gone. */
  dropReply(root: number, seq: number): void {
    this.#replies.set(seq, { root, isGone: true });
    this.put(root, withoutReply(this.get(root)));
  }

  /** Pinned messages, oldest pin first. */
  get pins(): readonly number[] {
    return this.#pins ?? this.#store.pins();
  }

  putPins(seqs: readonly number[]): void {
    this.#pins = seqs;
  }

  /** What this user has deleted for themselves, in the order in which they did. */
  hidden(userId: UserId): readonly number[] {
    return this.#hidden.get(userId) ?? this.#store.hidden(userId);
  }

  putHidden(userId: UserId, seqs: readonly number[]): void {
    this.#hidden.set(userId, seqs);
  }

  /** Within the flush's transaction. */
  save(): void {
    for (const block of this.#changedBlocks) this.#store.saveBlock(block, this.#block(block));
    for (const target of this.#dropped) this.#store.dropReactions(target);
    for (const [target, reactions] of this.#reactions)
      for (const reaction of reactions.values()) this.#store.saveReaction(target, reaction);
    for (const [seq, { root, isGone }] of this.#replies) this.#store.threads.save(root, seq, isGone);
    this.votes.save();
    if (this.#pins !== null) this.#store.savePins(this.#pins);
    for (const [userId, seqs] of this.#hidden) this.#store.saveHidden(userId, seqs);
  }

  #block(block: number): Map<number, StoredState> {
    let states = this.#blocks.get(block);
    if (states === undefined) this.#blocks.set(block, (states = new Map(this.#store.block(block))));
    return states;
  }
}

const keyOf = (userId: UserId, emoji: string): string => `${userId} ${emoji}`;
