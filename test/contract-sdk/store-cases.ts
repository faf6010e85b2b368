// What every store must do, whatever it is made of: run on memory, on an IndexedDB in memory, and in a browser on its own.
import type { EventFrame, FileSource, KlatchStore, Session, StoreChanges } from "@klatch/sdk";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { same, type ContractCase } from "./contract-case.ts";

export interface StoreWorld {
  /** The same place each time: as after a reload. */
  open(options?: { readonly maxEventsPerConversation?: number }): KlatchStore;
}

const ada = "user_ada" as UserId;
const bob = "user_bob" as UserId;
const one = "direct_one" as ConversationId;
const two = "direct_two" as ConversationId;

const sessionOf = (id: UserId): Session => ({
  user: { id, username: id, displayName: id, createdAt: 0 },
  deviceId: "device_1" as DeviceId,
  accessToken: "access",
  refreshToken: "refresh",
  expiresAtMs: 0,
  clockOffsetMs: null,
});

const event = (seq: number, conversationId: ConversationId = one): EventFrame => ({
  type: "group-changed",
  conversationId,
  seq,
  actorId: ada,
  createdAt: seq,
  change: { kind: "dissolved" },
});
const hidden = (seq: number, toSeq: number): EventFrame => ({
  type: "void",
  conversationId: one,
  seq,
  toSeq,
  createdAt: seq,
});
const range = (from: number, to: number): EventFrame[] =>
  Array.from({ length: to - from + 1 }, (_, i) => event(from + i));

const seqs = (events: readonly EventFrame[]): number[] => events.map(({ seq }) => seq);
const before = async (store: KlatchStore, seq: number, limit = 100, userId = ada): Promise<number[]> =>
  seqs(await store.readEvents(userId, { conversationId: one, from: { before: seq }, limit }));
const after = async (store: KlatchStore, seq: number, limit = 100): Promise<number[]> =>
  seqs(await store.readEvents(ada, { conversationId: one, from: { after: seq }, limit }));

async function signedIn(world: StoreWorld, ...changes: readonly StoreChanges[]): Promise<KlatchStore> {
  const store = world.open();
  await store.save(sessionOf(ada));
  for (const change of changes) await store.commit(ada, change);
  return store;
}

const textIn = async (source: FileSource | null | undefined): Promise<string | null> => {
  if (source === null || source === undefined) return null;
  return new TextDecoder().decode(await source.read(0, source.size));
};

/** Files have a key, so that they are seen in any order. */
const keysIn = async (store: KlatchStore, userId: UserId = ada): Promise<string[] | undefined> =>
  (await store.files?.list(userId))?.map(({ key }) => key).toSorted();

