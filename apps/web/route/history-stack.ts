// Keeps the tab's history and the stack of what is open the same. The stack changes at once; the history, whose steps
// back take effect later, follows it. A step that the person makes in the history changes the stack.
import { formatRoute, parseRoute, type Route } from "./route.ts";
import {
  closed,
  noEntry,
  opened,
  replaced,
  stackAt,
  topOf,
  withoutLayers,
  withoutSide,
  type Entry,
  type Stack,
} from "./stack.ts";

/** What it needs of the browser's `window`. */
export interface HistoryHost {
  readonly history: {
    readonly state: unknown;
    readonly go: (delta: number) => void;
    readonly pushState: (state: unknown, unused: string, address: string) => void;
    readonly replaceState: (state: unknown, unused: string, address?: string) => void;
  };
  readonly location: { readonly hash: string };
  readonly addEventListener: (type: "popstate", listener: () => void) => void;
}

/** A step back that was asked for takes effect within this time, but for a machine under load. */
const stepWithinMs = 5_000;
/** One that was given up after that is still expected for this time: it is not the person's. */
const lateWithinMs = 30_000;
/** If a step of the person's came first, the step that was asked for follows within this time. */
const secondStepWithinMs = 150;
const maxTries = 3;

export class HistoryStack {
  readonly #host: HistoryHost;
  readonly #onChange: (stack: Stack) => void;
  readonly #layers = new Map<string, () => void>();
  #stack: Stack;
  #keys = 0;
  readonly #firstKey = Date.now().toString(36);
  /** The step back that was asked for and has not happened yet: how many entries there are after it. */
  #step: { readonly toCount: number; timer: ReturnType<typeof setTimeout> } | null = null;
  #tries = 0;
  /** Until when each step that was given up and asked for again may still happen. */
  #late: number[] = [];

