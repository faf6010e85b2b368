// Friends, requests and notes, as the app sees them: the server's list and, over it, answers to calls of this device that are
// newer.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { FriendNotes, Person } from "../../schema/protocol/people.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { AuthorizedHttp } from "../http/authorized-http.ts";
import type { CallOptions } from "../http/call-options.ts";
import { isListed, type PersonList } from "./person-list.ts";

/**
 * What the user has to do with others: friends, open requests, notes, blocks. Kept in the store, and up to date in every tab
 * while there is a connection; each change emits `friends`. Calls reject with a `KlatchError`: `NOT_FOUND` from an earlier
 * server.
 */
export interface Friends {
  /** The user's friends: favourites first, then whoever became one last. */
  all(): Person[];

  /** Open requests, of the user (`by: "me"`) and to them (`by: "them"`), the newest first. */
  requests(): Person[];

  /** Whom the user has blocked, the newest block first. Only `blocks.list` has blocks from before the server kept this list. */
  blocked(): Person[];

  /** What the user has to do with this person, as far as known, without waiting; null: nothing. */
  of(userId: UserId): Person | null;

  /**
   * Asks somebody to become friends. The request is open for 30 days. Where they have asked too, the two are friends.
   * @param message at most 256 characters
   * @returns the person, with the open request or as a friend
   * @throws KlatchError `USER_NOT_FOUND`; `FORBIDDEN`: oneself; `NOT_ACCEPTED`: the user has blocked them; `TOO_MANY`,
   * `RATE_LIMITED`
   */
  request(userId: UserId, message?: string, options?: CallOptions): Promise<Person>;

  /** @throws KlatchError `NOT_FOUND`: there is no open request of theirs, or no longer; `TOO_MANY` */
  accept(userId: UserId, options?: CallOptions): Promise<Person>;

  /** Rejects their request. They are not told. @throws KlatchError `NOT_FOUND`: there is none, or no longer */
  reject(userId: UserId, options?: CallOptions): Promise<Person>;

  /** Takes the user's own request back, if there is one. */
  cancel(userId: UserId, options?: CallOptions): Promise<void>;

  /** Ends a friendship, for both. The notes go with it. Does nothing if they are no friend. */
  remove(userId: UserId, options?: CallOptions): Promise<void>;

  /**
   * Notes something of a friend, for the user alone. What is left out stays as it is; an empty remark or list is none.
   * @throws KlatchError `NOT_FOUND`: they are no friend; `INVALID_REQUEST`
   */
  edit(userId: UserId, notes: FriendNotes, options?: CallOptions): Promise<Person>;
}

/** A person after a call of this device. */
interface Learned {
  readonly person: Person;
  /** After a call whose answer has no version: what was listed then. `person` counts for as long as that is listed. */
  readonly over: Person | undefined;
}

export interface FriendBookParts {
  readonly api: Pick<AuthorizedHttp, "call">;
  readonly emitter: Emitter<KlatchEvents>;
  /** As the server has listed it: another one after each restore. */
  readonly list: () => PersonList;
  /** The server's time, in ms since 1970. */
  readonly now: () => number;
}

const newestFirst =
  (timeOf: (person: Person) => number | undefined) =>
  (a: Person, b: Person): number =>
    (timeOf(b) ?? 0) - (timeOf(a) ?? 0);

export class FriendBook implements Friends {
  readonly #parts: FriendBookParts;
  readonly #learned = new Map<UserId, Learned>();

  constructor(parts: FriendBookParts) {
    this.#parts = parts;
    // The list has it all now, or is about to fetch it.
    parts.emitter.on("sync", () => {
      const people = [...this.#learned.keys()];
      this.#learned.clear();
      if (people.length > 0) this.#tell(people);
    });
  }

  all(): Person[] {
    const since = newestFirst(({ friendSince }) => friendSince);
    return this.#where(({ friendSince }) => friendSince !== undefined).sort(
      (a, b) => Number(b.favourite ?? false) - Number(a.favourite ?? false) || since(a, b),
    );
  }

