// What is being edited in each conversation, one message at a time. The draft is put aside meanwhile: it stays as it is.
import type { ConversationId, DraftMention, MessageId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";

export interface Edit {
  readonly seq: number;
  readonly messageId: MessageId;
  /** What the message said when the edit began. */
  readonly original: string;
  readonly text: string;
  /** Those who were chosen to be mentioned, at their places in the text. */
  readonly mentions: readonly DraftMention[];
  /** By this device's clock: then it becomes a new message. */
  readonly untilMs: number;
}

export class EditsModel {
  readonly #edits = new Map<ConversationId, Signal<Edit | null>>();

  /** Null: nothing is being edited. */
  of(id: ConversationId): Edit | null {
    return this.#signalOf(id).value;
  }

  in(id: ConversationId): string {
    return this.of(id)?.text ?? "";
  }

  /** As `in`, but tracks nothing. */
  peek(id: ConversationId): string {
    return this.#signalOf(id).peek()?.text ?? "";
  }

  /** Tracks nothing. */
  mentionsIn(id: ConversationId): readonly DraftMention[] {
    return this.#signalOf(id).peek()?.mentions ?? [];
  }

  begin(id: ConversationId, edit: Omit<Edit, "text">): void {
    this.#signalOf(id).value = { ...edit, text: edit.original };
  }

  set(id: ConversationId, text: string, mentions: readonly DraftMention[]): void {
    const known = this.#signalOf(id);
    const edit = known.peek();
    if (edit !== null) known.value = { ...edit, text, mentions };
  }

  /** It was saved or given up: the draft is back. */
  clear(id: ConversationId): void {
    this.#signalOf(id).value = null;
  }

  #signalOf(id: ConversationId): Signal<Edit | null> {
    let known = this.#edits.get(id);
    if (known === undefined) this.#edits.set(id, (known = signal<Edit | null>(null)));
    return known;
  }
}
