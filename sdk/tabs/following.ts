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
  #later: (() => void)[] | null = null;
  #filling: Promise<void> = Promise.resolve();

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
    if (this.#later !== null) return void this.#later.push(() => this.news(leader, news));
    const known = leader === this.#leader ? news.findIndex((one) => !this.#replica.apply(one)) : 0;
    if (known < 0) return;
    this.#leader = null;
    this.#held.push(...news.slice(known));
    if (!this.#isAsking) this.refresh();
  }

  state(leader: string, state: LeaderState): void {
    if (this.#later !== null) return void this.#later.push(() => this.state(leader, state));
    this.#later = [];
    this.#filling = this.#stand(leader, state);
  }

  /** This tab stops following: resolves when nothing is half told. */
  async stop(): Promise<void> {
    let filling;
    do {
      filling = this.#filling;
      await filling;
    } while (filling !== this.#filling);
    this.#leader = null;
  }

  async #stand(leader: string, state: LeaderState): Promise<void> {
    const held = this.#held;
    this.#held = [];
    // Of what was held all but events is in the state, and newer there.
    await this.#replica.catchUp(state, held.filter(isEvent));
    this.#leader = leader;
    this.#isAsking = false;
    const later = this.#later ?? [];
    this.#later = null;
    for (const run of later) run();
  }
}

/** An event of the log, or the same by its own kind. */
const isEvent = ({ name, value }: News): boolean =>
  name === "event" || name === "message" || ("type" in value && value.type === name);
