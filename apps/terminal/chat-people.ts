// Names of users by id: known ones from earlier starts, others from the server. The SDK keeps them in the store.
import type { KlatchClient, User, UserId } from "@klatch/sdk";
import { ownLink } from "../text/links/own-link.ts";
import { shortId } from "./chat-text.ts";

/** The time that a line waits for the names in it. */
const waitMs = 1_000;
/** A lookup without an answer is aborted after this time, because the program could not end before it. */
const lookupTimeoutMs = 5_000;
/** After a failed lookup the names are not asked for again for this time. */
const askAgainAfterMs = 60_000;
/** The server's limit for one lookup (`maxUsersPerLookup`). */
const maxUsersPerLookup = 200;

type Client = Pick<KlatchClient, "session" | "usersById" | "userByUsername" | "on">;

export class ChatPeople {
  readonly #client: Client;
  readonly #names: Map<UserId, string>;
  /** Lookups in progress by user id. Each resolves after `waitMs` at the latest. */
  readonly #asked = new Map<UserId, Promise<void>>();

  constructor(client: Client, names: Map<UserId, string>) {
    this.#client = client;
    this.#names = names;
    // Pages of members bring their people along: then nobody has to be asked for.
    client.on("person", (user) => this.#learn(user));
  }

  nameOf(userId: UserId): string {
    if (userId === this.#client.session?.user.id) return "you";
    return this.#names.get(userId) ?? `user ${shortId(userId)}`;
  }

  /** Resolves when `nameOf` knows these users, or after `waitMs`. Never rejects. */
  async meet(userIds: readonly UserId[]): Promise<void> {
    const own = this.#client.session?.user.id;
    const unknown = [...new Set(userIds)].filter((id) => id !== own && !this.#names.has(id));
    const wanted = unknown.filter((id) => !this.#asked.has(id));
    for (let first = 0; first < wanted.length; first += maxUsersPerLookup) {
      this.#ask(wanted.slice(first, first + maxUsersPerLookup));
    }
    await Promise.all(unknown.map((id) => this.#asked.get(id) ?? Promise.resolve()));
  }

  /** @param username or a person's link @throws KlatchError `USER_NOT_FOUND` */
  async find(username: string): Promise<UserId> {
    const link = ownLink(username);
    const user = await this.#client.userByUsername(link?.kind === "person" ? link.username : username);
    this.#learn(user);
    return user.id;
  }

  #ask(userIds: readonly UserId[]): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    for (const userId of userIds) this.#asked.set(userId, promise);
    void this.#lookUp(userIds).finally(() => {
      clearTimeout(timer);
      resolve();
    });
  }

  async #lookUp(userIds: readonly UserId[]): Promise<void> {
    try {
      const signal = AbortSignal.timeout(lookupTimeoutMs);
      for (const user of await this.#client.usersById(userIds, { signal })) this.#learn(user);
    } catch {
      // After any failure the short ids are shown instead of the names.
    }
    const unknown = userIds.filter((userId) => !this.#names.has(userId));
    for (const userId of userIds) if (this.#names.has(userId)) this.#asked.delete(userId);
    if (unknown.length === 0) return;
    setTimeout(() => {
      for (const userId of unknown) this.#asked.delete(userId);
    }, askAgainAfterMs).unref();
  }

  #learn(user: User): void {
    this.#names.set(user.id, calledOf(user));
  }
}

/** What a user is called here: of a deleted account nobody keeps a name. */
export const calledOf = ({ username, deleted }: User): string => (deleted === true ? "deleted account" : username);
