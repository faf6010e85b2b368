// The SQL of what became of messages: their states in blocks, reactions by person, the pinned ones, and what a user has
// deleted for themselves.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { ThreadStore } from "./thread-store.ts";
import { VoteStore } from "./vote-store.ts";
import { blockOf, type ReactionChange, type StoredState } from "./stored-state.ts";

/** States of one block by seq. */
export type Block = ReadonlyMap<number, StoredState>;

export interface StoredReaction {
  readonly userId: UserId;
  readonly emoji: string;
  readonly changes: readonly ReactionChange[];
}

type ReactionRow = { userId: string; emoji: string; changes: string };

const toReaction = ({ userId, emoji, changes }: ReactionRow): StoredReaction => ({
  userId: userId as UserId,
  emoji,
  changes: JSON.parse(changes) as ReactionChange[],
});

const reactionColumns = "user_id AS userId, emoji, changes";

export class StateStore {
  readonly threads: ThreadStore;
  readonly votes: VoteStore;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.threads = new ThreadStore(sql);
    this.votes = new VoteStore(sql);
    this.#sql = sql;
  }

  block(block: number): Block {
    const query = "SELECT states FROM message_state WHERE block = ?";
    const row = this.#sql.exec<{ states: string }>(query, block).toArray()[0];
    return row === undefined ? new Map() : parseBlock(row.states);
  }

  /** The states of the messages with `fromSeq <= seq <= toSeq` that were changed. */
  within(fromSeq: number, toSeq: number): Map<number, StoredState> {
    const query = "SELECT states FROM message_state WHERE block >= ? AND block <= ?";
    const rows = this.#sql.exec<{ states: string }>(query, blockOf(fromSeq), blockOf(toSeq)).toArray();
    const states = new Map<number, StoredState>();
    for (const row of rows)
      for (const [seq, state] of parseBlock(row.states)) if (seq >= fromSeq && seq <= toSeq) states.set(seq, state);
    return states;
  }

  saveBlock(block: number, states: Block): void {
    const text = JSON.stringify(Object.fromEntries(states));
    this.#sql.exec("INSERT OR REPLACE INTO message_state VALUES (?, ?)", block, text);
  }

  reaction(target: number, userId: UserId, emoji: string): readonly ReactionChange[] {
    const query = "SELECT changes FROM reaction WHERE target = ? AND user_id = ? AND emoji = ?";
    const row = this.#sql.exec<{ changes: string }>(query, target, userId, emoji).toArray()[0];
    return row === undefined ? [] : (JSON.parse(row.changes) as ReactionChange[]);
  }

  saveReaction(target: number, { userId, emoji, changes }: StoredReaction): void {
    const query = "INSERT OR REPLACE INTO reaction VALUES (?, ?, ?, ?)";
    this.#sql.exec(query, target, userId, emoji, JSON.stringify(changes));
  }

  /** This user's reactions to the message, with those that were taken away. */
  reactionsBy(target: number, userId: UserId): StoredReaction[] {
    const query = `SELECT ${reactionColumns} FROM reaction WHERE target = ? AND user_id = ?`;
    return this.#sql.exec<ReactionRow>(query, target, userId).toArray().map(toReaction);
  }

  /** At most `limit`, in the order of user and emoji, after the one with these. */
  reactions(
    target: number,
    after: { readonly userId: string; readonly emoji: string },
    limit: number,
  ): StoredReaction[] {
    const query = `SELECT ${reactionColumns} FROM reaction WHERE target = ? AND (user_id, emoji) > (?, ?) ORDER BY user_id, emoji LIMIT ?`;
    return this.#sql.exec<ReactionRow>(query, target, after.userId, after.emoji, limit).toArray().map(toReaction);
  }

  dropReactions(target: number): void {
    this.#sql.exec("DELETE FROM reaction WHERE target = ?", target);
  }

  /** Oldest pin first. */
  pins(): readonly number[] {
    const row = this.#sql.exec<{ seqs: string }>("SELECT seqs FROM pinned").toArray()[0];
    return row === undefined ? [] : (JSON.parse(row.seqs) as number[]);
  }

  savePins(seqs: readonly number[]): void {
    this.#sql.exec("INSERT OR REPLACE INTO pinned VALUES (1, ?)", JSON.stringify(seqs));
  }

  /** What this user has deleted for themselves, in the order in which they did. */
  hidden(userId: UserId): readonly number[] {
    const query = "SELECT seqs FROM hidden_message WHERE user_id = ?";
    const row = this.#sql.exec<{ seqs: string }>(query, userId).toArray()[0];
    return row === undefined ? [] : (JSON.parse(row.seqs) as number[]);
  }

  saveHidden(userId: UserId, seqs: readonly number[]): void {
    this.#sql.exec("INSERT OR REPLACE INTO hidden_message VALUES (?, ?)", userId, JSON.stringify(seqs));
  }
}

const parseBlock = (text: string): Map<number, StoredState> =>
  new Map(
    Object.entries(JSON.parse(text) as Readonly<Record<string, StoredState>>).map(([seq, state]) => [
      Number(seq),
      state,
    ]),
  );
