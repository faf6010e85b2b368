// Drafts as signals: for each conversation the text, the message that it answers, and whom it mentions.
import type { ConversationId, DraftMention, DraftParts, KlatchClient, MessageId } from "@klatch/sdk";
import { batch, signal, type Signal } from "@preact/signals";

/** Three signals: whoever shows one of them is not drawn again for the others. */
interface DraftSignals {
  readonly text: Signal<string>;
  readonly replyTo: Signal<MessageId | null>;
  readonly mentions: Signal<readonly DraftMention[]>;
}

export class DraftsModel {
  readonly #client: KlatchClient;
  readonly #drafts = new Map<ConversationId, DraftSignals>();

  constructor(client: KlatchClient) {
    this.#client = client;
    // Emitted for drafts of other tabs too.
    client.on("draft", ({ conversationId, text, parts }) => {
      const known = this.#drafts.get(conversationId);
      if (known !== undefined) take(known, text, parts);
    });
  }

  in(id: ConversationId): string {
    return this.#signalsOf(id).text.value;
  }

  /** The message that the draft answers; null: none. */
  replyTo(id: ConversationId): MessageId | null {
    return this.#signalsOf(id).replyTo.value;
  }

  /** As `in`, but tracks nothing. */
  peek(id: ConversationId): string {
    return this.#signalsOf(id).text.peek();
  }

  /** Those who were chosen to be mentioned, at their places in the text. Tracks nothing. */
  mentionsIn(id: ConversationId): readonly DraftMention[] {
    return this.#signalsOf(id).mentions.peek();
  }

  /** Sets the text. An empty one keeps the message that it answers. */
  set(id: ConversationId, text: string, mentions: readonly DraftMention[]): void {
    this.#set(id, text, { replyTo: this.#signalsOf(id).replyTo.peek(), mentions });
  }

  answer(id: ConversationId, replyTo: MessageId | null): void {
    this.#set(id, this.peek(id), { replyTo, mentions: this.mentionsIn(id) });
  }

  /** It was sent. */
  clear(id: ConversationId): void {
    this.#set(id, "", { replyTo: null, mentions: [] });
  }

  #set(
    id: ConversationId,
    text: string,
    parts: { replyTo: MessageId | null; mentions: readonly DraftMention[] },
  ): void {
    const { replyTo, mentions } = parts;
    const told = { ...(replyTo !== null && { replyTo }), mentions };
    this.#client.drafts.set(id, text, told);
    // The client keeps none after its session has ended; what is being written stays until the page shows it.
    take(this.#signalsOf(id), text, told);
  }

  #signalsOf(id: ConversationId): DraftSignals {
    let known = this.#drafts.get(id);
    if (known === undefined) {
      const { drafts } = this.#client;
      known = { text: signal(""), replyTo: signal<MessageId | null>(null), mentions: signal([]) };
      this.#drafts.set(id, known);
      take(known, drafts.get(id), drafts.parts(id));
    }
    return known;
  }
}

function take(known: DraftSignals, text: string, { replyTo, mentions = [] }: DraftParts): void {
  batch(() => {
    known.text.value = text;
    known.replyTo.value = replyTo ?? null;
    known.mentions.value = mentions;
  });
}
