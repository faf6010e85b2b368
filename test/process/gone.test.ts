// What was recalled is in no file of an object any more, not even in parts of it that nothing reads. The server is killed between.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { erasing, findWords } from "../support/stored-bytes.ts";
import { TestServer } from "../support/test-server.ts";

const talks = 4;

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ vars: { HISTORY_PROJECT_AFTER_MS: "1" } });
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

/** Says, edits and takes back, while both people look at their lists. @returns what may be nowhere any more */
async function talkAndRecall(hub: SessionResult, n: number): Promise<string[]> {
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
    const { seq } = await client.sendText(token, id, crypto.randomUUID(), text);
    const path = `/api/conversations/${id}/messages/${seq}`;
    paths.push(path);
    await look();
    for (const e of m === 1 ? [0, 1] : []) {
      const content = { type: "text", text: say(`edit-${n}-${m}-${e}`, 44 + ((n * 53 + e * 77) % 300)) };
      await change("PATCH", path, token, { opId: crypto.randomUUID(), content });
      await look();
    }
    if (m === 2) await client.sendText(token, id, crypto.randomUUID(), "kept");
  }
  for (const path of paths) await change("DELETE", path, token);
  await burn(hub, { token, id, text: say(`burnt-${n}`, 40 + ((n * 61) % 400)), look });
  return gone;
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

it("[CHANGE-10] [EXPIRE-2] what was recalled or has burnt, what it said before an edit, and previews of both are in no object's file any more", async () => {
  const hub = await new ApiClient(server.url).register({ username: "hub", password: "correct horse" });
  const gone = (await Promise.all(Array.from({ length: talks }, (_, n) => talkAndRecall(hub, n)))).flat();
  await server.kill();
  await server.restart();
  await expect.poll(() => erasing(server.stateDir)).toBe(0);
  await server.kill();
  expect(await findWords(server.stateDir, gone)).toEqual([]);
});
