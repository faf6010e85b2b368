// Who stands behind an id, as a signal each: what shows a name is drawn anew when it is known, and nothing else is.
import type { KlatchClient, User, UserId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";
import { tameName } from "../text/tame-name.ts";

/** What somebody calls themselves, as it may stand anywhere in the page. */
export const nameOfUser = ({ displayName, username }: User): string => tameName(displayName) || username;

export class PeopleModel {
  readonly #client: KlatchClient;
  readonly #users = new Map<UserId, Signal<User | null>>();

  constructor(client: KlatchClient) {
    this.#client = client;
    client.on("person", (user) => this.learn(user));
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
    return user === null ? "…" : nameOfUser(user);
  }

  /** A user that came with an answer. */
  learn(user: User): void {
    const known = this.#users.get(user.id);
    if (known === undefined) this.#users.set(user.id, signal<User | null>(user));
    else known.value = user;
  }
}
