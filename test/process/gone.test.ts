// What was recalled is in no file of an object, of D1 or of R2 any more, not even in parts of it that nothing reads. The server is
// killed between.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import {
  archivedObjects,
  erasing,
  findInArchive,
  findInD1,
  findInDirectory,
  findWords,
  unswept,
} from "../support/stored-bytes.ts";
import { TestServer } from "../support/test-server.ts";

const talks = 4;

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ vars: { HISTORY_PROJECT_AFTER_MS: "1", HISTORY_ARCHIVE_AFTER_MS: "1500" } });
});

afterAll(async () => {
  await server.stop();
});

async function change(method: string, path: string, token: string, body?: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) ?? null });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text === "" ? "null" : text);
}

const kept = `kept-${crypto.randomUUID()}`;

interface Talked {
  /** What may be nowhere any more when all of it was taken back. */
  readonly gone: readonly string[];
  readonly takeBack: () => Promise<void>;
}

/** Says and edits, with drafts of it, while both people look at their lists. */
async function talk(hub: SessionResult, n: number): Promise<Talked> {
  const client = new ApiClient(server.url);
  const gone: string[] = [];
  const say = (name: string, length: number): string => {
    const word = `${name}-${crypto.randomUUID()}`;
    gone.push(word);
    return word.padEnd(length, ` ${word}`);
  };
  const { accessToken: token } = await client.register({ username: `peer_${n}`, password: "correct horse" });
  const id = await client.openDirect(token, hub.user.id);
  const look = () => Promise.all([client.loadInbox(hub.accessToken), client.loadInbox(token)]);
  const paths: string[] = [];
  for (const m of [0, 1, 2, 3]) {
    const text = say(`sent-${n}-${m}`, 40 + ((n * 37 + m * 91) % 400));
    for (const draft of [text.slice(0, 50), text, ""])
      await change("PATCH", `/api/conversations/${id}/settings`, token, {
        draft: { text: draft, updatedAt: Date.now() },
      });
    const { seq } = await client.sendText(token, id, crypto.randomUUID(), text);
    const path = `/api/conversations/${id}/messages/${seq}`;
    paths.push(path);
    await look();
    for (const e of m === 1 ? [0, 1] : []) {
      const content = { type: "text", text: say(`edit-${n}-${m}-${e}`, 44 + ((n * 53 + e * 77) % 300)) };
      await change("PATCH", path, token, { opId: crypto.randomUUID(), content });
      await look();
    }
    if (m === 2) await client.sendText(token, id, crypto.randomUUID(), kept);
  }
  const options = [say(`option-${n}-0`, 50), say(`option-${n}-1`, 50)];
  const content = { type: "poll", question: say(`question-${n}`, 200), options, anonymous: n % 2 === 0 };
  const body = { clientMsgId: crypto.randomUUID(), content };
  const poll = await change("POST", `/api/conversations/${id}/messages`, token, body);
  const pollPath = `/api/conversations/${id}/messages/${(poll as { readonly seq: number }).seq}`;
  paths.push(pollPath);
  for (const voter of [token, hub.accessToken]) await change("PUT", `${pollPath}/vote`, voter, { options: [n % 2] });
  await look();
  const burning = say(`burnt-${n}`, 40 + ((n * 61) % 400));
  const takeBack = async (): Promise<void> => {
    for (const path of paths) await change("DELETE", path, token);
    await burn(hub, { token, id, text: burning, look });
  };
  return { gone, takeBack };
}

interface Burning {
  readonly token: string;
  readonly id: string;
  readonly text: string;
  readonly look: () => Promise<unknown>;
}

/** Says it, is read, and waits until it has burnt. */
async function burn(hub: SessionResult, { token, id, text, look }: Burning): Promise<void> {
  const path = `/api/conversations/${id}/messages`;
  const message = { clientMsgId: crypto.randomUUID(), content: { type: "text", text }, burnAfterMs: 1_000 };
  const { seq } = (await change("POST", path, token, message)) as { seq: number };
  await look();
  await change("POST", `/api/conversations/${id}/read`, hub.accessToken, { seq });
  await expect
    .poll(async () => JSON.stringify(await change("GET", path, token)), { timeout: 20_000 })
    .not.toContain(text);
}

/** An attempt to archive that the kill cut off would leave an object for three hours, and one follows the other. */
async function untilArchived(): Promise<void> {
  let [steady, last] = [0, -1];
  const look = async (): Promise<{ readonly left: number; readonly isSteady: boolean }> => {
    const [{ length: objects }, left] = [await archivedObjects(server.stateDir), await unswept(server.stateDir)];
    steady = left === 0 && last === objects ? steady + 1 : 0;
    last = objects;
    return { left, isSteady: steady > 6 };
  };
  await expect.poll(look, { interval: 500, timeout: 30_000 }).toEqual({ left: 0, isSteady: true });
}

it("[CHANGE-10] [CHANGE-22] [CHANGE-23] [POLL-9] [EXPIRE-2] what was recalled or has burnt is in no byte of objects, D1 and R2", async () => {
  const hub = await new ApiClient(server.url).register({ username: "hub", password: "correct horse" });
  const [first, ...others] = Array.from({ length: talks }, (_, n) => talk(hub, n));
  const archived = await first;
  await expect.poll(async () => (await archivedObjects(server.stateDir)).length).toBeGreaterThan(0);
  const all = [archived, ...(await Promise.all(others))].filter((one) => one !== undefined);
  const gone = all.flatMap((one) => one.gone);
  await untilArchived();
  await server.kill();
  await server.restart();
  for (const { takeBack } of all) await takeBack();
  await expect.poll(async () => [await erasing(server.stateDir), await unswept(server.stateDir)]).toEqual([0, 0]);
  await server.kill();
  expect(await findWords(server.stateDir, gone)).toEqual([]);
  expect(await findInArchive(server.stateDir, gone)).toEqual([]);
  expect(await findInD1(server.stateDir, gone)).toEqual([]);
  // What stays is where messages are, and not in what jobs and operators have.
  expect(await findWords(server.stateDir, [kept])).not.toEqual([]);
  expect(await findInDirectory(server.stateDir, [...gone, kept])).toEqual([]);
});