export const storeCases: readonly ContractCase<StoreWorld>[] = [
  {
    name: "[SDK-72] keeps the secrets of devices whoever signs out or in, and across a restart",
    run: async (world) => {
      const store = await signedIn(world, { inboxVersion: 3 });
      same(await store.loadSecrets?.(), []);
      const secrets = [{ account: "1f", secret: "one" }];
      await store.saveSecrets?.(secrets);
      same((await store.load())?.user.id, ada);
      for (const session of [null, sessionOf(bob), null]) {
        await store.save(session);
        same(await store.loadSecrets?.(), secrets);
      }
      same(await world.open().loadSecrets?.(), secrets);
      same(await world.open().load(), null);
      await store.saveSecrets?.([]);
      same(await world.open().loadSecrets?.(), []);
    },
  },
  {
    name: "[SDK-216] keeps the bytes of files, of Blobs and others, until they are erased",
    run: async (world) => {
      const store = await signedIn(world);
      await store.files?.keep(ada, "id-1", new Blob(["one"]));
      await store.files?.keep(ada, "id-1.320", new Blob(["small"]));
      const pieces: FileSource = {
        name: "two.txt",
        type: "",
        size: 3,
        read: async (from, to) => new TextEncoder().encode("two".slice(from, to)),
      };
      await store.files?.keep(ada, "id_2", pieces);
      await store.files?.keep(ada, "id-1", new Blob(["one again"]));
      const later = world.open();
      same(await keysIn(later), ["id-1", "id-1.320", "id_2"]);
      same(await textIn(await later.files?.open(ada, "id-1")), "one again");
      same(await textIn(await later.files?.open(ada, "id_2")), "two");
      same(new TextDecoder().decode(await (await later.files?.open(ada, "id-1"))?.read(4, 6)), "ag");
      same(await later.files?.open(ada, "id-3"), null);
      await later.files?.erase(ada, ["id-1", "id-1.320", "id-3"]);
      same(await keysIn(world.open()), ["id_2"]);
    },
  },
  {
    name: "[SDK-216] has no files for another user, and none of one who is out",
    run: async (world) => {
      const store = await signedIn(world);
      await store.files?.keep(ada, "id-1", new Blob(["one"]));
      same([await store.files?.open(bob, "id-1"), await keysIn(store, bob)], [null, []]);
      await store.files?.erase(bob, ["id-1"]);
      await store.save(sessionOf(ada));
      same(await keysIn(store), ["id-1"]);
      await store.save(null);
      await store.save(sessionOf(ada));
      same(await keysIn(world.open()), []);
      await store.files?.keep(ada, "id-2", new Blob(["two"]));
      await store.save(sessionOf(bob));
      await store.save(sessionOf(ada));
      same([await keysIn(world.open()), await textIn(await store.files?.open(ada, "id-2"))], [[], null]);
    },
  },
  {
    name: "[SDK-28] gives back what was committed, table by table, until it is taken away",
    run: async (world) => {
      const store = await signedIn(world, {
        cursors: new Map([
          [one as string, 3],
          [two as string, 4],
        ]),
        drafts: new Map([[one as string, "Dear"]]),
        inboxVersion: 7,
      });
      same((await store.loadState(ada))?.inboxVersion, 7);
      await store.commit(ada, { cursors: new Map([[one as string, 5]]), drafts: new Map([[one as string, null]]) });
      const state = await store.loadState(ada);
      same(
        [...(state?.cursors ?? [])],
        [
          [one, 5],
          [two, 4],
        ],
      );
      same([state?.drafts.size, state?.outbox.size, state?.inboxVersion], [0, 0, 7]);
    },
  },
  {
    name: "[SDK-28] belongs to one user: another neither reads nor writes it",
    run: async (world) => {
      const store = await signedIn(world, { events: [event(1)], drafts: new Map([[one as string, "Dear"]]) });
      await store.commit(bob, { drafts: new Map([[one as string, "Hey"]]), events: [event(2)] });
      same(await store.loadState(bob), null);
      same(await before(store, 10, 100, bob), []);
      same(await before(store, 10), [1]);
      same([...((await store.loadState(ada))?.drafts.values() ?? [])], ["Dear"]);
    },
  },
  {
    name: "[SDK-28] a rotated token changes nothing else; sign-out and another user's sign-in erase everything",
    run: async (world) => {
      for (const next of [null, sessionOf(bob)]) {
        const store = await signedIn(world, { events: [event(1)], inboxVersion: 3 });
        await store.save({ ...sessionOf(ada), accessToken: "access-2" });
        same((await store.load())?.accessToken, "access-2");
        same(await before(store, 10), [1]);
        await store.save(next);
        same((await store.load())?.user.id, next?.user.id);
        // Late, of a tab that does not know yet.
        await store.commit(ada, { events: [event(2)], inboxVersion: 4 });
        await store.save(sessionOf(ada));
        const state = await store.loadState(ada);
        same([state?.inboxVersion, state?.cursors.size], [null, 0]);
        same(await before(store, 10), []);
      }
    },
  },
  {
    name: "[SDK-28] reads the events nearest to a seq, rising, of that conversation only",
    run: async (world) => {
      const store = await signedIn(world, { events: [...range(1, 9), event(5, two), event(12), event(11)] });
      same(await before(store, 8, 3), [5, 6, 7]);
      same(await before(store, 100, 3), [9, 11, 12]);
      same(await before(store, 1), []);
      same(await after(store, 0, 2), [1, 2]);
      same(await after(store, 9, 5), [11, 12]);
      same(await after(store, 12), []);
    },
  },
  {
    name: "[SDK-28] an event takes the place of what it stands for",
    run: async (world) => {
      const store = await signedIn(world, { events: range(1, 9) }, { events: [hidden(4, 7)] });
      same(await before(store, 100), [1, 2, 3, 4, 8, 9]);
      const [replaced] = await store.readEvents(ada, { conversationId: one, from: { after: 3 }, limit: 1 });
      same(replaced, hidden(4, 7));
    },
  },
  {
    name: "[EVOLVE-9] forgets what lies beyond a seq, and what reaches beyond it, then takes what comes",
    run: async (world) => {
      const store = await signedIn(world, { events: [...range(1, 3), hidden(4, 7), ...range(8, 9), event(5, two)] });
      await store.commit(ada, { forgetAfter: new Map([[one, 8]]) });
      same(await before(store, 100), [1, 2, 3, 4, 8]);
      await store.commit(ada, { forgetAfter: new Map([[one, 5]]), events: [event(6)] });
      same(await before(store, 100), [1, 2, 3, 6]);
      same(await store.readEvents(ada, { conversationId: two, from: { after: 0 }, limit: 9 }), [event(5, two)]);
    },
  },
  {
    name: "[SDK-28] holds no more events of a conversation than it was told, and lets the oldest go",
    run: async (world) => {
      const store = world.open({ maxEventsPerConversation: 50 });
      await store.save(sessionOf(ada));
      for (let from = 1; from <= 1_200; from += 100) await store.commit(ada, { events: range(from, from + 99) });
      const kept = await before(store, 10_000, 10_000);
      // It need not count at each write.
      if (kept.length < 50 || kept.length > 550) throw new Error(`${kept.length} events are kept`);
      same(kept, seqs(range(1_201 - kept.length, 1_200)));
    },
  },
];
