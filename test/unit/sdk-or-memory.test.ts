// A store that fails, whenever and however: the SDK goes on in memory, loses nothing, and says so once.
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { describe, expect, it } from "vitest";
import { memoryStore, type EventLimit, type KlatchStore } from "@klatch/sdk";
import { indexedDbStore, orMemory, type StoreLoss } from "@klatch/sdk/indexeddb";
import { storeCases } from "../contract-sdk/store-cases.ts";
import { failingStore, fullFrom, named, type Call, type Fate } from "../support/failing-store.ts";
import { direct, FakeWorld, me, message, peer, session, settle, tokens } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

type FateOf = (n: number, call: Call, argument: unknown) => Fate;

/** A store over one that meets `fate`, what it told of losses, and the store below. */
function resting(fate: FateOf, below: KlatchStore = memoryStore(), limit: EventLimit = {}) {
  const losses: StoreLoss[] = [];
  const timers: (() => void)[] = [];
  const store = orMemory(() => failingStore(below, fate), {
    ...limit,
    onLost: (loss) => losses.push(loss),
    setTimer: (run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  });
  /** All the time passes that it waits for an answer. */
  const wait = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      timers.shift()?.();
      await settle();
    }
  };
  return { store, below, losses, timers, wait };
}

const fails = (name: string): Fate => ({ fails: name });

