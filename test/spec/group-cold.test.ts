// What a large group reads when it wakes up: rows as the runtime counts them, in the group's own object.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fillFormers } from "../../lab/bench/meter/fill-formers.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { itemOf } from "../support/actors.ts";
import { group, groupObject, makeGroup, users, write } from "../support/group-actors.ts";

afterEach(() => void vi.restoreAllMocks());

const members = 500;

/** Rows that the sleeping group reads until the work is done; what other objects read meanwhile counts as well. */
async function coldRows(id: ConversationId, work: () => Promise<unknown>): Promise<number> {
  const prototype = await runInDurableObject(
    groupObject(id),
    (_, { storage }) => Object.getPrototypeOf(storage.sql) as SqlStorage,
  );
  await evictDurableObject(groupObject(id));
  const exec = Reflect.get(prototype, "exec");
  let rows = 0;
  const spy = vi.spyOn(prototype, "exec").mockImplementation(function (this: SqlStorage, ...args) {
    const cursor = exec.apply(this, args);
    // Our statements are read to their end before anything is awaited: by then the cursor has counted all.
    queueMicrotask(() => (rows += cursor.rowsRead));
    return cursor;
  });
  await work();
  spy.mockRestore();
  return rows;
}

describe("a cold group of 500", () => {
  it("[COST-6] reads its members, what followed the last checkpoint, and nobody of those who were in before", async () => {
    const people = users(members);
    const id = await makeGroup(people);
    const [olga, mona] = people;
    await write(id, olga, 300);
    await Promise.all(people.map(({ id: userId }) => group(id).markRead({ userId, seq: 200 })));
    await runInDurableObject(groupObject(id), (_, { storage }) => fillFormers(storage, 5_000));
    const send = await coldRows(id, () => group(id).append({ senderId: olga.id, items: [itemOf("hello")] }));
    const read = await coldRows(id, () => group(id).read({ userId: mona.id, from: 290 }));
    const mark = await coldRows(id, () => group(id).markRead({ userId: mona.id, seq: 295 }));
    for (const rows of [send, read, mark]) expect(rows).toBeLessThanOrEqual(1_000);
    for (const rows of [send, read, mark]) expect(rows).toBeGreaterThan(members);
  }, 60_000);
});
