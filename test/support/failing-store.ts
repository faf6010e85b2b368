// Stores that fail as browsers' do: from a call on or now and then, with an error of a name or without an answer.
import type { KlatchStore } from "@klatch/sdk";

export type Call = Exclude<keyof KlatchStore, "exclusively" | "isDurable" | "files">;

/** What becomes of a call: an error of this name, no answer, or what the store does. */
export type Fate = { readonly fails: string } | "never" | "works";

export const named = (name: string): Error => Object.assign(new Error(`the store says ${name}`), { name });

/**
 * @param fate asked before each call
 * @param n of the call, from 1
 */
export function failingStore(
  store: KlatchStore,
  fate: (n: number, call: Call, argument: unknown) => Fate,
): KlatchStore {
  let calls = 0;
  const meet = async <T>(call: Call, argument: unknown, work: () => Promise<T>): Promise<T> => {
    const met = fate(++calls, call, argument);
    if (met === "never") return new Promise<T>(() => {});
    if (met === "works") return work();
    throw named(met.fails);
  };
  return {
    load: () => meet("load", null, () => store.load()),
    save: (session) => meet("save", session, () => store.save(session)),
    loadSecrets: () => meet("loadSecrets", null, async () => (await store.loadSecrets?.()) ?? []),
    saveSecrets: (secrets) => meet("saveSecrets", secrets, async () => store.saveSecrets?.(secrets)),
    loadState: (userId) => meet("loadState", null, () => store.loadState(userId)),
    commit: (userId, changes) => meet("commit", changes, () => store.commit(userId, changes)),
    readEvents: (userId, query) => meet("readEvents", query, () => store.readEvents(userId, query)),
  };
}

/** From its n-th call on a store that has no space left: it can still be read, and emptied. */
export const fullFrom =
  (first: number) =>
  (n: number, call: Call, argument: unknown): Fate =>
    n >= first && (call === "commit" || call === "saveSecrets" || (call === "save" && argument !== null))
      ? { fails: "QuotaExceededError" }
      : "works";
