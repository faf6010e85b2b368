// The SDK's client as a browser has it: everything it keeps is in IndexedDB.
import { KlatchClient } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";

export const browserClient = (): KlatchClient =>
  new KlatchClient({ url: location.origin, store: indexedDbStore({ name: "klatch" }) });
