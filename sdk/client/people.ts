// Names of users: they are fetched together, each once, and kept in the store, so that names are known offline.
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { KlatchError } from "./klatch-error.ts";
import { maxUsersPerLookup } from "./protocol-constants.ts";
import type { StoredPerson } from "../store/klatch-store.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";

export interface PeopleParts {
  readonly now: () => number;
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
  /** Fetches these users, at most `maxUsersPerLookup`. A `learner` takes those who exist. @throws KlatchError */
  readonly ask: (userIds: readonly UserId[]) => Promise<unknown>;
  readonly onPerson: (user: User) => void;
}

/** A name is fetched again after this time: names change seldom. */
const freshMs = 24 * 60 * 60 * 1_000;
/** The delay after a failed fetch. */
const askAgainMs = 30_000;
/** Most names that are wanted soon after a call come by then with a page of members. */
const callSpacingMs = 300;
/** What the server takes as an id. One other id would make it refuse all that are asked for together. */
const idPattern = /^[\w-]{1,64}$/;

/** Names of the users whose ids are in events. They are fetched together and kept in the store. */
export interface People {
  /**
   * The user as far as known, without waiting; null while unknown. An unknown user, or one fetched more than a day ago, is
   * fetched in the background, together with all who are wanted in the same turn of the event loop or within 300 ms of
   * another such call. A new or changed name emits `person`. Cheap enough to call in every rendering.
   */
  get(userId: UserId): User | null;
  /** The same, and nobody is fetched: for names that are not shown yet. */
  known(userId: UserId): User | null;
  /** Everybody whose name is known on this device, for a search. Nobody is fetched. */
  all(): readonly User[];
}

/** Whether others see the same of both. */
export const isNamedAlike = (a: User, b: User): boolean =>
  a.username === b.username && a.displayName === b.displayName && a.avatar === b.avatar;

export class PeopleBook implements People {
  readonly #parts: PeopleParts;
  readonly #known = new Map<string, StoredPerson>();
  readonly #notBeforeMs = new Map<UserId, number>();
  readonly #waiting = new Set<UserId>();
  #keeper: StoreKeeper | null = null;
  /** A call is under way or about to be. */
  #isAsking = false;
  #nextCallAtMs = 0;
  #cancelTimer: (() => void) | null = null;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** Takes the names that the store has. */
  begin(keeper: StoreKeeper, known: ReadonlyMap<string, StoredPerson>): void {
    this.close();
    this.#keeper = keeper;
    this.#nextCallAtMs = 0;
    this.#known.clear();
    this.#notBeforeMs.clear();
    for (const [id, person] of known) this.#known.set(id, person);
  }

  /** Leaves no timer. Who is still wanted after half a minute is asked for then. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#waiting.clear();
  }

  get(userId: UserId): User | null {
    const known = this.#known.get(userId);
    const nowMs = this.#parts.now();
    if (!this.#isFresh(userId) && nowMs >= (this.#notBeforeMs.get(userId) ?? 0)) this.#want(userId, nowMs);
    return known?.user ?? null;
  }

  known(userId: UserId): User | null {
    return this.#known.get(userId)?.user ?? null;
  }

  all(): readonly User[] {
    return [...this.#known.values()].map(({ user }) => user);
  }

  /** Takes users that the server has named. */
  learn(users: readonly User[]): void {
    for (const user of users) this.#learn(user);
  }

  #learn(user: User): void {
    const person = { user, askedAtMs: this.#parts.now() };
    const before = this.#known.get(user.id)?.user;
    this.#known.set(user.id, person);
    this.#waiting.delete(user.id);
    this.#keeper?.put("people", user.id, person);
    if (before === undefined || !isNamedAlike(before, user)) this.#parts.onPerson(user);
  }

  #want(userId: UserId, nowMs: number): void {
    if (!idPattern.test(userId)) return void this.#notBeforeMs.set(userId, Number.POSITIVE_INFINITY);
    this.#notBeforeMs.set(userId, nowMs + askAgainMs);
    this.#waiting.add(userId);
    this.#askSoon();
  }

  /** One call after the other: at the end of this turn or, unless it is full, a while after the one before. */
  #askSoon(): void {
    if (this.#isAsking || this.#waiting.size === 0) return;
    const isFull = this.#waiting.size >= maxUsersPerLookup;
    const delayMs = isFull ? 0 : Math.min(this.#nextCallAtMs - this.#parts.now(), callSpacingMs);
    if (delayMs > 0) {
      this.#cancelTimer ??= this.#parts.setTimer(() => {
        this.#cancelTimer = null;
        // The clock may have been set back.
        this.#nextCallAtMs = 0;
        this.#askSoon();
      }, delayMs);
      return;
    }
    this.#isAsking = true;
    queueMicrotask(() => void this.#askNow());
  }

  async #askNow(): Promise<void> {
    const userIds = [...this.#waiting].slice(0, maxUsersPerLookup);
    for (const userId of userIds) this.#waiting.delete(userId);
    this.#nextCallAtMs = this.#parts.now() + callSpacingMs;
    const isFinal = userIds.length > 0 && (await this.#ask(userIds));
    for (const userId of isFinal ? userIds : []) {
      if (!this.#isFresh(userId)) this.#notBeforeMs.set(userId, Number.POSITIVE_INFINITY);
    }
    this.#isAsking = false;
    this.#askSoon();
  }

  /** @returns whether those who are still unknown need not be asked for again in this run */
  async #ask(userIds: readonly UserId[]): Promise<boolean> {
    try {
      await this.#parts.ask(userIds);
      return true;
    } catch (error) {
      // A fatal refusal would be repeated.
      return error instanceof KlatchError && error.class === "fatal";
    }
  }

  #isFresh(userId: UserId): boolean {
    const askedAtMs = this.#known.get(userId)?.askedAtMs;
    return askedAtMs !== undefined && this.#parts.now() - askedAtMs < freshMs;
  }
}
