// When messages that burn, or stay for a time only, are gone, as far as this device can tell: it shows the time, and forgets
// them by itself when it has come, whether the server can be reached or not. The clock of each begins when this device learns
// that it was read, or as the server says.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { Runtime } from "../client/runtime.ts";
import { isMessageChange } from "../client/message-change.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import { targetsOf } from "./fold-state.ts";
import type { KnownEvent } from "./known-event.ts";
import { MessageEnds } from "./message-ends.ts";

export interface BurnClocksParts {
  readonly emitter: Emitter<KlatchEvents>;
  readonly setTimer: Runtime["setTimer"];
  /** The server's time, in ms since 1970. */
  readonly now: () => number;
  readonly me: UserId;
}

/** `burnsAt` null: it was not read, as far as is known. */
interface Burn {
  readonly afterMs: number;
  readonly isOwn: boolean;
  readonly burnsAt: number | null;
}
type MessageEvent = Extract<KnownEvent, { readonly type: "new-message" }>;
type Burns = Map<number, Burn>;

/** A key of the table of drafts that no conversation has: earlier versions of the SDK show it nowhere. */
const suffix = " burns";
/** Timers of browsers cannot be longer than 24 days. */
const longestTimerMs = 86_400_000;

export class BurnClocks {
  readonly #parts: BurnClocksParts;
  readonly #burns = new Map<ConversationId, Burns>();
  readonly #ends = new MessageEnds();
  /** Null: the user is out. */
  #keeper: Pick<StoreKeeper, "put"> | null = null;
  #isPaused = false;
  #stopTimer: () => void = () => {};

  constructor(parts: BurnClocksParts) {
    this.#parts = parts;
    const { emitter } = parts;
    emitter.on("event", (event) => this.learn([event]));
    emitter.on("receipt", ({ conversationId, userId, seq }) => {
      if (userId === parts.me) this.read(conversationId, seq);
      else this.#start(conversationId, seq, true);
    });
    emitter.on("conversation", ({ id, cursorSeq }) => this.read(id, cursorSeq));
  }

  /** Takes what is stored of the user who is signed in. */
  begin(keeper: Pick<StoreKeeper, "put">, stored: ReadonlyMap<string, string>): void {
    this.end();
    this.#keeper = keeper;
    this.#isPaused = false;
    for (const [key, text] of stored) {
      if (!key.endsWith(suffix)) continue;
      const burns = Object.entries(JSON.parse(text) as Record<string, Burn>);
      this.#burns.set(
        key.slice(0, -suffix.length) as ConversationId,
        new Map(burns.map(([seq, burn]) => [Number(seq), burn])),
      );
    }
    this.#wait();
  }

  end(): void {
    this.#stopTimer();
    this.#keeper = null;
    this.#burns.clear();
    this.#ends.clear();
  }

  /** Without a timer until `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#stopTimer();
  }

  resume(): void {
    this.#isPaused = false;
    this.#wait();
  }

  /** When the message is gone, in ms since 1970; null: it does not burn, or was not read. */
  burnsAt(conversationId: ConversationId, seq: number): number | null {
    return this.#burns.get(conversationId)?.get(seq)?.burnsAt ?? null;
  }

  /** Takes events as they arrive or are loaded, with what the server says of them. */
  learn(events: readonly KnownEvent[]): void {
    if (this.#keeper === null) return;
    for (const event of events) {
      if (event.type === "new-message") this.#learn(event);
      else if (isMessageChange(event) && removes(event)) this.#drop(event.conversationId, targetsOf(event));
    }
  }

  /** The user has read everything up to `seq`: here, or on another device. */
  read(conversationId: ConversationId, seq: number): void {
    this.#start(conversationId, seq, false);
  }

  #learn(event: MessageEvent): void {
    const { content, state, expiresAt, burnAfterMs } = event;
    // Most stay. Of what another version sends, nothing else is looked at.
    if (expiresAt === undefined && burnAfterMs === undefined) return;
    if (content.type === "gone" || state?.recalled !== undefined) return;
    if (expiresAt !== undefined && this.#ends.learn(event, expiresAt)) this.#wait();
    if (burnAfterMs !== undefined) this.#learnBurn(event, burnAfterMs);
  }

  #learnBurn({ conversationId, seq, senderId, state }: MessageEvent, afterMs: number): void {
    const known = this.#burns.get(conversationId)?.get(seq);
    const burnsAt = state?.burnsAt ?? known?.burnsAt ?? null;
    if (known !== undefined && known.burnsAt === burnsAt) return;
    this.#put(conversationId, [[seq, { afterMs, isOwn: senderId === this.#parts.me, burnsAt }]]);
  }

  #start(conversationId: ConversationId, throughSeq: number, isOwn: boolean): void {
    const now = this.#parts.now();
    const started = [...(this.#burns.get(conversationId) ?? [])]
      .filter(([seq, burn]) => seq <= throughSeq && burn.isOwn === isOwn && burn.burnsAt === null)
      .map(([seq, burn]) => [seq, { ...burn, burnsAt: now + burn.afterMs }] as const);
    if (started.length > 0) this.#put(conversationId, started);
  }

  #put(conversationId: ConversationId, changed: readonly (readonly [number, Burn])[]): void {
    const burns: Burns = new Map([...(this.#burns.get(conversationId) ?? []), ...changed]);
    this.#burns.set(conversationId, burns);
    this.#keep(conversationId, burns);
    const seqs = changed.filter(([, { burnsAt }]) => burnsAt !== null).map(([seq]) => seq);
    if (seqs.length === 0) return;
    this.#wait();
    this.#parts.emitter.emit("burning", { conversationId, seqs });
  }

  #drop(conversationId: ConversationId, seqs: readonly number[]): void {
    this.#ends.drop(conversationId, seqs);
    const burns = this.#burns.get(conversationId);
    if (burns === undefined || !seqs.some((seq) => burns.has(seq))) return;
    for (const seq of seqs) burns.delete(seq);
    if (burns.size === 0) this.#burns.delete(conversationId);
    this.#keep(conversationId, burns);
  }

  #keep(conversationId: ConversationId, burns: Burns): void {
    const text = burns.size === 0 ? null : JSON.stringify(Object.fromEntries(burns));
    this.#keeper?.put("drafts", conversationId + suffix, text);
  }

  #wait(): void {
    this.#stopTimer();
    if (this.#isPaused || this.#keeper === null) return;
    const burnTimes = [...this.#burns.values()].flatMap((burns) =>
      [...burns.values()].flatMap(({ burnsAt }) => burnsAt ?? []),
    );
    const next = Math.min(this.#ends.nextAt, ...burnTimes);
    if (next === Number.POSITIVE_INFINITY) return;
    const left = next - this.#parts.now();
    this.#stopTimer = this.#parts.setTimer(() => this.#ring(), Math.min(Math.max(left, 0), longestTimerMs));
  }

  #ring(): void {
    const now = this.#parts.now();
    for (const conversationId of new Set([...this.#burns.keys(), ...this.#ends.conversations()])) {
      const burns = [...(this.#burns.get(conversationId) ?? [])].filter(
        ([, { burnsAt }]) => burnsAt !== null && burnsAt <= now,
      );
      const over = [...new Set([...burns.map(([seq]) => seq), ...this.#ends.over(conversationId, now)])];
      if (over.length === 0) continue;
      this.#drop(conversationId, over);
      this.#parts.emitter.emit("expired", { conversationId, seqs: over });
    }
    this.#ends.rung();
    this.#wait();
  }
}

const removes = ({ type }: EventFrame): boolean => type === "message-recalled" || type === "messages-expired";
