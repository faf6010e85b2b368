// The messages that the user has starred: loaded when an app asks for them, and kept up to date from then on. What is shown is
// what the server has said, under what the user has asked since.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Star, StarChangedFrame } from "../../schema/protocol/stars.ts";
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

type Stars = Map<string, Star>;

/** What the user has asked for, until the server has answered. */
interface Asked {
  /** Null: no star. */
  readonly star: Star | null;
  /** The call, after earlier ones about the same message. */
  readonly done: Promise<void>;
  /** The server has told of it already, and perhaps of what came after it. */
  isTold: boolean;
}

const keyOf = ({ conversationId, seq }: Pick<Star, "conversationId" | "seq">): string => `${conversationId}:${seq}`;

function put(stars: Stars, key: string, star: Star | null): void {
  if (star === null) stars.delete(key);
  else stars.set(key, star);
}

export class StarBook implements Starred {
  readonly #calls: Pick<ServerCalls, "starred" | "setStar">;
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #now: () => number;
  /** What the server has said last. */
  #told: Stars = new Map();
  readonly #asked = new Map<string, Asked>();
  #shown: Stars = new Map();
  /** An app has asked for the list. */
  #isWanted = false;
  #loading: Promise<void> | null = null;
  /** What was told since the list was asked for, and is newer. */
  #since = new Map<string, Star | null>();
  /** How many times the device was away: what happens meanwhile is not told. */
  #absences = 0;
  /** After which of them the list was asked for that is here. */
  #loadedAfter = -1;
  #isTelling = false;

  /** @param now the server's time, in ms since 1970 */
  constructor(calls: Pick<ServerCalls, "starred" | "setStar">, emitter: Emitter<KlatchEvents>, now: () => number) {
    this.#calls = calls;
    this.#emitter = emitter;
    this.#now = now;
    emitter.on("starred", ({ conversationId, seq, starredAt }) => {
      if (this.#isTelling) return;
      const key = keyOf({ conversationId, seq });
      const asked = this.#asked.get(key);
      if (asked !== undefined && (asked.star === null) === (starredAt === null)) asked.isTold = true;
      this.#take(key, starredAt === null ? null : { conversationId, seq, starredAt });
      this.#shown = this.#newShown();
    });
    emitter.on("sync", () => {
      this.#absences += 1;
      if (this.#isWanted) this.load().catch(() => {});
    });
  }

  load(): Promise<void> {
    this.#isWanted = true;
    this.#loading ??= this.#loadAll().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  all(): Star[] {
    return [...this.#shown.values()].sort((a, b) => b.starredAt - a.starredAt);
  }

  has(conversationId: ConversationId, seq: number): boolean {
    return this.#shown.has(keyOf({ conversationId, seq }));
  }

  async set(conversationId: ConversationId, seq: number, active: boolean): Promise<void> {
    const key = keyOf({ conversationId, seq });
    const before = this.#asked.get(key)?.done;
    // While not all stars are known, the server may have one.
    if (this.#shown.has(key) === active && (active || this.#loadedAfter === this.#absences || before !== undefined))
      return before;
    const star = active ? { conversationId, seq, starredAt: this.#now() } : null;
    const asked: Asked = { star, done: this.#call(before, conversationId, seq, active), isTold: false };
    this.#asked.set(key, asked);
    this.#show();
    try {
      await asked.done;
      if (!asked.isTold) this.#take(key, star);
    } finally {
      if (this.#asked.get(key) === asked) this.#asked.delete(key);
      this.#show();
    }
  }

  /** In the order in which the user asked. */
  async #call(before: Promise<void> | undefined, ...star: Parameters<ServerCalls["setStar"]>): Promise<void> {
    await before?.catch(() => {});
    await this.#calls.setStar(...star);
  }

  /** What the server says, or what it has done. */
  #take(key: string, star: Star | null): void {
    this.#since.set(key, star);
    put(this.#told, key, star);
  }

  /** What the server has said, and over it what the user has asked for. */
  #newShown(): Stars {
    const shown = new Map(this.#told);
    for (const [key, { star }] of this.#asked) put(shown, key, star && (shown.get(key) ?? star));
    return shown;
  }

  #show(): void {
    const before = this.#shown;
    this.#shown = this.#newShown();
    this.#isTelling = true;
    for (const [key, star] of before) if (!this.#shown.has(key)) this.#tell({ ...star, starredAt: null });
    for (const [key, star] of this.#shown) if (before.get(key)?.starredAt !== star.starredAt) this.#tell(star);
    this.#isTelling = false;
  }

  #tell(star: Pick<StarChangedFrame, "conversationId" | "seq" | "starredAt">): void {
    this.#emitter.emit("starred", { type: "star-changed", ...star });
  }

  async #loadAll(): Promise<void> {
    while (this.#loadedAfter !== this.#absences) {
      const absences = this.#absences;
      this.#since = new Map();
      const found: Stars = new Map();
      for (let cursor: string | undefined; ;) {
        const { items, next } = await this.#calls.starred(cursor);
        for (const star of items) found.set(keyOf(star), star);
        if (next === null) break;
        cursor = next;
      }
      for (const [key, star] of this.#since) put(found, key, star);
      this.#told = found;
      this.#loadedAfter = absences;
      this.#show();
    }
  }
}
