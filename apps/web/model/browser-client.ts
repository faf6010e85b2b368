// The SDK's client as a browser has it: everything it keeps is in IndexedDB, and all tabs share one socket.
import { KlatchClient } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";

export const browserClient = (): KlatchClient =>
  new KlatchClient({ url: location.origin, store: indexedDbStore({ name: "klatch" }), tabs: sharedSocket() });
