// The messages that the user has starred: loaded when an app asks for them, and kept up to date from then on.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Star } from "../../schema/protocol/stars.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { ServerCalls } from "../http/server-calls.ts";

/** The user's starred messages, on all of their devices. Each change emits `starred`. */
export interface Starred {
  /**
   * Loads the stars from the server, once. They are kept up to date while there is a connection.
   * @throws KlatchError `NOT_FOUND` from an earlier server
   */
  load(): Promise<void>;
  /** Those that are loaded, the newest star first. What a message says, `event` tells. */
  all(): Star[];
  /** Whether a message is starred, as far as is known. */
  has(conversationId: ConversationId, seq: number): boolean;
  /**
   * Stars a message, or takes the star back. Shown at once.
   * @throws KlatchError (as a rejection) the server's refusal, and then it is taken back: `MESSAGE_NOT_FOUND`, `TOO_MANY`
   */
  set(conversationId: ConversationId, seq: number, active: boolean): Promise<void>;
}

export type StarCalls = Pick<ServerCalls, "starred" | "setStar">;

const keyOf = (conversationId: ConversationId, seq: number): string => `${conversationId}:${seq}`;

export class StarBook implements Starred {
  readonly #calls: StarCalls;
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #now: () => number;
  readonly #stars = new Map<string, Star>();
  #loading: Promise<void> | null = null;
  /** Changes while a page is on its way: they are newer. */
  #changed = new Map<string, Star | null>();

  /** @param now the server's time, in ms since 1970 */
  constructor(calls: StarCalls, emitter: Emitter<KlatchEvents>, now: () => number) {
    this.#calls = calls;
    this.#emitter = emitter;
    this.#now = now;
    emitter.on("starred", ({ conversationId, seq, starredAt }) => this.#take(conversationId, seq, starredAt));
    // It was away: what changed meanwhile is not told.
    emitter.on("sync", () => {
      if (this.#loading === null) return;
      this.#loading = null;
      this.load().catch(() => {});
    });
  }

  load(): Promise<void> {
    this.#loading ??= this.#loadAll().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  all(): Star[] {
    return [...this.#stars.values()].sort((a, b) => b.starredAt - a.starredAt);
  }

  has(conversationId: ConversationId, seq: number): boolean {
    return this.#stars.has(keyOf(conversationId, seq));
  }

  async set(conversationId: ConversationId, seq: number, active: boolean): Promise<void> {
    const before = this.#stars.get(keyOf(conversationId, seq));
    if ((before !== undefined) === active) return;
    this.#emit(conversationId, seq, active ? this.#now() : null);
    try {
      await this.#calls.setStar(conversationId, seq, active);
    } catch (error) {
      this.#emit(conversationId, seq, before?.starredAt ?? null);
      throw error;
    }
  }

  #emit(conversationId: ConversationId, seq: number, starredAt: number | null): void {
    this.#emitter.emit("starred", { type: "star-changed", conversationId, seq, starredAt });
  }

  #take(conversationId: ConversationId, seq: number, starredAt: number | null): void {
    const key = keyOf(conversationId, seq);
    const star = starredAt === null ? null : { conversationId, seq, starredAt };
    this.#changed.set(key, star);
    if (star === null) this.#stars.delete(key);
    else this.#stars.set(key, star);
  }

  async #loadAll(): Promise<void> {
    this.#changed = new Map();
    const found = new Map<string, Star>();
    for (let cursor: string | undefined; ;) {
      const { items, next } = await this.#calls.starred(cursor);
      for (const star of items) found.set(keyOf(star.conversationId, star.seq), star);
      if (next === null) break;
      cursor = next;
    }
    for (const [key, star] of this.#changed) {
      if (star === null) found.delete(key);
      else found.set(key, star);
    }
    const gone = [...this.#stars.values()].filter((star) => !found.has(keyOf(star.conversationId, star.seq)));
    for (const { conversationId, seq } of gone) this.#emit(conversationId, seq, null);
    for (const [key, { conversationId, seq, starredAt }] of found)
      if (!this.#stars.has(key)) this.#emit(conversationId, seq, starredAt);
  }
}
