// `@klatch/sdk/indexeddb`: the store of browsers.
import type { KlatchStore } from "../store/klatch-store.ts";
import type { EventLimit } from "../store/memory-store.ts";

export interface IndexedDbStoreOptions extends EventLimit {
  /** The database's name: one for each account that an app keeps side by side. `klatch` unless given. */
  readonly name?: string;
}

/** Keeps everything in IndexedDB; several tabs may use it at once, where `navigator.locks` exists. */
export declare function indexedDbStore(options?: IndexedDbStoreOptions): KlatchStore;
