// A tab's history like the browser's: steps take effect later, and steps beyond its ends have none.
import type { HistoryHost } from "../../apps/web/route/history-stack.ts";

export class FakeHistory implements HistoryHost {
  readonly location: { hash: string };
  /** The first is a page of somebody else's, from which this one was opened. */
  readonly #entries: { state: unknown; hash: string }[];
  #at = 1;
  readonly #listeners: (() => void)[] = [];
  #steps: number[] = [];

  constructor(hash: string) {
    this.location = { hash };
    this.#entries = [
      { state: null, hash: "elsewhere" },
      { state: null, hash },
    ];
  }

  readonly history = ((tab: FakeHistory): HistoryHost["history"] => ({
    get state() {
      return structuredClone(tab.#entries[tab.#at]?.state);
    },
    go: (delta) => void tab.#steps.push(delta),
    pushState: (state, _, address) => {
      tab.#entries.splice(++tab.#at, Infinity, { state: structuredClone(state), hash: address });
      tab.location.hash = address;
    },
    replaceState: (state, _, address) => {
      const hash = address ?? tab.location.hash;
      tab.#entries[tab.#at] = { state: structuredClone(state), hash };
      tab.location.hash = hash;
    },
  }))(this);

  readonly addEventListener = (_: "popstate", listener: () => void): void => void this.#listeners.push(listener);

  /** Another page load of the same tab. */
  reloaded(): FakeHistory {
    const tab = new FakeHistory(this.location.hash);
    tab.#entries.splice(0, Infinity, ...structuredClone(this.#entries));
    tab.#at = this.#at;
    return tab;
  }

  /** The person's own step, or that of a link. */
  back(): void {
    this.#steps.push(-1);
    this.settle();
  }

  forward(): void {
    this.#steps.push(1);
    this.settle();
  }

  follow(hash: string): void {
    this.#entries.splice(++this.#at, Infinity, { state: null, hash });
    this.location.hash = hash;
    for (const listener of this.#listeners) listener();
    this.settle();
  }

  /** Lets the steps that were asked for happen, and those that they lead to. */
  settle(): void {
    for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) {
      const to = this.#entries[this.#at + step];
      if (to === undefined || step === 0) continue;
      this.#at += step;
      this.location.hash = to.hash;
      for (const listener of this.#listeners) listener();
    }
  }

  /** The addresses of this page's entries, up to the present one. */
  get behind(): readonly string[] {
    return this.#entries.slice(1, this.#at + 1).map(({ hash }) => hash);
  }

  get isElsewhere(): boolean {
    return this.#at === 0;
  }
}
