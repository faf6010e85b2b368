// Stores keep what they are told; what is read back never hides a gap; and what belongs together is committed together.
import { array, assert as check, boolean, nat, property, record } from "fast-check";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { describe, expect, it } from "vitest";
import { memoryStore, type EventFrame, type KlatchStore, type StoreChanges } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { lastSeqOf, runAfter, runBefore } from "../../sdk/store/stored-events.ts";
import { StoreKeeper } from "../../sdk/store/store-keeper.ts";
import { storeCases } from "../contract-sdk/store-cases.ts";
import { direct, me, message, session, settle } from "../support/sdk-fakes.ts";

const places: Readonly<Record<string, () => (options?: object) => KlatchStore>> = {
  memory: () => {
    const kept = new Map<string, KlatchStore>();
    // Memory is gone with the store: it is the same one each time.
    return (options = {}) => {
      const key = JSON.stringify(options);
      const store = kept.get(key) ?? memoryStore(options);
      kept.set(key, store);
      return store;
    };
  },
  "IndexedDB in memory": () => {
    const indexedDB = new IDBFactory();
    return (options = {}) => indexedDbStore({ ...options, indexedDB, IDBKeyRange, locks: null });
  },
};

describe.each(Object.entries(places))("a store in %s", (_, makeOpen) => {
  it.each(storeCases)("$name", async ({ run }) => {
    await expect(run({ open: makeOpen() })).resolves.toBeUndefined();
  });
});

it("[SDK-28] what one opening of a database wrote, the next one has", async () => {
  const open = places["IndexedDB in memory"]?.() ?? memoryStore;
  const first = open();
  await first.save(session);
  await first.commit(me, { events: [message(1)], cursors: new Map([[direct as string, 1]]) });
  const second = open();
  expect(await second.load()).toEqual(session);
  expect((await second.loadState(me))?.cursors.get(direct)).toBe(1);
  expect(await second.readEvents(me, { conversationId: direct, from: { before: 9 }, limit: 9 })).toEqual([message(1)]);
});

describe("events read from a store", () => {
  const kept = array(record({ seq: nat(60), length: nat(5), isVoid: boolean() }), { maxLength: 60 });
  const eventOf = ({ seq, length, isVoid }: { seq: number; length: number; isVoid: boolean }): EventFrame =>
    isVoid
      ? { type: "void", conversationId: direct, seq: seq + 1, toSeq: seq + 1 + length, createdAt: 0 }
      : message(seq + 1);

  /** As a store might give them that takes nothing away but what has the same seq. */
  const sorted = (events: readonly EventFrame[]): EventFrame[] =>
    [...new Map(events.map((event) => [event.seq, event])).values()].toSorted((a, b) => a.seq - b.seq);
  const covered = (events: readonly EventFrame[]): Set<number> =>
    new Set(
      events.flatMap((event) => Array.from({ length: lastSeqOf(event) - event.seq + 1 }, (_, i) => event.seq + i)),
    );
  const touch = (events: readonly EventFrame[]): boolean =>
    events.every((event, i) => i === 0 || event.seq === lastSeqOf(events[i - 1] ?? event) + 1);

  it("[SDK-29] are a run without a gap, as long as there is one, after a seq", () => {
    const holds = property(kept, nat(60), (drawn, afterSeq) => {
      const events = sorted(drawn.map(eventOf)).filter(({ seq }) => seq > afterSeq);
      const run = runAfter(events, afterSeq);
      expect(touch(run)).toBe(true);
      const all = covered(events);
      let end = afterSeq;
      while (all.has(end + 1)) end++;
      expect(run[0]?.seq ?? afterSeq + 1).toBe(afterSeq + 1);
      expect(lastSeqOf(run.at(-1) ?? message(afterSeq))).toBe(end);
    });
    expect(() => check(holds)).not.toThrow();
  });

  it("[SDK-29] are a run without a gap before a seq", () => {
    const holds = property(kept, nat(60), (drawn, beforeSeq) => {
      const events = sorted(drawn.map(eventOf)).filter(({ seq }) => seq < beforeSeq);
      const run = runBefore(events, beforeSeq);
      expect(touch(run)).toBe(true);
      expect(run.at(-1)).toEqual(events.findLast((event) => lastSeqOf(event) >= beforeSeq - 1));
      // Nothing that belongs to it was left out.
      expect(covered(events).has((run[0]?.seq ?? 1) - 1)).toBe(false);
    });
    expect(() => check(holds)).not.toThrow();
  });
});

