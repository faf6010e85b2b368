// The file store and its process: killed at any moment, and only one at a time.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fileStore } from "@klatch/sdk/node";
import { Random } from "../../lab/kit/random.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { direct, me, message } from "../support/sdk-fakes.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-store-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function startWriter(path: string): ChildProcess {
  return spawn(process.execPath, [inRepository("test", "support", "store-writer.ts"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills the writer after it has said so many numbers, in the middle of whatever follows. @returns the last it said */
async function killAfter(writer: ChildProcess, count: number): Promise<number> {
  if (writer.stdout === null) throw new Error("the writer has no output");
  let said = 0;
  let last = 0;
  for await (const line of createInterface(writer.stdout)) {
    last = Number(line);
    if (++said === count) writer.kill("SIGKILL");
  }
  return last;
}

it("[SDK-55] a process that is killed again and again loses no commit that it was told of, and none is half there", async () => {
  const path = join(dir, "killed.klatch");
  const seed = 12;
  const random = new Random(seed);
  for (let round = 0; round < 12; round++) {
    const writer = startWriter(path);
    const said = await killAfter(writer, random.between(1, 60));
    const store = fileStore(path);
    const state = await store.loadState(me);
    const stored = state?.inboxVersion ?? 0;
    // One more may be stored than was said.
    expect([said, said + 1], `seed ${seed}, round ${round}`).toContain(stored);
    expect(state?.cursors.get(direct)).toBe(stored);
    expect(state?.drafts.get(`${direct}${stored % 5}`)).toMatch(new RegExp(`^${stored}x+$`));
    const events = await store.readEvents(me, { conversationId: direct, from: { before: stored + 2 }, limit: 1_000 });
    expect(events).toEqual(Array.from({ length: events.length }, (_, i) => message(stored - events.length + 1 + i)));
    await store.close();
  }
});

it("[SDK-55] a second process is refused until the first is gone, killed or not", async () => {
  const path = join(dir, "shared.klatch");
  const writer = startWriter(path);
  if (writer.stdout === null) throw new Error("the writer has no output");
  await once(writer.stdout, "data");
  const store = fileStore(path);
  await expect(store.load()).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(path) });
  writer.kill("SIGKILL");
  await once(writer, "exit");
  expect((await store.load())?.user.id).toBe(me);
  await store.close();
});
