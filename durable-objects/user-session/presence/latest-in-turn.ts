// One act at a time for each thing; of those that are asked for meanwhile only the latest is done, for all who asked.
export class LatestInTurn<One, Value, Done> {
  readonly #act: (one: One, value: Value) => Promise<Done>;
  readonly #running = new Map<One, Promise<unknown>>();
  readonly #next = new Map<One, { value: Value; readonly done: Promise<Done> }>();

  constructor(act: (one: One, value: Value) => Promise<Done>) {
    this.#act = act;
  }

  /** @throws whatever the act throws that is done for it */
  do(one: One, value: Value): Promise<Done> {
    const next = this.#next.get(one);
    if (next !== undefined) {
      next.value = value;
      return next.done;
    }
    const running = this.#running.get(one);
    if (running === undefined) return this.#begin(one, value);
    const done = running.then(() => this.#begin(one, this.#next.get(one)?.value ?? value));
    this.#next.set(one, { value, done });
    return done;
  }

  #begin(one: One, value: Value): Promise<Done> {
    this.#next.delete(one);
    const done = this.#act(one, value);
    const end = (): void => {
      if (!this.#next.has(one)) this.#running.delete(one);
    };
    this.#running.set(one, done.then(end, end));
    return done;
  }
}
