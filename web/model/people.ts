// Who stands behind an id, as a signal each: what shows a name is drawn anew when it is known, and nothing else is.
import type { User, UserId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";
import type { ChatClient } from "./chat-client.ts";

export class PeopleModel {
  readonly #client: ChatClient;
  readonly #users = new Map<UserId, Signal<User | null>>();

  constructor(client: ChatClient) {
    this.#client = client;
    client.onPerson((user) => this.learn(user));
  }

  /** Null while nobody knows; asks by itself. */
  get(id: UserId): User | null {
    const known = this.#users.get(id);
    if (known !== undefined) return known.value;
    const user = signal(this.#client.people.get(id));
    this.#users.set(id, user);
    return user.value;
  }

  /** "…" while nobody knows. */
  nameOf(id: UserId): string {
    const user = this.get(id);
    return user === null ? "…" : user.displayName || user.username;
  }

  /** A user that came with an answer. */
  learn(user: User): void {
    const known = this.#users.get(user.id);
    if (known === undefined) this.#users.set(user.id, signal<User | null>(user));
    else known.value = user;
  }
}
