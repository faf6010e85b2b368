// The store in a file: whole commits only, whatever a crash leaves of the file.
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileStore, type FileStore } from "@klatch/sdk/node";
import { takeProcessLock } from "../../sdk/store/file/process-lock.ts";
import { storeCases } from "../contract-sdk/store-cases.ts";
import { direct, me, message, session } from "../support/sdk-fakes.ts";

let dir: string;
let files = 0;
const opened = new Set<FileStore>();

const newPath = (): string => join(dir, `store-${++files}`, "app.klatch");

function open(path: string, options: object = {}): FileStore {
  const store = fileStore(path, options);
  opened.add(store);
  return store;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-store-"));
});
afterAll(async () => {
  await Promise.all([...opened].map((store) => store.close()));
  await rm(dir, { recursive: true, force: true });
});

/** A file of `count` commits; each sets the inbox version, a draft and an event. */
async function written(count: number): Promise<string> {
  const path = newPath();
  const store = open(path);
  await store.save(session);
  for (let i = 1; i <= count; i++)
    await store.commit(me, { inboxVersion: i, drafts: new Map([["d", `draft ${i}`]]), events: [message(i)] });
  await store.close();
  return path;
}

/** What a store says: how many commits it has, and whether each is whole. */
async function commitsIn(path: string): Promise<number> {
  const store = open(path);
  const state = await store.loadState(me);
  const count = state?.inboxVersion ?? 0;
  const events = await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 1_000 });
  await store.close();
  expect(events).toEqual(Array.from({ length: count }, (_, i) => message(i + 1)));
  expect(state?.drafts.get("d")).toBe(count === 0 ? undefined : `draft ${count}`);
  return count;
}

describe("a store in a file", () => {
  it.each(storeCases)("$name", async ({ run }) => {
    const path = newPath();
    await expect(
      run({ open: (options) => open(`${path}${JSON.stringify(options ?? {})}`, options) }),
    ).resolves.toBeUndefined();
  });

  it("[SDK-55] has what an earlier opening wrote, tokens included, and only its owner can read it", async () => {
    const path = await written(3);
    expect(await commitsIn(path)).toBe(3);
    expect(await open(path).load()).toEqual(session);
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect((await stat(join(path, ".."))).mode & 0o077).toBe(0);
  });

  it("[OPS-10] that others could read is tightened when it is opened", async () => {
    const path = await written(1);
    await chmod(path, 0o644);
    expect(await commitsIn(path)).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("[SDK-55] cut off at any byte, has the whole commits before, and goes on from there", async () => {
    const path = await written(4);
    const whole = await readFile(path);
    const counts = new Set<number>();
    for (let length = 0; length < whole.length; length += 3) {
      const torn = newPath();
      await open(torn).close();
      await open(torn).load();
      await open(torn).close();
      await writeFile(torn, whole.subarray(0, length));
      const count = await commitsIn(torn);
      counts.add(count);
      if ((await open(torn).load()) === null) await open(torn).save(session);
      await open(torn).commit(me, { inboxVersion: 9 });
      await open(torn).close();
      expect((await open(torn).loadState(me))?.inboxVersion).toBe(9);
      await open(torn).close();
    }
    expect([...counts]).toEqual([0, 1, 2, 3]);
  });

  it("[SDK-55] is not in use any more when its lock seems to be held a moment longer", async () => {
    const path = newPath();
    const ending = await takeProcessLock(path);
    const next = takeProcessLock(path);
    // As a child that the holder is starting does for a moment.
    await ending?.release();
    const lock = await next;
    expect(lock).not.toBeNull();
    expect(await takeProcessLock(path)).toBeNull();
    await lock?.release();
  });

  it("[SDK-55] ignores zeros that a crash of the machine left at the end, and the draft of a compaction", async () => {
    const path = await written(2);
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(5_000)]));
    await writeFile(`${path}.new`, "half a dra");
    expect(await commitsIn(path)).toBe(2);
    await expect(stat(`${path}.new`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("[SDK-55] refuses a file that is damaged in the middle, and leaves it as it is", async () => {
    const path = await written(3);
    const bytes = await readFile(path);
    const damaged = Buffer.from(bytes);
    damaged[Math.floor(bytes.length / 2)] ^= 1;
    await writeFile(path, damaged);
    await expect(open(path).load()).rejects.toThrow("damaged");
    expect(await readFile(path)).toEqual(damaged);
    await writeFile(path, bytes);
    expect(await commitsIn(path)).toBe(3);
  });

  it("[SDK-55] refuses a file that is something else, however short", async () => {
    for (const text of ["# notes", '{"session":null}\n', "x".repeat(5_000)]) {
      const path = await written(0);
      await writeFile(path, text);
      await expect(open(path).load()).rejects.toThrow("no store");
      expect(await readFile(path, "utf8")).toBe(text);
    }
  });

  it("[SDK-55] stays small however often the same is written", async () => {
    const path = newPath();
    const store = open(path);
    await store.save(session);
    for (let i = 1; i <= 300; i++)
      await store.commit(me, { inboxVersion: i, drafts: new Map([["d", "x".repeat(20_000)]]), events: [message(i)] });
    await store.close();
    expect((await stat(path)).size).toBeLessThan(2_200_000);
    const state = await open(path).loadState(me);
    expect([state?.inboxVersion, state?.drafts.get("d")?.length]).toEqual([300, 20_000]);
    const query = { conversationId: direct, from: { after: 0 }, limit: 1_000 };
    expect(await open(path).readEvents(me, query)).toHaveLength(300);
  });

  it("[SDK-55] is in use under every name of the file", async () => {
    const path = newPath();
    const store = open(path);
    await store.save(session);
    for (const name of ["link", "folder"]) await symlink(name === "link" ? path : dirname(path), join(dir, name));
    for (const other of [join(dir, "link"), join(dir, "folder", "app.klatch")])
      await expect(open(other).load()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await store.close();
    expect(await open(join(dir, "link")).load()).toEqual(session);
  });

  it("[SDK-55] is the same store for the same path, so a second client goes on", async () => {
    const path = newPath();
    expect(fileStore(path)).toBe(open(path));
  });
});
