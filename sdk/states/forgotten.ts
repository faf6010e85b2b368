// What a device forgets: the contents of messages that were recalled, whose time was over, or that the user has deleted for
// themselves; and what a log that was set back has lost. It tells the store, and the apps which messages are others than before.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import { isMessageChange, type MessageChange } from "../client/message-change.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import { afterChange, isStateEvent, targetsOf, touchedBy } from "./fold-state.ts";
import { afterForgetting, type Forgetting } from "./forgetting.ts";
import type { KnownEvent } from "./known-event.ts";

export interface ForgottenParts {
  readonly emitter: Emitter<KlatchEvents>;
  readonly keeper: Pick<StoreKeeper, "forget">;
  readonly live: { changes(conversationId: ConversationId): readonly OutgoingChange[] };
}

/** Pages that were asked for before are cleaned of the last ones. */
const maxRemembered = 1_000;

export class Forgotten {
  readonly #parts: ForgottenParts;
  /** By conversation and seq of the message. */
  readonly #known = new Map<string, readonly Forgetting[]>();
  readonly #setBacks: KlatchEvents["set-back"][] = [];
  #news: Map<ConversationId, Set<number>> | null = null;

  constructor(parts: ForgottenParts) {
    this.#parts = parts;
    const { emitter } = parts;
    emitter.on("event", (event) => {
      if (isStateEvent(event)) this.#tell({ conversationId: event.conversationId, seqs: touchedBy(event) });
      if (isMessageChange(event)) this.#heard(event);
    });
    emitter.on("change", (change) => this.#tell(change));
    emitter.on("set-back", (setBack) => {
      this.#setBacks.push(setBack);
      // Others take the seqs, and what was recalled beyond the head is not.
      for (const key of this.#known.keys()) if (key.split(" ")[0] === setBack.conversationId) this.#known.delete(key);
    });
    emitter.on("burning", (burning) => this.#tell(burning));
    emitter.on("expired", (expired) => {
      this.#removed(expired.conversationId, expired.seqs, { asOf: 0, recalled: { reason: "expired" } });
      this.#tell(expired);
    });
    emitter.on("hidden", ({ conversationId, seqs }) => {
      this.#forget(conversationId, seqs, { asOf: 0, hidden: true });
      this.#tell({ conversationId, seqs });
    });
  }

  /** @returns the seq up to which what is asked for now still counts later: the log may be set back meanwhile */
  validity(conversationId: ConversationId): () => number {
    const before = this.#setBacks.length;
    return () => {
      const since = this.#setBacks.slice(before).filter((setBack) => setBack.conversationId === conversationId);
      return Math.min(Number.MAX_SAFE_INTEGER, ...since.map(({ headSeq }) => headSeq));
    };
  }

  /** Events that the server gave as of `headSeq`, without what was forgotten since. */
  cleaned(events: readonly KnownEvent[], headSeq: number): KnownEvent[] {
    return events.map((event) => {
      const target = event.type === "message-edited" ? event.targetSeq : event.seq;
      const since = this.#known.get(keyOf(event.conversationId, target)) ?? [];
      return since
        .filter(({ state }) => isLasting(state) || state.asOf > headSeq)
        .reduce((before, forgetting) => afterForgetting(before, forgetting) ?? before, event);
    });
  }

  #heard(change: MessageChange): void {
    const { conversationId } = change;
    const seqs = targetsOf(change);
    const { recalled, ...others } = afterChange({ asOf: 0 }, change, null);
    if (recalled === undefined) return;
    this.#removed(conversationId, seqs, { ...others, recalled });
  }

  #removed(conversationId: ConversationId, seqs: readonly number[], state: MessageState): void {
    this.#forget(conversationId, seqs, state);
    // What was to be done to them is over, and says what they said.
    for (const one of this.#parts.live.changes(conversationId))
      if (one.kind !== "hide" && one.seqs.some((seq) => seqs.includes(seq))) one.discard();
  }

  #forget(conversationId: ConversationId, seqs: readonly number[], state: MessageState): void {
    const forgetting = { conversationId, seqs: new Set(seqs), state };
    this.#parts.keeper.forget(forgetting);
    for (const seq of seqs) {
      const key = keyOf(conversationId, seq);
      this.#known.set(key, [...(this.#known.get(key) ?? []), forgetting]);
    }
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= maxRemembered) break;
      this.#known.delete(oldest);
    }
  }

  /** Once per turn, when everything else has heard it. */
  #tell({ conversationId, seqs }: { readonly conversationId: ConversationId; readonly seqs: readonly number[] }): void {
    if (this.#news === null) queueMicrotask(() => this.#tellAll());
    this.#news ??= new Map();
    this.#news.set(conversationId, new Set([...(this.#news.get(conversationId) ?? []), ...seqs]));
  }

  #tellAll(): void {
    const news = this.#news ?? new Map<ConversationId, Set<number>>();
    this.#news = null;
    for (const [conversationId, seqs] of news)
      this.#parts.emitter.emit("message-state", { conversationId, seqs: [...seqs] });
  }
}

/** Whatever the server said when. */
const isLasting = ({ hidden, recalled }: MessageState): boolean => hidden === true || recalled?.reason === "expired";

const keyOf = (conversationId: ConversationId, seq: number): string => `${conversationId} ${seq}`;
