// Makes a complete `KlatchStore` from the option `store`, whichever kind of store was given, if any.
import type { SessionStore } from "./session-store.ts";
import type { KlatchStore } from "./klatch-store.ts";
import { memoryStore } from "./memory-store.ts";

/** Events kept in memory per conversation if the app has no `KlatchStore`: enough for a view or two. */
const maxEventsUnasked = 200;

const isWhole = (store: SessionStore): store is KlatchStore => "commit" in store;

/** Without a `KlatchStore`, everything but the session is kept in memory, and `isDurable` is false. */
export function wholeStore(given: SessionStore | KlatchStore | undefined): { store: KlatchStore; isDurable: boolean } {
  if (given !== undefined && isWhole(given)) return { store: given, isDurable: true };
  const memory = memoryStore({ maxEventsPerConversation: maxEventsUnasked });
  if (given === undefined) return { store: memory, isDurable: false };
  const store: KlatchStore = {
    load: async () => {
      const session = await given.load();
      await memory.save(session);
      return session;
    },
    save: async (session) => {
      await given.save(session);
      await memory.save(session);
    },
    loadState: (userId) => memory.loadState(userId),
    commit: (userId, changes) => memory.commit(userId, changes),
    readEvents: (userId, query) => memory.readEvents(userId, query),
    ...(given.saveSecrets !== undefined && {
      loadSecrets: async () => (await given.loadSecrets?.()) ?? [],
      saveSecrets: async (secrets) => given.saveSecrets?.(secrets),
    }),
    ...(given.exclusively !== undefined && { exclusively: (work) => given.exclusively?.(work) ?? work() }),
  };
  return { store, isDurable: false };
}
