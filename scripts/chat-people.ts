// Names for the ids that events carry: those this terminal has met.
import type { KlatchClient, UserId } from "@klatch/sdk";
import type { ChatStore } from "./chat-store.ts";
import { shortId } from "./chat-text.ts";

export class ChatPeople {
  readonly #client: KlatchClient;
  readonly #store: ChatStore;
  readonly #names: Map<UserId, string>;

  constructor(client: KlatchClient, store: ChatStore, names: Map<UserId, string>) {
    this.#client = client;
    this.#store = store;
    this.#names = names;
  }

  nameOf(userId: UserId): string {
    if (userId === this.#client.session?.user.id) return "you";
    return this.#names.get(userId) ?? `user ${shortId(userId)}`;
  }

  /** @throws KlatchError `USER_NOT_FOUND` */
  async find(username: string): Promise<UserId> {
    const user = await this.#client.userByUsername(username);
    this.#names.set(user.id, user.username);
    await this.#store.savePerson(user.id, user.username);
    return user.id;
  }
}
