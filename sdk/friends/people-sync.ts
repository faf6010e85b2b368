// Keeps the list of people as the server has it: news that follow each other are taken from frames, and what was missed is
// fetched.
import type { PeopleChangedFrame, PeopleResult, Person } from "../../schema/protocol/people.ts";
import { asKlatchError } from "../client/klatch-error.ts";
import type { Runtime } from "../client/runtime.ts";
import { repeatAfterMs, retryBackoff } from "../connection/backoff.ts";
import type { StoredState } from "../store/klatch-store.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import { PersonList, type PeopleNews } from "./person-list.ts";

/** A page of those who have changed after the version `since`. @throws KlatchError */
export type FetchPeople = (since: number, cursor: string | undefined) => Promise<PeopleResult>;

export interface PeopleSyncParts {
  readonly keeper: StoreKeeper;
  readonly runtime: Pick<Runtime, "setTimer" | "random">;
  readonly fetch: FetchPeople;
  readonly onNews: (news: PeopleNews) => void;
}

export class PeopleSync {
  readonly list = new PersonList();
  readonly #parts: PeopleSyncParts;
  #isAsking = false;
  /** The version that the server has named since the last fetch began; null: none. */
  #told: number | null = null;
  /** This device has caught up since the last fetch began: what is fetched may be from before a restore of the server. */
  #isLate = false;
  #failures = 0;
  #cancelRetry: () => void = () => {};
  #isClosed = false;

  constructor(parts: PeopleSyncParts, state: StoredState | null) {
    this.#parts = parts;
    this.list.restore(state?.drafts ?? []);
  }

  heard({ peopleVersion, people }: PeopleChangedFrame): void {
    if (!this.#isAsking && peopleVersion === this.list.version + 1)
      return this.#take({ since: this.list.version, peopleVersion, people });
    // What is being fetched may have it or not.
    if (this.#isAsking || peopleVersion > this.list.version) this.#need(peopleVersion);
  }

  /** This device has caught up. A version that is lower than the one here: the server was restored. */
  caughtUp(peopleVersion: number): void {
    this.#isClosed = false;
    this.#isLate = true;
    if (peopleVersion < this.list.version) this.list.setBack(this.#parts.keeper);
    if (this.#isAsking || peopleVersion !== this.list.version) this.#need(peopleVersion);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
  }

  #need(peopleVersion: number): void {
    this.#told = peopleVersion;
    if (!this.#isAsking) void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#cancelRetry();
    this.#isAsking = true;
    try {
      do {
        this.#told = null;
        this.#isLate = false;
        const news = await this.#fetchAll();
        this.#failures = 0;
        if (news !== null) this.#take(news);
      } while (!this.#isClosed && this.#isBehind);
    } catch (cause) {
      const { class: kind, retryAfterMs } = asKlatchError(cause);
      if (!this.#isClosed && (kind !== "fatal" || this.#told !== null)) this.#retry(retryAfterMs);
    } finally {
      this.#isAsking = false;
    }
  }

  get #isBehind(): boolean {
    return this.list.isSetBack || (this.#told !== null && this.#told !== this.list.version);
  }

  #retry(retryAfterMs: number | undefined): void {
    const { random, setTimer } = this.#parts.runtime;
    const waitMs = repeatAfterMs(retryAfterMs, retryBackoff, this.#failures++, random);
    this.#cancelRetry = setTimer(() => void this.#catchUp(), waitMs);
  }

  /**
   * @returns null if the pages are of no use: nobody waits for them any more, or they do not fit each other, because the server
   * was restored between them or has forgotten more
   */
  async #fetchAll(): Promise<PeopleNews | null> {
    const since = this.list.isSetBack ? 0 : this.list.version;
    const people: Person[] = [];
    let isWhole = since === 0;
    let reached = 0;
    for (let cursor: string | undefined; ;) {
      const { items, next, peopleVersion, reset = false } = await this.#parts.fetch(since, cursor);
      if (this.#isClosed || this.#isLate) return null;
      if (cursor === undefined && reset) isWhole = true;
      if (peopleVersion < reached || (reset && !isWhole)) {
        this.list.setBack(this.#parts.keeper);
        return null;
      }
      reached = peopleVersion;
      people.push(...items);
      if (next === null) return { since: isWhole ? null : since, peopleVersion, people };
      cursor = next;
    }
  }

  #take(news: PeopleNews): void {
    const before = this.list.all();
    if (news.people.length === 0 && news.peopleVersion === this.list.version && news.since !== null) return;
    if (!this.list.apply(news)) return;
    this.list.keep(this.#parts.keeper, before, news);
    this.#parts.onNews(news);
  }
}
