// How a follower stays up to date: it applies a leader's news only after a state of the same leader, and reads missed
// events from the store.
import type { Replica } from "./replica.ts";
import type { LeaderState, News } from "./tab-messages.ts";

export class Following {
  readonly #replica: Replica;
  readonly #ask: () => void;
  /** The leader whose state the replica has applied; null: none. */
  #leader: string | null = null;
  #isAsking = false;
  /** News that arrived before the state that they are based on. */
  #held: News[] = [];
  /** Calls that arrived while the store is read, in order; null: it is not being read. */
  #postponed: (() => void)[] | null = null;
  #catchingUp: Promise<void> = Promise.resolve();

  /** @param ask asks the leader for its state */
  constructor(replica: Replica, ask: () => void) {
    this.#replica = replica;
    this.#ask = ask;
  }

  /** Asks for the leader's state, because this tab may have missed news. */
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

  /** Stops following. Resolves when no state is half applied. */
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
    // Replays only what became of the logs: everything else is in the state, and newer there.
    await this.#replica.catchUp(state, held.filter(isOfLog));
    this.#leader = leader;
    this.#isAsking = false;
    const postponed = this.#postponed ?? [];
    this.#postponed = null;
    for (const run of postponed) run();
  }
}

/** Whether the news is an event of a log, either as `event` or under the name of its kind, or that a log was set back. */
const isOfLog = ({ name, value }: News): boolean =>
  name === "event" || name === "message" || name === "set-back" || ("type" in value && value.type === name);
