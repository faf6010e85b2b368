// Users by id, one signal each: when a name becomes known, only the components that show it render again.
import type { KlatchClient, User, UserId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";
import { tameName } from "../../text/tame-name.ts";
import { unknownName } from "../text/unknown-name.ts";
import { unknownWords } from "../text/unknown-words.ts";

/** A user's display name, made safe to be shown inside other text. Of a deleted account nobody keeps a name. */
export const nameOfUser = ({ displayName, username, deleted }: User): string =>
  deleted === true ? unknownWords("deletedAccount") : tameName(displayName) || username;

/** `@username`; null while the user is not known, and of a deleted account. */
export const handleOf = (user: User | null): string | null =>
  user === null || user.deleted === true ? null : `@${user.username}`;

export class PeopleModel {
  readonly #client: KlatchClient;
  readonly #users = new Map<UserId, Signal<User | null>>();
  /** Counts the names that became known or changed. */
  readonly learned = signal(0);

  constructor(client: KlatchClient) {
    this.#client = client;
    client.on("person", (user) => {
      this.learn(user);
      this.learned.value += 1;
    });
  }

  /** The user; null while unknown. Fetches an unknown user. */
  get(id: UserId): User | null {
    const known = this.#users.get(id);
    if (known !== undefined) return known.value;
    const user = signal(this.#client.people.get(id));
    this.#users.set(id, user);
    return user.value;
  }

  /** Whether the user's name is known. Fetches nobody. */
  isKnown(id: UserId): boolean {
    return this.#client.people.known(id) !== null;
  }

  /** Fetches those of whom nothing is known, without rendering again for each. */
  fetchUnknown(ids: Iterable<UserId>): void {
    for (const id of new Set(ids)) if (!this.isKnown(id)) this.fetch(id);
  }

  /** The user's name as far as known, else "". Fetches nobody. */
  knownName(id: UserId): string {
    const user = this.#client.people.known(id);
    return user === null ? "" : nameOfUser(user);
  }

  /** Fetches an unknown user, without rendering again when the name becomes known. */
  fetch(id: UserId): void {
    this.#client.people.get(id);
  }

  /** The user's name; `unknownName` while unknown. Fetches an unknown user. */
  nameOf(id: UserId): string {
    const user = this.get(id);
    return user === null ? unknownName : nameOfUser(user);
  }

  /** Takes a user from an answer of the server. */
  learn(user: User): void {
    const known = this.#users.get(user.id);
    if (known === undefined) this.#users.set(user.id, signal<User | null>(user));
    else known.value = user;
  }
}
