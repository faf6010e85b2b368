// The user's people as the server has listed them, up to a version: in the tab with the socket and, by its news, in the others.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Person } from "../../schema/protocol/people.ts";
import { keepBeside, storedBeside } from "../store/beside-drafts.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";

/** Those who have changed, as they are now. */
export interface PeopleNews {
  /** The version that these changes follow; null: this is the whole list. */
  readonly since: number | null;
  /** The version of the list from now on. */
  readonly peopleVersion: number;
  /** Those of whom nothing is left are here too: see `isListed`. */
  readonly people: readonly Person[];
}

/** Whether the user has anything to do with them: there is more than an id and a version. */
export const isListed = (person: Person): boolean => Object.keys(person).length > 2;

/** Under this key in place of an id, the version of the list is kept. */
const versionKey = "people";
/** No news follow this version. */
const noVersion = -1;

export class PersonList {
  #people = new Map<UserId, Person>();
  version = 0;

  get(userId: UserId): Person | undefined {
    return this.#people.get(userId);
  }

  all(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** All of it, for another list. */
  whole(): PeopleNews {
    return { since: null, peopleVersion: this.version, people: this.all() };
  }

  /** Takes what `keep` has stored. */
  restore(drafts: Iterable<readonly [string, string]>): void {
    for (const [key, text] of storedBeside(drafts, "person")) {
      if (key === versionKey) this.version = Number(text);
      else this.#put(JSON.parse(text) as Person);
    }
  }

  /** The list may have what the restored server never heard of, so that only a whole list replaces it. */
  get isSetBack(): boolean {
    return this.version === noVersion;
  }

  /** The server was restored to an earlier time. */
  setBack(keeper: StoreKeeper): void {
    this.version = noVersion;
    this.#keepVersion(keeper);
  }

  /** @returns false: news before these are missing, and nothing was changed */
  apply({ since, peopleVersion, people }: PeopleNews): boolean {
    if (since !== null && since > this.version) return false;
    if (since !== null && peopleVersion <= this.version) return true;
    if (since === null) this.#people = new Map();
    for (const person of people) this.#put(person);
    this.version = peopleVersion;
    return true;
  }

  /** Stores what `apply` has changed. */
  keep(keeper: StoreKeeper, before: readonly Person[], { since, people }: PeopleNews): void {
    const gone = since === null ? before.filter(({ userId }) => !this.#people.has(userId)) : [];
    for (const { userId } of [...gone, ...people]) {
      const person = this.#people.get(userId);
      keepBeside(keeper, userId, "person", person === undefined ? null : JSON.stringify(person));
    }
    this.#keepVersion(keeper);
  }

  #keepVersion(keeper: StoreKeeper): void {
    keepBeside(keeper, versionKey, "person", String(this.version));
  }

  #put(person: Person): void {
    if (isListed(person)) this.#people.set(person.userId, person);
    else this.#people.delete(person.userId);
  }
}

/** What is stored, as news. */
export function storedPeople(drafts: Iterable<readonly [string, string]>): PeopleNews {
  const list = new PersonList();
  list.restore(drafts);
  return list.whole();
}
