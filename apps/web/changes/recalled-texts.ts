// What the user has just deleted for everyone, so that they can write it again. Only in memory, and for two minutes: what was
// recalled is nowhere else on the device any more.
import type { ConversationId } from "@klatch/sdk";

const keptForMs = 2 * 60_000;

interface Kept {
  readonly text: string;
  readonly untilMs: number;
}

export class RecalledTexts {
  readonly #kept = new Map<string, Kept>();

  keep(id: ConversationId, seq: number, text: string, nowMs: number): void {
    for (const [key, { untilMs }] of this.#kept) if (untilMs <= nowMs) this.#kept.delete(key);
    this.#kept.set(`${id}:${seq}`, { text, untilMs: nowMs + keptForMs });
  }

  /** Null: there is nothing to write again. */
  textOf(id: ConversationId, seq: number, nowMs: number): string | null {
    const kept = this.#kept.get(`${id}:${seq}`);
    return kept === undefined || kept.untilMs <= nowMs ? null : kept.text;
  }
}
