// Names for the ids that events carry: those this terminal has met, and those the server knows.
import type { KlatchClient, UserId } from "@klatch/sdk";
import type { ChatStore } from "./chat-store.ts";
import { shortId } from "./chat-text.ts";

/** How long a line waits for the names in it. */
const waitMs = 1_000;
/** Then a lookup without an answer is given up: the end of the program would wait for it. */
const lookupTimeoutMs = 5_000;
/** So long nobody asks again for a name that could not be had. */
const askAgainAfterMs = 60_000;
/** A long inbox must not use up what the server allows the user; the others keep their short ids until next time. */
const maxAtOnce = 16;

export class ChatPeople {
  readonly #client: Pick<KlatchClient, "session" | "userById" | "userByUsername">;
  readonly #store: Pick<ChatStore, "savePeople">;
  readonly #names: Map<UserId, string>;
  /** What a line waits for, by who is being asked for; resolves at the latest after `waitMs`. */
  readonly #asked = new Map<UserId, Promise<void>>();
  #underWay = 0;

  constructor(
    client: Pick<KlatchClient, "session" | "userById" | "userByUsername">,
    store: Pick<ChatStore, "savePeople">,
    names: Map<UserId, string>,
  ) {
    this.#client = client;
    this.#store = store;
    this.#names = names;
  }

  nameOf(userId: UserId): string {
    if (userId === this.#client.session?.user.id) return "you";
    return this.#names.get(userId) ?? `user ${shortId(userId)}`;
  }

  /** Resolves when `nameOf` knows these, or after a short while; never rejects. */
  async meet(userIds: readonly UserId[]): Promise<void> {
    const own = this.#client.session?.user.id;
    const unknown = [...new Set(userIds)].filter((id) => id !== own && !this.#names.has(id));
    await Promise.all(unknown.map((id) => this.#asked.get(id) ?? this.#ask(id)));
  }

  /** @throws KlatchError `USER_NOT_FOUND` */
  async find(username: string): Promise<UserId> {
    const user = await this.#client.userByUsername(username);
    await this.#keep(user.id, user.username);
    return user.id;
  }

  #ask(userId: UserId): Promise<void> {
    if (this.#underWay >= maxAtOnce) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#asked.set(userId, promise);
    void this.#lookUp(userId).finally(() => {
      clearTimeout(timer);
      resolve();
    });
    return promise;
  }

  async #lookUp(userId: UserId): Promise<void> {
    this.#underWay += 1;
    try {
      const user = await this.#client.userById(userId, { signal: AbortSignal.timeout(lookupTimeoutMs) });
      await this.#keep(user.id, user.username);
      this.#asked.delete(userId);
    } catch {
      // Whatever it was, the short id stands for the name.
      setTimeout(() => this.#asked.delete(userId), askAgainAfterMs).unref();
    } finally {
      this.#underWay -= 1;
    }
  }

  async #keep(userId: UserId, name: string): Promise<void> {
    this.#names.set(userId, name);
    await this.#store.savePeople(this.#names);
  }
}
