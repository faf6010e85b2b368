// Which messages are being forwarded; null: none. The switcher is open meanwhile.
import { signal } from "@preact/signals";
import type { ConversationId } from "@klatch/sdk";

export interface Forwarding {
  readonly conversationId: ConversationId;
  /** Rising. */
  readonly seqs: readonly number[];
}

export const forwarding = signal<Forwarding | null>(null);

export const forward = (what: Forwarding): void => {
  forwarding.value = what;
};
