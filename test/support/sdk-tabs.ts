// Tabs of one browser in tests: they share a store, a lock and a channel, and each can be closed or crash.
import { memoryStore, type KlatchClient, type KlatchClientOptions, type KlatchStore } from "../../sdk/entry.ts";
import { sharedSocket, type ChannelLike, type TabLocks } from "../../sdk/tabs/shared-socket.ts";
import { conversationChanged, FakeWorld, message, session, settle, type FakeSocket } from "./sdk-fakes.ts";

const never = new Promise<never>(() => {});

type Listener = (event: { readonly data: unknown }) => void;

class FakeChannel implements ChannelLike {
  readonly tab: FakeTab;
  readonly name: string;
  readonly #browser: FakeBrowser;
  /** Posted by others, not heard yet. */
  readonly waiting: unknown[] = [];
  listeners: Listener[] = [];
  isOpen = true;

  constructor(browser: FakeBrowser, tab: FakeTab, name: string) {
    this.#browser = browser;
    this.tab = tab;
    this.name = name;
  }

  postMessage(posted: unknown): void {
    if (!this.isOpen) return;
    for (const other of this.#browser.channels)
      if (other !== this && other.isOpen && other.name === this.name) other.waiting.push(structuredClone(posted));
  }

  addEventListener(_type: "message", listener: Listener): void {
    this.listeners.push(listener);
  }

  close(): void {
    this.isOpen = false;
    this.waiting.length = 0;
  }

  hearNext(): boolean {
    if (this.waiting.length === 0) return false;
    const data = this.waiting.shift();
    for (const listener of this.listeners) listener({ data });
    return true;
  }
}

interface Request {
  readonly tab: FakeTab;
  readonly run: () => Promise<void>;
}

export class FakeBrowser {
  readonly world: FakeWorld;
  readonly store: KlatchStore = memoryStore();
  readonly channels: FakeChannel[] = [];
  readonly tabs: FakeTab[] = [];
  /** Per lock: who has it, then who waits for it. */
  readonly #locks = new Map<string, Request[]>();

  constructor(world: FakeWorld) {
    this.world = world;
  }

  /** A tab that was opened and whose client has started; its lock is granted when its turn comes. */
  async open(options: Partial<KlatchClientOptions> = {}): Promise<FakeTab> {
    const tab = new FakeTab(this, options);
    this.tabs.push(tab);
    await tab.client.start();
    return tab;
  }

  /** All that was posted is heard, and what follows from it. */
  async hearAll(): Promise<void> {
    await settle();
    await settle();
    for (const channel of this.channels) {
      if (!channel.hearNext()) continue;
      return this.hearAll();
    }
  }

  locksOf(tab: FakeTab): TabLocks {
    return {
      request: (name, { signal }, work) =>
        new Promise((resolve, reject) => {
          const run = (): Promise<void> => work().then(resolve, reject);
          const request = { tab, run };
          signal.addEventListener("abort", () => {
            if (this.#locks.get(name)?.indexOf(request) === 0) return;
            this.#drop(name, request);
            reject(new Error("aborted"));
          });
          const queue = this.#locks.get(name) ?? [];
          this.#locks.set(name, queue);
          if (queue.push(request) === 1) this.#grant(name);
        }),
    };
  }

  /** What the platform does when a tab is gone. */
  release(tab: FakeTab): void {
    for (const [name, queue] of this.#locks)
      for (const request of queue.filter((one) => one.tab === tab)) this.#drop(name, request);
  }

  #grant(name: string): void {
    const [first] = this.#locks.get(name) ?? [];
    if (first === undefined) return;
    // As the platform does it: never in the turn that asked.
    setImmediate(() => {
      if (first.tab.isGone) return;
      void first.run().then(() => this.#drop(name, first));
    });
  }

  #drop(name: string, request: Request): void {
    const queue = this.#locks.get(name) ?? [];
    const place = queue.indexOf(request);
    if (place < 0) return;
    queue.splice(place, 1);
    if (place === 0) this.#grant(name);
  }
}

export class FakeTab {
  readonly client: KlatchClient;
  readonly sockets: FakeSocket[] = [];
  isGone = false;
  /** Its timers do not ring. */
  isHidden = false;
  readonly #browser: FakeBrowser;
  readonly #timers = new Set<() => void>();

