// Puts the events of each conversation in order: what comes next, what was seen before, where something is missing.
import type { ConversationId } from "../../schema/protocol/ids.ts";

/** Everything that takes a seq, of types this version knows or not; `toSeq` when it stands for several. */
export interface SequencedFrame {
  readonly type: string;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly toSeq?: number;
}

interface Position {
  /** Everything up to here was emitted, or lies before this device's start. */
  cursor: number;
  /** The highest seq heard of. */
  head: number;
  /** The start is taken from an inbox entry and nothing was emitted yet: the first event may still be older. */
  provisional: boolean;
}

export class ConversationFeed {
  /** Least recently active first. */
  readonly #positions = new Map<ConversationId, Position>();
  readonly #onCursor: (conversationId: ConversationId, cursor: number | null) => void;

  /** @param onCursor told of each cursor that changed; null: the conversation is forgotten */
  constructor(onCursor: (conversationId: ConversationId, cursor: number | null) => void = () => {}) {
    this.#onCursor = onCursor;
  }

  /** From an earlier run of the app, which has all events up to `cursor`. */
  restore(conversationId: ConversationId, cursor: number): void {
    this.#positions.set(conversationId, { cursor, head: cursor, provisional: false });
  }

  /** An inbox entry or `sync-required` says how far the log goes; a conversation not known yet starts there. */
  noteHead(conversationId: ConversationId, headSeq: number): void {
    const position = this.#positions.get(conversationId);
    if (position !== undefined) {
      position.head = Math.max(position.head, headSeq);
      return;
    }
    this.#positions.set(conversationId, { cursor: headSeq, head: headSeq, provisional: true });
    this.#onCursor(conversationId, headSeq);
  }

  /**
   * `next`: emit it. `duplicate`: it was emitted before. `gap`: something before it is missing; drop it and sync, since
   * the server then sends it again in its place.
   */
  accept(frame: SequencedFrame): "next" | "duplicate" | "gap" {
    const last = frame.toSeq ?? frame.seq;
    const position = this.#positions.get(frame.conversationId);
    if (position === undefined || (position.provisional && last <= position.cursor)) {
      this.#advance(frame.conversationId, last, Math.max(last, position?.head ?? 0));
      return "next";
    }
    position.head = Math.max(position.head, last);
    if (last <= position.cursor) return "duplicate";
    if (frame.seq > position.cursor + 1) return "gap";
    this.#advance(frame.conversationId, last, position.head);
    return "next";
  }

  cursorOf(conversationId: ConversationId): number | null {
    return this.#positions.get(conversationId)?.cursor ?? null;
  }

  /** The highest seq heard of. */
  headOf(conversationId: ConversationId): number | null {
    return this.#positions.get(conversationId)?.head ?? null;
  }

  /** Most recently active first. */
  cursors(): [ConversationId, number][] {
    return [...this.#positions].map(([id, { cursor }]): [ConversationId, number] => [id, cursor]).toReversed();
  }

  /** Conversations known to go on beyond what was emitted. */
  incomplete(): ConversationId[] {
    return [...this.#positions].filter(([, { cursor, head }]) => head > cursor).map(([id]) => id);
  }

  /** The server does not know the conversation, or not to this user any more. */
  forget(conversationId: ConversationId): void {
    if (this.#positions.delete(conversationId)) this.#onCursor(conversationId, null);
  }

  #advance(conversationId: ConversationId, cursor: number, head: number): void {
    this.#positions.delete(conversationId);
    this.#positions.set(conversationId, { cursor, head, provisional: false });
    this.#onCursor(conversationId, cursor);
  }
}