describe("a store with memory behind it", () => {
  it("[SDK-110] [SDK-28] keeps the contract of stores wherever its disk becomes full, or fails now and then", async () => {
    const faults: string[] = [];
    for (const { name, run } of storeCases) {
      for (const [kind, fateOf] of [
        ["full from", (first: number) => fullFrom(first)],
        ["fails at each", (each: number) => (n: number) => (n % (each + 1) === 0 ? fails("UnknownError") : "works")],
      ] as const) {
        // What a full store has of a conversation stays, so the middle goes before the oldest.
        if (kind === "full from" && name.includes("lets the oldest go")) continue;
        for (let at = 1; at <= 12; at++) {
          const opened = new Map<string, KlatchStore>();
          const open = (options: object = {}): KlatchStore => {
            const key = JSON.stringify(options);
            const store = opened.get(key) ?? resting(fateOf(at), memoryStore(options), options).store;
            opened.set(key, store);
            return store;
          };
          await run({ open }).catch((error: unknown) => faults.push(`${name}, ${kind} ${at}: ${String(error)}`));
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it.each<[string, () => KlatchStore, StoreLoss]>([
    ["cannot be made", () => { throw named("SecurityError"); }, "blocked"], // prettier-ignore
    ["is refused", () => failingStore(memoryStore(), () => fails("SecurityError")), "blocked"],
    ["is full", () => failingStore(memoryStore(), () => fails("QuotaExceededError")), "full"],
    ["is of a newer version", () => failingStore(memoryStore(), () => fails("VersionError")), "newer"],
    ["was deleted", () => failingStore(memoryStore(), () => fails("DatabaseGone")), "deleted"],
  ])("[SDK-110] one that %s gives way at once, and says so once", async (_, open, loss) => {
    const losses: StoreLoss[] = [];
    const store = orMemory(open, { onLost: (lost) => losses.push(lost) });
    expect(await store.load()).toBeNull();
    await store.save(session);
    await store.commit(me, { drafts: new Map([[direct, "Dear"]]), events: [message(1)] });
    expect(await store.load()).toEqual(session);
    expect((await store.loadState(me))?.drafts.get(direct)).toBe("Dear");
    expect(await store.readEvents(me, { conversationId: direct, from: { before: 9 }, limit: 9 })).toEqual([message(1)]);
    expect([losses, store.isDurable?.()]).toEqual([[loss], false]);
  });

  it("[SDK-111] one that does not answer is waited for, and no longer; what it says later changes nothing", async () => {
    let answer = (): void => {};
    const below = memoryStore();
    await below.save(session);
    const late: KlatchStore = {
      ...failingStore(below, () => "works"),
      load: () => new Promise((resolve) => (answer = () => resolve(null))),
    };
    const { store, losses, timers, wait } = resting(() => "works", late);
    const loaded = store.load();
    await settle();
    expect([losses, store.isDurable?.()]).toEqual([[], true]);
    await wait();
    expect(await loaded).toBeNull();
    expect(losses).toEqual(["silent"]);
    await store.save({ ...session, accessToken: "access-2" });
    answer();
    await settle();
    expect((await store.load())?.accessToken).toBe("access-2");
    expect(timers).toEqual([]);
  });

  it("[SDK-110] what the store knew before the loss is not forgotten, nor what other tabs wrote into a full one", async () => {
    for (const kind of ["QuotaExceededError", "UnknownError"]) {
      let isLost = false;
      const { store, below } = resting((_, call) =>
        isLost && (kind === "UnknownError" || call === "commit") ? fails(kind) : "works",
      );
      await store.save(session);
      await store.loadState(me);
      await store.commit(me, { events: [message(1), message(2)], cursors: new Map([[direct, 2]]), inboxVersion: 4 });
      // Another tab, which is on the same disk.
      await below.commit(me, { drafts: new Map([["other", "of another tab"]]) });
      isLost = true;
      await store.commit(me, { events: [message(3)], cursors: new Map([[direct, 3]]) });
      const state = await store.loadState(me);
      expect([state?.inboxVersion, state?.cursors.get(direct)]).toEqual([4, 3]);
      expect(state?.drafts.get("other")).toBe(kind === "UnknownError" ? undefined : "of another tab");
      const events = await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 9 });
      expect(events.map(({ seq }) => seq)).toEqual(kind === "UnknownError" ? [3] : [1, 2, 3]);
      // A start after it finds the last whole commit.
      expect((await below.loadState(me))?.cursors.get(direct)).toBe(2);
    }
  });

  it("[SDK-112] what is left in a lost store is gone after a sign-out, before another user, and never another tab's", async () => {
    for (const next of [null, { ...session, user: { ...session.user, id: peer } }]) {
      const { store, below } = resting(fullFrom(3));
      await store.save(session);
      await store.load();
      await store.commit(me, { drafts: new Map([[direct, "Dear"]]) });
      expect(await below.load()).toEqual(session);
      await store.save(next);
      expect([await below.load(), await store.load()]).toEqual([null, next]);
    }
    const { store, below } = resting(fullFrom(3));
    await store.save(session);
    await store.load();
    await store.commit(me, { inboxVersion: 1 });
    const others = { ...session, deviceId: "device_other" as typeof session.deviceId };
    await below.save(others);
    await store.save(null);
    expect(await below.load()).toEqual(others);
  });

  it("[SDK-112] a full store gets the newest tokens if it takes them", async () => {
    let isFull = false;
    const { store, below } = resting((_, call) =>
      isFull && call === "commit" ? fails("QuotaExceededError") : "works",
    );
    await store.save(session);
    isFull = true;
    await store.commit(me, { inboxVersion: 1 });
    await store.save({ ...session, refreshToken: "refresh-2" });
    expect((await below.load())?.refreshToken).toBe("refresh-2");
  });

  it("[SDK-112] so does one that failed for a while: the next start must not begin with tokens that were used", async () => {
    let isFailing = false;
    const { store, below, losses } = resting(() => (isFailing ? fails("UnknownError") : "works"));
    await store.save(session);
    isFailing = true;
    await store.commit(me, { inboxVersion: 1 });
    await store.save({ ...session, refreshToken: "refresh-2" });
    isFailing = false;
    await Promise.all(["refresh-3", "refresh-4"].map((refreshToken) => store.save({ ...session, refreshToken })));
    await settle();
    expect([losses, (await below.load())?.refreshToken]).toEqual([["blocked"], "refresh-4"]);
  });
});

describe("IndexedDB", () => {
  const opened = async (indexedDB = new IDBFactory()) => {
    const losses: StoreLoss[] = [];
    const open = (): KlatchStore => indexedDbStore({ indexedDB, IDBKeyRange, locks: null });
    const store = orMemory(open, { onLost: (loss) => losses.push(loss) });
    await store.save(session);
    return { indexedDB, open, store, losses };
  };
  const ended = (request: { addEventListener(type: string, listener: () => void): void }): Promise<void> =>
    new Promise((resolve) => {
      request.addEventListener("success", resolve);
      request.addEventListener("error", resolve);
    });

  it("[SDK-113] that was deleted while it was open is not made again, and whoever is signed in stays so", async () => {
    const { indexedDB, store, losses } = await opened();
    await ended(indexedDB.deleteDatabase("klatch"));
    await store.commit(me, { drafts: new Map([[direct, "Dear"]]) });
    expect(losses).toEqual(["deleted"]);
    expect(await store.load()).toEqual(session);
    expect((await store.loadState(me))?.drafts.get(direct)).toBe("Dear");
    expect(await indexedDB.databases()).toEqual([]);
  });

  it("[SDK-113] that a newer page has taken over is left to it", async () => {
    const { indexedDB, store, losses } = await opened();
    await ended(indexedDB.open("klatch", 7));
    await store.commit(me, { inboxVersion: 3 });
    expect([losses, (await store.loadState(me))?.inboxVersion]).toEqual([["newer"], 3]);
  });

  it("[SDK-28] stores nothing of a commit of which one value is refused", async () => {
    const { open } = await opened();
    const store = open();
    await store.save(session);
    const unclonable = standInFor<ReturnType<typeof message>>({ ...message(2), content: () => {} });
    await expect(store.commit(me, { drafts: new Map([[direct, "x"]]), events: [unclonable] })).rejects.toThrow();
    expect((await open().loadState(me))?.drafts.size).toBe(0);
    await store.commit(me, { drafts: new Map([[direct, "y"]]) });
    expect((await open().loadState(me))?.drafts.get(direct)).toBe("y");
  });

  it("[SDK-112] that cannot be emptied is deleted at a sign-out", async () => {
    const real = new IDBFactory();
    let isFull = false;
    const indexedDB = new Proxy(real, {
      get: (target, name) => {
        if (name === "open" && isFull) throw named("QuotaExceededError");
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const { store } = await opened(indexedDB);
    // The browser closes the database, and does not open it again.
    isFull = true;
    const other = real.open("klatch", 2);
    await ended(other);
    other.result.close();
    await store.save(null);
    isFull = false;
    expect(await real.databases()).toEqual([]);
  });

  it("[SDK-114] works without its lock where the browser refuses that, and runs nothing twice", async () => {
    const refusing = { request: () => Promise.reject(named("SecurityError")) };
    const store = indexedDbStore({ indexedDB: new IDBFactory(), IDBKeyRange, locks: refusing });
    expect(await store.exclusively?.(async () => "done")).toBe("done");
    let runs = 0;
    const granting = { request: <T>(_: string, work: () => Promise<T>) => work() };
    const locked = indexedDbStore({ indexedDB: new IDBFactory(), IDBKeyRange, locks: granting });
    const failing = locked.exclusively?.(() => Promise.reject(named(`run ${++runs}`)));
    await expect(failing).rejects.toThrow("run 1");
    expect(runs).toBe(1);
  });
});

describe("a client whose store fails", () => {
  it("[SDK-110] signs in, sends and refreshes wherever the store is lost, and tells the app of no failure", async () => {
    const faults: string[] = [];
    for (const kind of ["QuotaExceededError", "UnknownError"]) {
      for (let first = 1; first <= 16; first++) {
        const world = new FakeWorld();
        const { store } = resting(
          kind === "UnknownError" ? (n) => (n < first ? "works" : fails(kind)) : fullFrom(first),
        );
        const client = world.client({ store });
        const errors: string[] = [];
        client.on("error", ({ code }) => errors.push(code));
        client.on("signed-out", ({ code }) => errors.push(code));
        world.answer = ({ path }) =>
          path === "/api/auth/refresh"
            ? { status: 200, body: tokens(2) }
            : { status: 200, body: { user: session.user, device: { id: session.deviceId }, ...tokens(1) } };
        await client.start();
        await client.login({ username: "me", password: "secret" });
        void client.connect();
        await settle();
        await world.catchUp();
        client.drafts.set(direct, "Dear");
        const sent = client.send(direct, "hello");
        await client.stored();
        await settle();
        await client.refresh();
        const states = [sent.state, client.session?.refreshToken, (await store.load())?.refreshToken, ...errors];
        if (states.join() !== "sending,refresh-2,refresh-2") faults.push(`${kind} from ${first}: ${states.join()}`);
        const again = world.client({ store });
        await again.start();
        const kept = [again.session?.refreshToken, again.drafts.get(direct), again.outgoing().length];
        if (kept.join() !== "refresh-2,Dear,1") faults.push(`${kind} from ${first}, again: ${kept.join()}`);
        again.close();
        client.close();
      }
    }
    expect(faults).toEqual([]);
  });
});
