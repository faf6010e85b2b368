// Typing signals that wait to be sent: only the latest per conversation, dropped when the socket ends.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { TypingUpFrame } from "../../schema/protocol/signal.ts";
import type { FrameSource, SendBudget } from "./frame-source.ts";
import { utf8Bytes } from "../client/utf8.ts";

export class TypingSignals implements FrameSource {
  readonly #signals = new Map<ConversationId, boolean>();

  set(conversationId: ConversationId, active: boolean): void {
    this.#signals.set(conversationId, active);
  }

  take(budget: SendBudget): string[] {
    const frames: string[] = [];
    let bytes = 0;
    for (const [conversationId, active] of this.#signals) {
      const frame: TypingUpFrame = { type: "typing", conversationId, active };
      const json = JSON.stringify(frame);
      bytes += utf8Bytes(json) + 1;
      if (frames.length >= budget.frames || bytes > budget.bytes) break;
      this.#signals.delete(conversationId);
      frames.push(json);
    }
    return frames;
  }

  readyAtMs(nowMs: number): number | null {
    return this.#signals.size > 0 ? nowMs : null;
  }

  clear(): void {
    this.#signals.clear();
  }
}
