// Messages that some device was given lately: those that people of the storm change, answer and forward.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { Target } from "../changes/change-kind.ts";

/** Kept of each conversation. */
const maxRecent = 24;

export class RecentMessages {
  readonly #messages = new Map<ConversationId, Map<number, Target>>();

  add(event: EventFrame): void {
    if (event.type !== "new-message" || event.content.type === "gone") return;
    const { conversationId, seq, senderId, content } = event;
    const known = this.#messages.get(conversationId) ?? new Map<number, Target>();
    this.#messages.set(conversationId, known);
    const pollOptions = content.type === "poll" ? { pollOptions: content.options.length } : {};
    known.set(seq, { conversationId, seq, senderId, ...pollOptions });
    if (known.size > maxRecent) known.delete(Math.min(...known.keys()));
  }

  of(conversationId: ConversationId): readonly Target[] {
    return [...(this.#messages.get(conversationId)?.values() ?? [])];
  }
}