it("[SDK-29] a run leads on through a void that reaches further than what lies within it", () => {
  const nothing: EventFrame = { type: "void", conversationId: direct, seq: 1, toSeq: 3, createdAt: 0 };
  expect(runBefore([nothing, message(2), message(4)], 5)).toEqual([nothing, message(4)]);
});

describe("what is brought into a store", () => {
  /** A store whose commits end when the test says so. */
  class SlowStore {
    readonly commits: StoreChanges[] = [];
    readonly #ends: ((failure: Error | null) => void)[] = [];
    readonly store: KlatchStore = {
      ...memoryStore(),
      load: () => Promise.resolve(session),
      save: () => Promise.resolve(),
      loadState: () => Promise.resolve(null),
      readEvents: () => Promise.resolve([]),
      commit: (_, changes) => {
        this.commits.push(changes);
        return new Promise((resolve, reject) => {
          this.#ends.push((failure) => (failure === null ? resolve() : reject(failure)));
        });
      },
    };

    async end(failure: Error | null = null): Promise<void> {
      this.#ends.shift()?.(failure);
      await settle();
    }
  }
  const started = () => {
    const slow = new SlowStore();
    const errors: unknown[] = [];
    return { slow, errors, keeper: new StoreKeeper(slow.store, me, (cause) => errors.push(cause)) };
  };
  const cursors = ({ cursors: all }: StoreChanges): unknown => [...(all ?? [])];

  it("[SDK-30] goes in one commit when it belongs together, and collects while another runs", async () => {
    const { slow, keeper } = started();
    keeper.putEvents([message(1)]);
    keeper.put("cursors", direct, 1);
    await settle();
    for (const seq of [2, 3]) {
      keeper.putEvents([message(seq)]);
      keeper.put("cursors", direct, seq);
      await settle();
    }
    expect(slow.commits).toHaveLength(1);
    await slow.end();
    expect(slow.commits.map(({ events }) => events?.map(({ seq }) => seq))).toEqual([[1], [2, 3]]);
    expect(slow.commits.map(cursors)).toEqual([[[direct, 1]], [[direct, 3]]]);
  });

  it("[SDK-30] is waited for up to what was known then, however much follows", async () => {
    const { slow, keeper } = started();
    keeper.put("cursors", direct, 1);
    await settle();
    keeper.put("cursors", direct, 2);
    let isStored = false;
    const stored = (async () => {
      await keeper.stored();
      isStored = true;
    })();
    await slow.end();
    keeper.put("cursors", direct, 3);
    expect(isStored).toBe(false);
    await slow.end();
    await stored;
    expect(slow.commits).toHaveLength(3);
  });

  it("[SDK-30] is told when it fails, and goes again with the next change: no cursor gets in without its events", async () => {
    const { slow, keeper, errors } = started();
    keeper.putEvents([message(1)]);
    keeper.put("cursors", direct, 1);
    keeper.putInboxVersion(4);
    await settle();
    const full = new Error("no room");
    await slow.end(full);
    expect(errors).toEqual([full]);
    await keeper.stored();
    keeper.put("drafts", direct, "Dear");
    await settle();
    expect(slow.commits[1]).toMatchObject({ events: [message(1)], inboxVersion: 4 });
    expect(slow.commits.map(cursors)).toEqual([[[direct, 1]], [[direct, 1]]]);
  });

  it("[SDK-30] gives up on events, and on what depends on them, when the store stays broken", async () => {
    const { slow, keeper } = started();
    keeper.putEvents(Array.from({ length: 10_001 }, (_, i) => message(i + 1)));
    keeper.put("cursors", direct, 10_001);
    await settle();
    await slow.end(new Error("no room"));
    keeper.put("drafts", direct, "Dear");
    await settle();
    expect(Object.keys(slow.commits[1] ?? {})).toEqual(["drafts"]);
  });
});