  constructor(browser: FakeBrowser, options: Partial<KlatchClientOptions>) {
    this.#browser = browser;
    const { world } = browser;
    const { sockets } = this;
    const locks = browser.locksOf(this);
    this.client = world.client({
      store: this.#store(browser.store, locks),
      tabs: sharedSocket({
        locks,
        openChannel: (name) => {
          const channel = new FakeChannel(browser, this, name);
          browser.channels.push(channel);
          return channel;
        },
      }),
      runtime: {
        ...world.runtime,
        fetch: async (url, init) => {
          const response = await world.runtime.fetch(url, init);
          return this.isGone ? never : response;
        },
        setTimer: (run, delayMs) => {
          const cancel = world.runtime.setTimer(() => {
            if (!this.isHidden) run();
          }, delayMs);
          this.#timers.add(cancel);
          return cancel;
        },
        WebSocket: class extends world.runtime.WebSocket {
          constructor(url: string, protocols: string[]) {
            super(url, protocols);
            sockets.push(world.socket);
          }
        },
      },
      ...options,
    });
  }

  get channels(): FakeChannel[] {
    return this.#browser.channels.filter((channel) => channel.tab === this && channel.isOpen);
  }

  /** Of all its channels, what was posted first. */
  hearNext(): boolean {
    return this.channels.some((channel) => channel.hearNext());
  }

  close(): void {
    this.client.close();
  }

  /** From one moment to the next it does nothing any more. */
  crash(): void {
    this.isGone = true;
    for (const channel of this.channels) {
      channel.close();
      channel.listeners = [];
    }
    for (const cancel of this.#timers) cancel();
    for (const socket of this.sockets) socket.isOpen = false;
    this.#browser.release(this);
  }

  #store(shared: KlatchStore, locks: TabLocks): KlatchStore {
    const { signal } = new AbortController();
    return {
      ...(shared.files !== undefined && { files: shared.files }),
      exclusively: (work) =>
        new Promise((resolve, reject) => {
          void locks.request("session", { signal }, () => work().then(resolve, reject));
        }),
      load: () => shared.load(),
      save: async (kept) => {
        if (this.isGone) await never;
        await shared.save(kept);
      },
      loadState: (userId) => shared.loadState(userId),
      readEvents: (userId, query) => shared.readEvents(userId, query),
      commit: async (userId, changes) => {
        await settle();
        if (this.isGone) await never;
        await shared.commit(userId, changes);
      },
    };
  }
}

/** Ids differ from tab to tab, as they do outside of tests. */
export function newWorld(): FakeWorld {
  const world = new FakeWorld();
  let state = 7;
  world.random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return world;
}

/** A browser in which somebody is signed in. */
export async function signedInBrowser(world: FakeWorld): Promise<FakeBrowser> {
  const browser = new FakeBrowser(world);
  await browser.store.save(session);
  return browser;
}

/** The shared store as a tab has it whose turn to go on comes late: who was signed in when it asked, it hears when released. */
export function slowStore(shared: KlatchStore): { readonly store: KlatchStore; readonly hold: () => () => void } {
  let held: Promise<void> = Promise.resolve();
  const store: KlatchStore = {
    load: async () => {
      const stored = await shared.load();
      await held;
      return stored;
    },
    save: (kept) => shared.save(kept),
    loadState: (userId) => shared.loadState(userId),
    readEvents: (userId, query) => shared.readEvents(userId, query),
    commit: (userId, changes) => shared.commit(userId, changes),
  };
  const hold = (): (() => void) => {
    let release: () => void = () => {};
    held = new Promise((resolve) => (release = resolve));
    return release;
  };
  return { store, hold };
}

export interface TwoTabs {
  readonly world: FakeWorld;
  readonly browser: FakeBrowser;
  readonly first: FakeTab;
  readonly second: FakeTab;
}

/** The first leads and is level; nothing is left unheard. */
export async function twoTabs(): Promise<TwoTabs> {
  const world = newWorld();
  const browser = await signedInBrowser(world);
  const first = await browser.open();
  await browser.hearAll();
  await world.catchUp(conversationChanged(), message(1));
  const second = await browser.open();
  await browser.hearAll();
  return { world, browser, first, second };
}
