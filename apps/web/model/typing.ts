// Who is typing in which conversation. A typing signal expires after 8 seconds, because the signal of its end may get lost.
import type { ConversationId, KlatchClient, UserId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";

const goodForMs = 8_000;

export class TypingModel {
  readonly #typing = new Map<ConversationId, Signal<readonly UserId[]>>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(client: KlatchClient) {
    client.on("typing", ({ conversationId, userId, active }) => this.#set(conversationId, userId, active));
    client.on("message", ({ conversationId, senderId }) => this.#set(conversationId, senderId, false));
  }

  in(id: ConversationId): readonly UserId[] {
    return this.#signalOf(id).value;
  }

  #set(id: ConversationId, userId: UserId, active: boolean): void {
    const typing = this.#signalOf(id);
    const timerKey = `${id} ${userId}`;
    clearTimeout(this.#timers.get(timerKey));
    this.#timers.delete(timerKey);
    if (active) {
      const end = (): void => this.#set(id, userId, false);
      this.#timers.set(timerKey, setTimeout(end, goodForMs));
    }
    if (typing.peek().includes(userId) === active) return;
    typing.value = active ? [...typing.peek(), userId] : typing.peek().filter((other) => other !== userId);
  }

  #signalOf(id: ConversationId): Signal<readonly UserId[]> {
    let typing = this.#typing.get(id);
    if (typing === undefined) this.#typing.set(id, (typing = signal<readonly UserId[]>([])));
    return typing;
  }
}
