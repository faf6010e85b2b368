// How a tab follows: news count only upon a state of the same leader, and what was missed comes from the store.
import type { Replica } from "./replica.ts";
import type { LeaderState, News } from "./tab-messages.ts";

export class Following {
  readonly #replica: Replica;
  readonly #ask: () => void;
  /** Whose state the replica stands on; null: nobody's. */
  #leader: string | null = null;
  #isAsking = false;
  /** Came before the state that they build upon. */
  #held: News[] = [];
  /** While the store is read: what came meanwhile, in order. */
  #postponed: (() => void)[] | null = null;
  #catchingUp: Promise<void> = Promise.resolve();

  /** @param ask has the leader tell its state */
  constructor(replica: Replica, ask: () => void) {
    this.#replica = replica;
    this.#ask = ask;
  }

  /** This tab may have missed something. */
  refresh(): void {
    this.#isAsking = true;
    this.#ask();
  }

  news(leader: string, news: readonly News[]): void {
    if (this.#postponed !== null) return void this.#postponed.push(() => this.news(leader, news));
    const known = leader === this.#leader ? news.findIndex((one) => !this.#replica.apply(one)) : 0;
    if (known < 0) return;
    this.#leader = null;
    this.#held.push(...news.slice(known));
    if (!this.#isAsking) this.refresh();
  }

  state(leader: string, state: LeaderState): void {
    if (this.#postponed !== null) return void this.#postponed.push(() => this.state(leader, state));
    this.#postponed = [];
    this.#catchingUp = this.#followFrom(leader, state);
  }

  /** This tab stops following: resolves when nothing is half told. */
  async stop(): Promise<void> {
    let catchingUp;
    do {
      catchingUp = this.#catchingUp;
      await catchingUp;
    } while (catchingUp !== this.#catchingUp);
    this.#leader = null;
  }

  async #followFrom(leader: string, state: LeaderState): Promise<void> {
    const held = this.#held;
    this.#held = [];
    // Of what was held all but events is in the state, and newer there.
    await this.#replica.catchUp(state, held.filter(isEvent));
    this.#leader = leader;
    this.#isAsking = false;
    const postponed = this.#postponed ?? [];
    this.#postponed = null;
    for (const run of postponed) run();
  }
}

/** An event of the log, or the same by its own kind. */
const isEvent = ({ name, value }: News): boolean =>
  name === "event" || name === "message" || ("type" in value && value.type === name);
