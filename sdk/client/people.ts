// Names of users: each is fetched once and kept in the store, so that names are known offline.
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { KlatchError } from "./klatch-error.ts";
import type { StoredPerson } from "../store/klatch-store.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";

export interface PeopleParts {
  readonly now: () => number;
  /** @throws KlatchError */
  readonly ask: (userId: UserId) => Promise<User>;
  readonly onPerson: (user: User) => void;
}

/** A name is fetched again after this time: names change seldom. */
const freshMs = 24 * 60 * 60 * 1_000;
/** The delay after a failed fetch. */
const askAgainMs = 30_000;
const maxAtOnce = 4;

/** Names of the users whose ids are in events. They are fetched a few at a time and kept in the store. */
export interface People {
  /**
   * The user as far as known, without waiting; null while unknown. An unknown user, or one fetched more than a day ago, is
   * fetched in the background, and a new or changed name emits `person`. Cheap enough to call in every rendering.
   */
  get(userId: UserId): User | null;
}

export class PeopleBook implements People {
  readonly #parts: PeopleParts;
  readonly #known = new Map<string, StoredPerson>();
  readonly #notBeforeMs = new Map<UserId, number>();
  readonly #waiting = new Set<UserId>();
  #asking = 0;
  #keeper: StoreKeeper | null = null;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** Takes the stored names of the user who is signed in. */
  begin(keeper: StoreKeeper, known: ReadonlyMap<string, StoredPerson>): void {
    this.end();
    this.#keeper = keeper;
    for (const [id, person] of known) this.#known.set(id, person);
  }

  end(): void {
    this.#keeper = null;
    this.#known.clear();
    this.#notBeforeMs.clear();
    this.#waiting.clear();
  }

  get(userId: UserId): User | null {
    const known = this.#known.get(userId);
    const nowMs = this.#parts.now();
    const isFresh = known !== undefined && nowMs - known.askedAtMs < freshMs;
    if (!isFresh && this.#keeper !== null && nowMs >= (this.#notBeforeMs.get(userId) ?? 0)) {
      this.#notBeforeMs.set(userId, nowMs + askAgainMs);
      this.#waiting.add(userId);
      this.#askNext();
    }
    return known?.user ?? null;
  }

  /** Takes a user from an answer of the server. */
  learn(user: User): void {
    if (this.#keeper === null) return;
    const person = { user, askedAtMs: this.#parts.now() };
    const before = this.#known.get(user.id)?.user;
    this.#known.set(user.id, person);
    this.#keeper.put("people", user.id, person);
    if (before?.username !== user.username || before.displayName !== user.displayName) this.#parts.onPerson(user);
  }

  #askNext(): void {
    for (const userId of this.#waiting) {
      if (this.#asking >= maxAtOnce) return;
      this.#waiting.delete(userId);
      this.#asking++;
      void this.#ask(userId).finally(() => {
        this.#asking--;
        this.#askNext();
      });
    }
  }

  async #ask(userId: UserId): Promise<void> {
    const keeper = this.#keeper;
    try {
      const user = await this.#parts.ask(userId);
      // Another user may have signed in meanwhile: the answer is not theirs.
      if (keeper === this.#keeper) this.learn(user);
    } catch (error) {
      // A fatal refusal means that there is no such user: it is not asked for again in this run.
      const isFinal = error instanceof KlatchError && error.class === "fatal";
      if (isFinal && keeper === this.#keeper) this.#notBeforeMs.set(userId, Number.POSITIVE_INFINITY);
    }
  }
}
