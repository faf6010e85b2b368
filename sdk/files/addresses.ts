// Addresses of files for the elements of a page: each is asked for once, and remembered until shortly before it ends.
import type { FileAddress } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { FilePlace } from "./file-types.ts";

/** Time enough for a page to begin loading. */
const beforeEndMs = 30_000;
const maxRemembered = 1_000;

interface Remembered {
  readonly address: Promise<FileAddress>;
  /** By the server's clock; while it is being asked for, for ever. */
  endsAtMs: number;
}

export class Addresses {
  readonly #ask: (conversationId: ConversationId, place: FilePlace) => Promise<FileAddress>;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  /** @param now the server's time, in ms since 1970 */
  constructor(ask: (conversationId: ConversationId, place: FilePlace) => Promise<FileAddress>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** @returns the address without its origin. @throws KlatchError */
  async of(conversationId: ConversationId, place: FilePlace): Promise<string> {
    const key = [conversationId, place.seq, place.fileId, place.size].join(" ");
    const known = this.#remembered.get(key);
    if (known !== undefined && known.endsAtMs > this.#now()) return (await known.address).url;
    const asked: Remembered = { address: this.#ask(conversationId, place), endsAtMs: Number.POSITIVE_INFINITY };
    this.#remember(key, asked);
    try {
      const { url, expiresAt } = await asked.address;
      asked.endsAtMs = expiresAt - beforeEndMs;
      return url;
    } catch (error) {
      if (this.#remembered.get(key) === asked) this.#remembered.delete(key);
      throw error;
    }
  }

  #remember(key: string, asked: Remembered): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, asked);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > maxRemembered && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
