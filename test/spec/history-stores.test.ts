// History in a database of its own, on the real actors: it comes there from the directory, and neither database needs the other.
import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { HistoryShards } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { isTombstone } from "../../schema/history/tombstone.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversation, conversationObject } from "../support/actors.ts";
import { brokenDirectory, failing } from "../support/broken-directory.ts";
import {
  append,
  archivedMs,
  conversationWith,
  inTime,
  later,
  logOf,
  projectedMs,
  store,
} from "../support/history-actors.ts";
import { faultsOf } from "../support/history-faults.ts";
import { newUsername, openDirect, openLive, password, register } from "../support/people.ts";
import { textMessage } from "../support/actors.ts";
import { callWorker, codeOf } from "../support/worker-http.ts";

const { DIRECTORY, HISTORY, ARCHIVE, ADMIN_TOKEN } = env;
const tables = ["history_segment", "history_archive", "history_object"];

afterEach(() => void vi.restoreAllMocks());

/** As earlier versions left it: all of its history is in the directory, and the conversation does not say where. */
async function layOutInDirectory(id: ConversationId): Promise<void> {
  for (const table of tables) {
    const { results } = await HISTORY.prepare(`SELECT * FROM ${table} WHERE conversation_id = ?`).bind(id).all();
    for (const row of results) {
      const marks = Object.keys(row).map(() => "?");
      const insert = DIRECTORY.prepare(`INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${marks.join()})`);
      await insert.bind(...Object.values(row)).run();
    }
    await HISTORY.prepare(`DELETE FROM ${table} WHERE conversation_id = ?`).bind(id).run();
  }
  await runInDurableObject(conversationObject(id), (_, { storage }) => {
    storage.sql.exec("UPDATE history_progress SET home = NULL");
  });
  await evictDurableObject(conversationObject(id));
}

const countIn = async (database: D1Database, id: ConversationId): Promise<number> => {
  const parts = tables.map((table) => `SELECT count(*) AS n FROM ${table} WHERE conversation_id = ?1`);
  const query = `SELECT sum(n) AS n FROM (${parts.join(" UNION ALL ")})`;
  return (await database.prepare(query).bind(id).first<number>("n")) ?? 0;
};

/** Statements that fit fail, whoever asks; so does a batch that has one. */
function failOn(fits: (query: string) => boolean): { end: () => void } {
  const prototype = Object.getPrototypeOf(DIRECTORY) as D1Database;
  const prepare = Reflect.get(prototype, "prepare");
  const spy = vi.spyOn(prototype, "prepare").mockImplementation(function (this: D1Database, query) {
    return fits(query) ? brokenDirectory(failing).prepare(query) : prepare.call(this, query);
  });
  return { end: () => spy.mockRestore() };
}

describe("history that is in the directory", () => {
  it("[HISTORY-22] [HISTORY-23] is found while it is there, moves at the next ring, and agrees with the log all along", async () => {
    const { id, bob } = await conversationWith(200, projectedMs, archivedMs);
    await append(id, bob, 100);
    await later(id, projectedMs);
    await layOutInDirectory(id);
    const before = await countIn(DIRECTORY, id);
    expect([before > 1, await countIn(HISTORY, id)]).toEqual([true, 0]);
    const both = new HistoryStore(new HistoryShards(env).homesOf, ARCHIVE);
    expect(await both.load(id, 0, 300)).toEqual(await logOf(id, 300));
    // An operator who verifies wakes it, so that it moves.
    expect(await inTime(0, () => faultsOf(id))).toEqual([]);
    expect(await later(id, 0)).toBe(true);
    expect([await countIn(DIRECTORY, id), await countIn(HISTORY, id)]).toEqual([0, before]);
    expect(await store.load(id, 0, 300)).toEqual(await logOf(id, 300));
    expect(await faultsOf(id)).toEqual([]);
    // It goes on as before, and the directory is not asked any more.
    await append(id, bob, 20);
    await later(id, projectedMs);
    await later(id, archivedMs);
    expect(await store.load(id, 0, 320)).toEqual(await logOf(id, 320));
  });

  it("[HISTORY-22] [HISTORY-10] an erasure waits until all is at home, and is complete then", async () => {
    const { id } = await conversationWith(200, projectedMs);
    await layOutInDirectory(id);
    await inTime(0, () => env.CONVERSATION.getByName(id).erase({ seqs: [70] }));
    await later(id, 1_000);
    expect(await countIn(DIRECTORY, id)).toBe(0);
    expect(await store.load(id, 0, 200)).toEqual(await logOf(id, 200));
    expect((await store.load(id, 69, 70)).map(isTombstone)).toEqual([true]);
    expect(await faultsOf(id)).toEqual([]);
  });

  it("[HISTORY-23] a conversation that is listed is listed once, whichever database has it", async () => {
    const { id } = await conversationWith(70, projectedMs);
    const { id: moving } = await conversationWith(70, projectedMs);
    await layOutInDirectory(moving);
    const segment = "INSERT INTO history_segment VALUES (?, 129, 130, 1, '', 0)";
    await HISTORY.prepare(segment).bind(moving).run();
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const path = `/api/admin/history${cursor === undefined ? "" : `?cursor=${cursor}`}`;
      const { body } = await callWorker({ method: "GET", path, token: ADMIN_TOKEN });
      const page = body as { readonly items: string[]; readonly next: string | null };
      ids.push(...page.items);
      cursor = page.next;
    }
    expect(ids.filter((one) => one === id || one === moving).toSorted()).toEqual([id, moving].toSorted());
  });
});

describe("[HISTORY-24] one database that fails", () => {
  it("history's: people register, sign in, refresh and send; what was not written waits, and follows", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { id, bob } = await conversationWith(70);
    const { end } = failOn((query) => query.includes("history_"));
    await later(id, projectedMs);
    const username = newUsername("ada");
    const [ada, ben] = [await register(username), await register(newUsername("ben"))];
    const signedIn = await callWorker({ method: "POST", path: "/api/auth/login", body: { username, password } });
    expect(signedIn.status).toBe(200);
    const body = { refreshToken: ben.refreshToken };
    expect((await callWorker({ method: "POST", path: "/api/auth/refresh", body })).status).toBe(200);
    const [phone, other] = [await openLive(ada.accessToken), await openLive(ben.accessToken)];
    const direct = await openDirect(ada.accessToken, ben.user.id);
    phone.send(textMessage(direct, "still here"));
    await other.take("new-message", ({ seq }) => seq === 1);
    end();
    await append(id, bob, 1);
    await later(id, 2 * projectedMs);
    expect(await store.load(id, 0, 71)).toEqual(await logOf(id, 71));
  });

  it("the directory: history is written, moves to R2, is read and verified", async () => {
    const { id, bob } = await conversationWith(70);
    const { end } = failOn((query) => !query.includes("history_") || query.includes("history_moved"));
    expect(
      codeOf(await callWorker({ method: "POST", path: "/api/auth/login", body: { username: "ada", password } })),
    ).toBe("INTERNAL");
    await later(id, projectedMs);
    await append(id, bob, 10);
    await later(id, projectedMs);
    await later(id, archivedMs);
    const shards = new HistoryShards({ HISTORY, DIRECTORY: brokenDirectory(failing) });
    expect(await new HistoryStore(shards.homesOf, ARCHIVE).load(id, 0, 80)).toEqual(await logOf(id, 80));
    expect(await faultsOf(id)).toEqual([]);
    const page = await conversation(id).read({ userId: bob.id, from: 0 });
    expect(page).toMatchObject({ summary: { headSeq: 80 } });
    end();
  });
});
