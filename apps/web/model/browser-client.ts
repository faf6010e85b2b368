// The SDK's client for browsers: everything is kept in IndexedDB, and all tabs share one socket.
import { KlatchClient } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";

export const browserClient = (): KlatchClient =>
  new KlatchClient({ url: location.origin, store: indexedDbStore({ name: "klatch" }), tabs: sharedSocket() });

/** Null where the browser keeps nothing for this page. */
export function storageOf(what: "tab" | "device"): Storage | null {
  try {
    return what === "tab" ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}