  /** @param onChange called with each new stack */
  constructor(host: HistoryHost, onChange: (stack: Stack) => void) {
    this.#host = host;
    this.#onChange = onChange;
    const here = parseRoute(host.location.hash);
    const kept = stackIn(host.history.state);
    // After a reload. Its layers are gone with the page.
    const isSame = kept !== null && formatRoute(topOf(kept).route) === formatRoute(here);
    this.#stack = isSame ? withoutLayers(kept) : stackAt(here, this.#newKey);
    host.addEventListener("popstate", () => this.#followHistory());
    onChange(this.#stack);
    this.#sync();
  }

  readonly open = (to: Route): void => this.#set(opened(this.#stack, to, this.#newKey));
  readonly replace = (to: Route): void => this.#set(replaced(this.#stack, to, this.#newKey));
  readonly close = (): void => this.#set(closed(this.#stack, this.#newKey));
  readonly closeSide = (): void => this.#set(withoutSide(this.#stack));

  /** @returns whether the person is still where they are now: nothing of it was closed, and no other place was opened */
  marker(): () => boolean {
    const { key } = topOf(this.#stack);
    const place = this.#topPlace();
    return () => this.#topPlace() === place && this.#stack.some((entry) => entry.key === key);
  }

  #topPlace(): string | undefined {
    return withoutLayers(this.#stack).at(-1)?.key;
  }

  /** @param onClose called once, when the layer is closed by whatever way. @returns its key */
  openLayer(onClose: () => void): string {
    const key = this.#newKey();
    this.#layers.set(key, onClose);
    this.#set([...this.#stack, { key, route: topOf(this.#stack).route, isLayer: true }]);
    return key;
  }

  /** Closes a layer and those above it. */
  closeLayer(key: string): void {
    const index = this.#stack.findIndex((entry) => entry.key === key);
    if (index !== -1) this.#set(this.#stack.slice(0, index));
  }

  /** The layer has left the page by itself: nobody is told. */
  dropLayer(key: string): void {
    this.#layers.delete(key);
    if (this.#stack.some((entry) => entry.key === key)) this.#set(this.#stack.filter((entry) => entry.key !== key));
  }

  readonly #newKey = (): string => `${this.#firstKey}.${++this.#keys}`;

  #set(stack: Stack): void {
    if (stack === this.#stack) return;
    this.#stack = stack;
    const open = new Set(stack.map(({ key }) => key));
    const gone = [...this.#layers].filter(([key]) => !open.has(key));
    for (const [key] of gone) this.#layers.delete(key);
    this.#onChange(stack);
    // The topmost first, so that the focus passes through what opened it.
    for (const [, onClose] of gone.toReversed()) onClose();
    this.#sync();
  }

  #followHistory(): void {
    const there = stackIn(this.#host.history.state);
    if (this.#step !== null) {
      clearTimeout(this.#step.timer);
      if (there?.length === this.#step.toCount) {
        this.#step = null;
        this.#tries = 0;
        return this.#sync();
      }
      // The person has made a step at the same time. The one that was asked for follows, from there.
      this.#step.timer = setTimeout(() => this.#missed(), secondStepWithinMs);
    }
    if (there === null) this.#adoptEntry();
    else if (this.#step === null) this.#restore(there);
  }

  /** A link or a typed address has made an entry of its own above the others. */
  #adoptEntry(): void {
    const { history, location } = this.#host;
    const entry = { key: this.#newKey(), route: parseRoute(location.hash), isLayer: false };
    history.replaceState(stateOf([...this.#stack, entry]), "", formatRoute(entry.route));
    this.#set(opened(this.#stack, entry.route, this.#newKey));
  }

  /** @param there the stack of an entry to which the person has stepped, or to which a step has led that was given up */
  #restore(there: Stack): void {
    const isLate = (this.#late.shift() ?? 0) > Date.now();
    // A step forward may lead to what stood above a place that was replaced since, or to a layer, which is gone.
    const isStale = there.length > this.#stack.length && this.#stack.some(({ key }, at) => key !== there[at]?.key);
    const dead = there.findIndex(({ key, isLayer }) => isLayer && !this.#layers.has(key));
    this.#set(isLate || isStale ? [...this.#stack] : there.slice(0, dead === -1 ? there.length : dead));
  }

  #gaveUp(): void {
    this.#late.push(Date.now() + lateWithinMs);
    this.#missed();
  }

  /** The history is not where it was asked to go. */
  #missed(): void {
    const keep = this.#step?.toCount ?? 1;
    this.#step = null;
    // It does not go there: what is beyond is no longer known to the browser.
    if (++this.#tries >= maxTries) this.#host.history.replaceState(stateOf(this.#stack.slice(0, keep)), "");
    this.#sync();
  }

  /** Makes the history's entries those of the stack: back to what both have, then forward with the rest. */
  #sync(): void {
    if (this.#step !== null) return;
    const { history } = this.#host;
    const stack = this.#stack;
    const there = stackIn(history.state) ?? [noEntry];
    let same = 0;
    while (same < stack.length && stack[same]?.key === there[same]?.key) same++;
    // One entry of the history may be replaced where it is.
    const keep = Math.min(stack.length, same + 1);
    if (there.length > keep) {
      this.#step = { toCount: keep, timer: setTimeout(() => this.#gaveUp(), stepWithinMs) };
      return history.go(keep - there.length);
    }
    for (let count = same + 1; count <= stack.length; count++) {
      const part = stack.slice(0, count);
      const address = formatRoute(topOf(part).route);
      if (count <= there.length) history.replaceState(stateOf(part), "", address);
      else history.pushState(stateOf(part), "", address);
    }
  }
}

/** Places are kept by their addresses, which every build of the page can read. */
const stateOf = (stack: Stack): unknown => ({
  stack: stack.map(({ key, route, isLayer }) => ({ key, at: formatRoute(route), isLayer })),
});

/** Null: the entry was not made by this page. */
function stackIn(state: unknown): Stack | null {
  const { stack }: Record<string, unknown> = Object(state);
  const entries = Array.isArray(stack) ? stack.map(entryIn) : [];
  return entries.length > 0 && entries.every((entry) => entry !== null) ? entries : null;
}

function entryIn(value: unknown): Entry | null {
  const { key, at, isLayer }: Record<string, unknown> = Object(value);
  if (typeof key !== "string" || typeof at !== "string") return null;
  return { key, route: parseRoute(at), isLayer: isLayer === true };
}
