// The suite as a page runs it: bundled by its test, on the browser's own IndexedDB, WebSocket and fetch.
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { clientCases } from "./client-cases.ts";
import { storeCases } from "./store-cases.ts";

let worlds = 0;

/** Runs one case in a place of its own. @throws Error when it does not hold */
async function runContractCase(name: string, url: string): Promise<void> {
  const database = `contract-${++worlds}`;
  const storeCase = storeCases.find((one) => one.name === name);
  await storeCase?.run({
    open: ({ maxEventsPerConversation } = {}) =>
      indexedDbStore({
        name: database,
        ...(maxEventsPerConversation === undefined ? {} : { maxEventsPerConversation }),
      }),
  });
  const clientCase = clientCases.find((one) => one.name === name);
  await clientCase?.run({ url, open: () => indexedDbStore({ name: database }) });
  if (storeCase === undefined && clientCase === undefined) throw new Error(`no case of that name: ${name}`);
}

Object.assign(globalThis, { runContractCase });