  requests(): Person[] {
    return this.#where(({ request }) => request !== undefined).sort(newestFirst(({ request }) => request?.requestedAt));
  }

  blocked(): Person[] {
    return this.#where(({ blockedAt }) => blockedAt !== undefined).sort(newestFirst(({ blockedAt }) => blockedAt));
  }

  of(userId: UserId): Person | null {
    const listed = this.#parts.list().get(userId);
    const learned = this.#learned.get(userId);
    const person = learned !== undefined && this.#counts(learned) ? learned.person : listed;
    if (person === undefined) return null;
    const { request, ...rest } = person;
    const isOver = request !== undefined && request.expiresAt <= this.#parts.now();
    const shown = isOver ? rest : person;
    return isListed(shown) ? shown : null;
  }

  request(userId: UserId, message?: string, options: CallOptions = {}): Promise<Person> {
    const body = { userId, ...(message !== undefined && { message }) };
    return this.#learn(userId, this.#parts.api.call("POST /api/friend-requests", { body, ...options }));
  }

  accept(userId: UserId, options: CallOptions = {}): Promise<Person> {
    return this.#answer(userId, true, options);
  }

  reject(userId: UserId, options: CallOptions = {}): Promise<Person> {
    return this.#answer(userId, false, options);
  }

  cancel(userId: UserId, options: CallOptions = {}): Promise<void> {
    return this.#end(userId, "DELETE /api/friend-requests/:userId", options);
  }

  remove(userId: UserId, options: CallOptions = {}): Promise<void> {
    return this.#end(userId, "DELETE /api/friends/:userId", options);
  }

  edit(userId: UserId, notes: FriendNotes, options: CallOptions = {}): Promise<Person> {
    const call = this.#parts.api.call("PATCH /api/friends/:userId", { path: { userId }, body: notes, ...options });
    return this.#learn(userId, call);
  }

  #answer(userId: UserId, accept: boolean, options: CallOptions): Promise<Person> {
    const request = { path: { userId }, body: { accept }, ...options };
    return this.#learn(userId, this.#parts.api.call("POST /api/friend-requests/:userId", request));
  }

  async #learn(userId: UserId, call: Promise<{ readonly person: Person }>): Promise<Person> {
    const { person } = await call;
    const before = this.#learned.get(userId)?.person.peopleVersion ?? 0;
    const learned = { person, over: undefined };
    if (this.#counts(learned) && person.peopleVersion >= before) this.#put(learned);
    return person;
  }

  /** The answer has no version. Whatever the server has listed during the call may be newer, and counts. */
  async #end(
    userId: UserId,
    call: "DELETE /api/friend-requests/:userId" | "DELETE /api/friends/:userId",
    options: CallOptions,
  ): Promise<void> {
    const before = this.of(userId);
    const over = this.#parts.list().get(userId);
    await this.#parts.api.call(call, { path: { userId }, ...options });
    if (before === null || over !== this.#parts.list().get(userId)) return;
    const { peopleVersion, blockedAt } = before;
    this.#put({ person: { userId, ...(blockedAt !== undefined && { blockedAt }), peopleVersion }, over });
  }

  /** Whether it is newer than what is listed. */
  #counts({ person, over }: Learned): boolean {
    const list = this.#parts.list();
    return person.peopleVersion > list.version || (over !== undefined && list.get(person.userId) === over);
  }

  #put(learned: Learned): void {
    const { userId } = learned.person;
    this.#learned.set(userId, learned);
    this.#tell([userId]);
  }

  #tell(userIds: readonly UserId[]): void {
    const { version } = this.#parts.list();
    const people = userIds.map((userId) => this.of(userId) ?? { userId, peopleVersion: version });
    this.#parts.emitter.emit("friends", { since: version, peopleVersion: version, people });
  }

  #where(fits: (person: Person) => boolean): Person[] {
    const listed = this.#parts.list().all();
    const ids = new Set([...listed.map(({ userId }) => userId), ...this.#learned.keys()]);
    return [...ids].flatMap((userId) => this.of(userId) ?? []).filter(fits);
  }
}
