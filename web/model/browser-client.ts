// The SDK's client as a browser has it.
import { KlatchClient, type Session } from "@klatch/sdk";

const key = "klatch.session";

export const browserClient = (): KlatchClient =>
  new KlatchClient({
    url: location.origin,
    store: {
      load: async () => JSON.parse(localStorage.getItem(key) ?? "null") as Session | null,
      save: async (session) => localStorage.setItem(key, JSON.stringify(session)),
    },
  });
