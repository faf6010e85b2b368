// Names of users by id: known ones from earlier starts, others from the server. The SDK keeps them in the store.
import type { KlatchClient, UserId } from "@klatch/sdk";
import { shortId } from "./chat-text.ts";

/** The time that a line waits for the names in it. */
const waitMs = 1_000;
/** A lookup without an answer is aborted after this time, because the program could not end before it. */
const lookupTimeoutMs = 5_000;
/** After a failed lookup the name is not asked for again for this time. */
const askAgainAfterMs = 60_000;
/** A limit of lookups, so that a long inbox does not use up the user's rate limit. Other names stay short ids for now. */
const maxAtOnce = 16;

export class ChatPeople {
  readonly #client: Pick<KlatchClient, "session" | "userById" | "userByUsername">;
  readonly #names: Map<UserId, string>;
  /** Lookups in progress by user id. Each resolves after `waitMs` at the latest. */
  readonly #asked = new Map<UserId, Promise<void>>();
  #underWay = 0;

  constructor(client: Pick<KlatchClient, "session" | "userById" | "userByUsername">, names: Map<UserId, string>) {
    this.#client = client;
    this.#names = names;
  }

  nameOf(userId: UserId): string {
    if (userId === this.#client.session?.user.id) return "you";
    return this.#names.get(userId) ?? `user ${shortId(userId)}`;
  }

  /** Resolves when `nameOf` knows these users, or after `waitMs`. Never rejects. */
  async meet(userIds: readonly UserId[]): Promise<void> {
    const own = this.#client.session?.user.id;
    const unknown = [...new Set(userIds)].filter((id) => id !== own && !this.#names.has(id));
    await Promise.all(unknown.map((id) => this.#asked.get(id) ?? this.#ask(id)));
  }

  /** @throws KlatchError `USER_NOT_FOUND` */
  async find(username: string): Promise<UserId> {
    const user = await this.#client.userByUsername(username);
    this.#names.set(user.id, user.username);
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
      this.#names.set(user.id, user.username);
      this.#asked.delete(userId);
    } catch {
      // After any failure the short id is shown instead of the name.
      setTimeout(() => this.#asked.delete(userId), askAgainAfterMs).unref();
    } finally {
      this.#underWay -= 1;
    }
  }
}
