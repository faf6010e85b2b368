// The page's parts that do without storage, TLS or network.
import { effect, signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import { memoryStore, type KlatchClient } from "@klatch/sdk";
import { Account } from "../../apps/web/model/account.ts";
import { UnsentBook } from "../../apps/web/model/unsent-book.ts";
import { UntoldSignOuts } from "../../apps/web/model/untold-sign-outs.ts";
import { openChannel } from "../../apps/web/platform/channel.ts";
import { randomId } from "../../apps/web/platform/random-id.ts";
import { safeStorage } from "../../apps/web/platform/storage.ts";
import { browserStorage } from "../support/browser-storage.ts";
import { direct, FakeWorld, me, problem, session, settle } from "../support/sdk-fakes.ts";

afterEach(() => vi.unstubAllGlobals());

const refuse = (): never => {
  throw new Error("SecurityError");
};

describe("a storage", () => {
  it("[WEB-190] that is refused, when it is looked for or at a call, keeps nothing longer than the page", () => {
    for (const find of [refuse, () => ({ getItem: refuse, setItem: refuse, removeItem: refuse })]) {
      const storage = safeStorage(find);
      expect(storage.getItem("a")).toBeNull();
      storage.setItem("a", "1");
      expect(storage.getItem("a")).toBe("1");
      storage.removeItem("a");
      expect(storage.getItem("a")).toBeNull();
    }
  });

  it("[WEB-190] that is full gives what it was told last, and has what it takes later", () => {
    const real = browserStorage();
    let isFull = false;
    const storage = safeStorage(() => ({ ...real, setItem: (...pair) => (isFull ? refuse() : real.setItem(...pair)) }));
    storage.setItem("a", "1");
    isFull = true;
    storage.setItem("a", "2");
    expect([storage.getItem("a"), real.getItem("a")]).toEqual(["2", "1"]);
    isFull = false;
    storage.setItem("a", "3");
    real.setItem("a", "of another tab");
    expect(storage.getItem("a")).toBe("of another tab");
  });
});

it("[WEB-190] where there is no channel to other tabs, or it is refused, there is none", () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  expect(openChannel("x")).toBeNull();
  vi.stubGlobal("BroadcastChannel", function channel() { refuse(); }); // prettier-ignore
  expect(openChannel("x")).toBeNull();
});

it("[WEB-193] an id needs no secure context, and is one that the protocol takes", () => {
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const ids = new Set(Array.from({ length: 100 }, randomId));
  expect(ids.size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});

describe("sign-outs of which the server has not heard", () => {
  it("[WEB-194] are told again until it has, at once when there may be a network, and one after the other", async () => {
    const told: string[] = [];
    const timers: (() => void)[] = [];
    let hasNetwork = false;
    const untold = new UntoldSignOuts({
      tell: async (one) => {
        told.push(one);
        if (!hasNetwork) throw new Error("no network");
      },
      setTimer: (run) => {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
    });
    const counts: number[] = [];
    effect(() => void counts.push(untold.count.value));
    untold.add("one");
    untold.add("two");
    expect(timers).toHaveLength(1);
    timers.shift()?.();
    await settle();
    expect([told, timers.length]).toEqual([["one", "two"], 1]);
    hasNetwork = true;
    await Promise.all([untold.retry(), untold.retry()]);
    expect([told, timers.length]).toEqual([["one", "two", "one", "two"], 0]);
    expect(counts).toEqual([0, 1, 2, 0]);
  });
});

describe("an account whose store has failed", () => {
  async function opened() {
    const world = new FakeWorld();
    const store = memoryStore();
    await store.save(session);
    const tab = browserStorage();
    const isInMemory = signal(false);
    const newClient = (): KlatchClient => world.client({ store });
    const account = new Account(newClient, { unsent: new UnsentBook(tab, null), isInMemory });
    await account.start();
    const chat = account.chat.value;
    if (chat === null || chat === undefined) throw new Error("nobody is signed in");
    return { world, store, tab, isInMemory, account, chat };
  }

  it("[WEB-192] keeps what is not sent in the tab, from that moment on, until it is sent", async () => {
    const { world, tab, isInMemory, account, chat } = await opened();
    const sent = chat.client.send(direct, "written before");
    expect([account.wouldLose(), new UnsentBook(tab, null).all.value]).toEqual([false, []]);
    isInMemory.value = true;
    chat.client.send(direct, "written after");
    expect(account.wouldLose()).toBe(true);
    const kept = new UnsentBook(tab, null).all.value;
    expect(kept).toMatchObject([
      {
        userId: me,
        username: "me",
        messages: [{ content: { text: "written before" } }, { content: { text: "written after" } }],
      },
    ]);
    sent.discard();
    expect(new UnsentBook(tab, null).all.value).toMatchObject([{ messages: [{ content: { text: "written after" } }] }]);
    // The page that is loaded next sends them, once somebody is signed in.
    const next = world.client({ store: memoryStore() });
    const again = new Account(() => next, { unsent: new UnsentBook(tab, null), isInMemory: signal(true) });
    world.answer = () => ({ status: 200, body: { user: session.user, device: { id: "device_2" }, accessToken: "a", refreshToken: "r", expiresIn: 900 } }); // prettier-ignore
    await again.signIn({ username: "me", password: "secret" });
    expect(next.outgoing(direct)).toMatchObject([{ content: { text: "written after" } }]);
    expect(new UnsentBook(tab, null).all.value).toHaveLength(1);
    for (const { chat: open } of [account, again]) open.value?.client.close();
  });

  it("[WEB-190] that cannot be read shows that nobody is signed in", async () => {
    const world = new FakeWorld();
    const broken = { ...memoryStore(), load: refuse };
    const account = new Account(() => world.client({ store: { ...broken, save: refuse } }));
    await account.start();
    expect(account.chat.value).toBeNull();
  });

  it("[WEB-194] signs out without a network, and tells the server later by whatever client there is", async () => {
    const { world, store, account } = await opened();
    world.answer = () => Promise.reject(new TypeError("Failed to fetch"));
    await account.signOut();
    expect([account.chat.value, await store.load(), account.untold.count.value]).toEqual([null, null, 1]);
    await account.untold.retry();
    expect(account.untold.count.value).toBe(1);
    world.answer = () => ({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") });
    await account.untold.retry();
    expect(account.untold.count.value).toBe(0);
  });
});
