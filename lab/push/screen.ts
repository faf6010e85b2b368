// What a device shows of what it is told, as the SDK's README says of each kind of receiver.
import type { PushTarget } from "../../schema/protocol/push.ts";

/** What comes to a device: a message or other news, or that something is over (`clear`). */
export interface Said {
  readonly type: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly badge?: number;
  readonly body?: string;
  /** It brings no news: it takes the place of what is shown. */
  readonly replaces?: boolean;
  /** Of other conversations: what is shown up to there is over. */
  readonly cleared?: readonly { readonly conversationId: string; readonly seq: number }[];
}

export class Screen {
  /** By conversation. */
  readonly shown = new Map<string, Said>();
  /** Everything that rang, in its order. */
  readonly rung: Said[] = [];
  readonly #kind: PushTarget["kind"];
  /** Of each conversation, the greatest seq that came, also of what was over: apps and relays store it. */
  readonly #seqs = new Map<string, number>();

  constructor(kind: PushTarget["kind"]) {
    this.#kind = kind;
  }

  take(said: Said): void {
    const { type, conversationId, seq, replaces = false, cleared = [] } = said;
    for (const one of cleared) this.#takeBack(one.conversationId, one.seq);
    const isRepeat = this.#isRepeat(said);
    this.#seqs.set(conversationId, Math.max(this.#seqs.get(conversationId) ?? 0, seq));
    if (type === "clear") return this.#takeBack(conversationId, seq);
    if (isRepeat) return;
    this.shown.set(conversationId, said);
    if (!replaces) this.rung.push(said);
  }

  #takeBack(conversationId: string, upTo: number): void {
    if ((this.shown.get(conversationId)?.seq ?? Infinity) <= upTo) this.shown.delete(conversationId);
  }

  #isRepeat({ conversationId, seq }: Said): boolean {
    switch (this.#kind) {
      case "fcm":
      case "webhook":
        return seq <= (this.#seqs.get(conversationId) ?? 0);
      // A service worker has no store: it knows what is shown.
      case "web":
        return seq <= (this.shown.get(conversationId)?.seq ?? 0);
      // The system shows it before any code of the app's could drop it.
      case "apns":
        return false;
    }
  }
}
