// A process that writes to a file store until it is killed, and says on standard output what it was told is stored.
import { fileStore, type FileStore } from "@klatch/sdk/node";
import { direct, me, message, session } from "./sdk-fakes.ts";

/** One number in three places: they are stored together or not at all. */
async function write(store: FileStore, number: number): Promise<void> {
  const text = "x".repeat(number % 7 === 0 ? 60_000 : 200);
  await store.commit(me, {
    cursors: new Map([[direct as string, number]]),
    drafts: new Map([[`${direct}${number % 5}`, `${number}${text}`]]),
    inboxVersion: number,
    events: [message(number)],
  });
}

const store = fileStore(process.argv[2] ?? "");
if ((await store.load()) === null) await store.save(session);
const state = await store.loadState(me);
for (let number = (state?.inboxVersion ?? 0) + 1; ; number++) {
  await write(store, number);
  process.stdout.write(`${number}\n`);
}
