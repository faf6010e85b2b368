// The pinned messages of a conversation: fetched once, then kept by what the client tells. Pure: the client comes in by ports.
import type { ConversationId, EventFrame, MessageState, PinsResult, ReceivedContent, UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";
import { isGone } from "../changes/is-gone.ts";

export interface Pinned {
  readonly seq: number;
  readonly senderId: UserId;
  /** As the newest edit says. */
  readonly content: ReceivedContent;
  readonly sentAtMs: number;
  readonly pinnedBy: UserId;
  readonly pinnedAtMs: number;
}

export interface PinSource {
  /** @throws KlatchError */
  readonly load: () => Promise<PinsResult>;
  /** Null: this user sees no such message. @throws KlatchError */
  readonly message: (
    seq: number,
  ) => Promise<{ readonly event: EventFrame; readonly state: MessageState | null } | null>;
}

export class PinsModel {
  readonly id: ConversationId;
  readonly #source: PinSource;
  /** The newest pin first. */
  readonly pins = signal<readonly Pinned[]>([]);
  readonly isLoaded = signal(false);
  /** Why the last fetch failed; null: it did not. */
  readonly failure = signal<unknown>(null);
  /** One thing after the other: what comes while a list is fetched is applied to it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(id: ConversationId, source: PinSource) {
    this.id = id;
    this.#source = source;
  }

  /** Never rejects. */
  refresh(): Promise<void> {
    return this.#next(async () => {
      try {
        const { items } = await this.#source.load();
        this.pins.value = items.flatMap(({ event, state, pinnedBy, pinnedAt }) => {
          const pinned = pinnedOf(event, state, pinnedBy, pinnedAt);
          return pinned === null ? [] : [pinned];
        });
        this.isLoaded.value = true;
        this.failure.value = null;
      } catch (error) {
        this.failure.value = error;
      }
    });
  }

  has(seq: number): boolean {
    return this.pins.peek().some((pin) => pin.seq === seq);
  }

  /**
   * A message may be pinned or not, or say something else than before. Never rejects.
   * @param by who would have pinned it, and when
   */
  changed(seq: number, by: { readonly userId: UserId; readonly atMs: number }): Promise<void> {
    return this.#next(async () => {
      try {
        const found = await this.#source.message(seq);
        const known = this.pins.peek().find((pin) => pin.seq === seq);
        const state = found?.state ?? null;
        const pinned =
          found === null || state?.pinned !== true
            ? null
            : pinnedOf(found.event, state, known?.pinnedBy ?? by.userId, known?.pinnedAtMs ?? by.atMs);
        const others = this.pins.peek().filter((pin) => pin.seq !== seq);
        if (pinned === null && known === undefined) return;
        this.pins.value = (pinned === null ? others : [...others, pinned]).toSorted(
          (a, b) => b.pinnedAtMs - a.pinnedAtMs || b.seq - a.seq,
        );
      } catch (error) {
        // It may be another than before: the next fetch says.
        this.isLoaded.value = false;
        this.failure.value = error;
      }
    });
  }

  #next(run: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(run);
    return this.#turn;
  }
}

/** Null: there is nothing to show of it. */
function pinnedOf(event: EventFrame, state: MessageState, pinnedBy: UserId, pinnedAtMs: number): Pinned | null {
  if (event.type !== "new-message") return null;
  const content = state.content ?? event.content;
  if (state.hidden === true || isGone({ content, state })) return null;
  return { seq: event.seq, senderId: event.senderId, content, sentAtMs: event.createdAt, pinnedBy, pinnedAtMs };
}
