// The SDK's client for browsers: everything is kept in IndexedDB, or else in the page's memory, and all tabs share one socket.
import { KlatchClient, type KlatchStore } from "@klatch/sdk";
import { indexedDbStore, orMemory } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";
import { storeLoss } from "./store-loss.ts";

/** One for all clients of the page: what is in memory stays when one client follows another. */
let store: KlatchStore | null = null;

export function browserClient(): KlatchClient {
  store ??= orMemory(() => indexedDbStore({ name: "klatch" }), { onLost: (loss) => (storeLoss.value = loss) });
  return new KlatchClient({ url: location.origin, store, tabs: sharedSocket() });
}
