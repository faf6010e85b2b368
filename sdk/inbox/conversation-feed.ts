// Orders the events of each conversation: decides which is next, which is a repeat, and where events are missing.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { lastSeqOf } from "../store/stored-events.ts";

/** Where a conversation starts that this device did not know: after its head, or at the first event the user may see. */
export type NewConversations = "head" | "start";

interface Position {
  /** All events up to this seq were emitted, or are older than this device's first event. */
  cursor: number;
  /** The highest known seq. */
  head: number;
  /** The cursor comes from an inbox entry and no event was emitted yet: the first event may have a lower seq. */
  provisional: boolean;
}

export class ConversationFeed {
  /** In order of activity, the most recent last. */
  readonly #positions = new Map<ConversationId, Position>();
  readonly #onCursor: (conversationId: ConversationId, cursor: number | null) => void;
  readonly #newStart: NewConversations;

  /**
   * @param onCursor called with each changed cursor; null: the conversation is forgotten
   * @param newStart where a conversation without a cursor starts
   */
  constructor(
    onCursor: (conversationId: ConversationId, cursor: number | null) => void = () => {},
    newStart: NewConversations = "head",
  ) {
    this.#onCursor = onCursor;
    this.#newStart = newStart;
  }

  /** Restores the cursor of an earlier run, which has received all events up to it. */
  restore(conversationId: ConversationId, cursor: number): void {
    this.#positions.set(conversationId, { cursor, head: cursor, provisional: false });
  }

  /**
   * Takes the head of an inbox entry or a `sync-required`. A conversation that is not known yet starts at that seq, or at
   * the first event if new conversations do.
   * @returns whether its events have to be asked for, because it starts at the first one
   */
  noteHead(conversationId: ConversationId, headSeq: number): boolean {
    const position = this.#positions.get(conversationId);
    if (position !== undefined) {
      position.head = Math.max(position.head, headSeq);
      return false;
    }
    const startsAtHead = this.#newStart === "head";
    const cursor = startsAtHead ? headSeq : 0;
    this.#positions.set(conversationId, { cursor, head: headSeq, provisional: startsAtHead });
    this.#onCursor(conversationId, cursor);
    return headSeq > cursor;
  }

  /** The log ends at `headSeq` and has lost what came after. @returns false if this device has nothing after it */
  setBack(conversationId: ConversationId, headSeq: number): boolean {
    const position = this.#positions.get(conversationId);
    if (position === undefined || position.cursor <= headSeq) return false;
    position.cursor = headSeq;
    position.head = headSeq;
    this.#onCursor(conversationId, headSeq);
    return true;
  }

  /**
   * `next`: emit the event. `duplicate`: it was emitted before. `gap`: events before it are missing; drop it and sync, since
   * the server then sends it again in order.
   */
  accept(frame: EventFrame): "next" | "duplicate" | "gap" {
    const last = lastSeqOf(frame);
    if (this.#newStart === "start") this.noteHead(frame.conversationId, last);
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

  /** The highest known seq; null: the conversation is not known. */
  headOf(conversationId: ConversationId): number | null {
    return this.#positions.get(conversationId)?.head ?? null;
  }

  /** All cursors, most recently active first. */
  cursors(): [ConversationId, number][] {
    return [...this.#positions].map(([id, { cursor }]): [ConversationId, number] => [id, cursor]).reverse();
  }

  /** Conversations whose log is known to have events after the cursor. */
  incomplete(): ConversationId[] {
    return [...this.#positions].filter(([, { cursor, head }]) => head > cursor).map(([id]) => id);
  }

  /** Removes a conversation that does not exist, or in which this user is not a member any more. */
  forget(conversationId: ConversationId): void {
    if (this.#positions.delete(conversationId)) this.#onCursor(conversationId, null);
  }

  #advance(conversationId: ConversationId, cursor: number, head: number): void {
    this.#positions.delete(conversationId);
    this.#positions.set(conversationId, { cursor, head, provisional: false });
    this.#onCursor(conversationId, cursor);
  }
}
