// Scheduled messages with a file, on the real actors and R2: over weeks, with every alarm that is due.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversationObject, sessionObject } from "../support/actors.ts";
import { bytesOf, factsOf, fetchFile, sendFileMessage, sendWhole } from "../support/files-http.ts";
import { logIn, newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const hour = 3_600_000;
const day = 24 * hour;

let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
let now = 0;
beforeEach(async () => {
  now = (Math.floor(Date.now() / day) + 1) * day + 8 * hour;
  vi.useFakeTimers({ toFake: ["Date"], now });
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  talk = await openDirect(ada.accessToken, bob.user.id);
});
afterEach(() => vi.useRealTimers());

const call = (who: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/${path}`, token: who.accessToken, ...(body !== undefined && { body }) });

const contentOf = ({ fileId, name, size, mimeType }: FileFacts) => ({ type: "file", fileId, name, size, mimeType });

const schedule = (facts: FileFacts, sendAt: number, who = ada): Promise<HttpAnswer> =>
  call(who, "POST", "scheduled-messages", {
    conversationId: talk,
    clientMsgId: newClientMsgId(Date.now()),
    content: contentOf(facts),
    sendAt,
  });

const idOf = ({ body }: HttpAnswer): string => (body as { scheduledMessage: { id: string } }).scheduledMessage.id;

const fileObject = (id: FileId): DurableObjectStub => env.SHARED_FILE.get(env.SHARED_FILE.idFromName(id));

/** All alarms ring that are due, each at most so often; tokens are renewed. */
async function pass(ms: number, ...fileIds: readonly FileId[]): Promise<void> {
  now += ms;
  vi.setSystemTime(now);
  for (let round = 0; round < 3; round++)
    for (const object of [sessionObject(ada.user.id), conversationObject(talk), ...fileIds.map(fileObject)])
      await runDurableObjectAlarm(object);
  [ada, bob] = [await logIn(ada.user.username, ada.device), await logIn(bob.user.username, bob.device)];
}

const isStored = async (fileId: FileId): Promise<boolean> =>
  (await env.FILES.list()).objects.some(({ key }) => key.includes(fileId));

const text = new TextEncoder().encode("Coffee at three, tea at four.");

it("[FILE-30] arrives after weeks with its file, which is then the message's alone", async () => {
  const facts = await factsOf(sendWhole(ada, text));
  expect((await schedule(facts, now + 20 * day)).status).toBe(201);
  expect(await call(ada, "GET", `files/${facts.fileId}`)).toMatchObject({ body: { expiresAt: null } });
  // A discarded upload stays with what will be sent.
  expect((await call(ada, "DELETE", `files/${facts.fileId}`)).status).toBe(204);
  for (let days = 0; days < 19; days += 6) await pass(6 * day, facts.fileId);
  const { body } = await call(bob, "GET", `conversations/${talk}/messages`);
  const [{ seq, content }] = (body as { events: [{ seq: number; content: unknown }] }).events;
  expect(content).toMatchObject(contentOf(facts));
  expect(await bytesOf(fetchFile(bob, talk, seq, facts.fileId))).toEqual(text);
  expect((await call(ada, "GET", "scheduled-messages")).body).toMatchObject({ items: [] });
  await pass(3 * day, facts.fileId);
  expect(await isStored(facts.fileId)).toBe(true);
});

it("[FILE-31] is gone at once with the message that is cancelled, unless another one has it", async () => {
  const [lone, shared] = [await factsOf(sendWhole(ada, text)), await factsOf(sendWhole(ada, text))];
  const [first, second] = [await schedule(lone, now + 20 * day), await schedule(shared, now + 20 * day)];
  expect((await sendFileMessage(ada, talk, shared)).status).toBe(201);
  await pass(2 * day, lone.fileId, shared.fileId);
  expect([await isStored(lone.fileId), await isStored(shared.fileId)]).toEqual([true, true]);
  for (const id of [idOf(first), idOf(second)])
    expect((await call(ada, "DELETE", `scheduled-messages/${id}`)).status).toBe(204);
  await pass(1_000, lone.fileId, shared.fileId);
  expect([await isStored(lone.fileId), await isStored(shared.fileId)]).toEqual([false, true]);
});

it("[FILE-31] goes with a change of the content, not with another time", async () => {
  const [before, after] = [await factsOf(sendWhole(ada, text)), await factsOf(sendWhole(ada, text))];
  const id = idOf(await schedule(before, now + 20 * day));
  expect((await call(ada, "PATCH", `scheduled-messages/${id}`, { sendAt: now + 30 * day })).status).toBe(200);
  await pass(2 * day, before.fileId, after.fileId);
  expect(await isStored(before.fileId)).toBe(true);
  const other = await factsOf(sendWhole(ada, text));
  const changed = await call(ada, "PATCH", `scheduled-messages/${id}`, { content: contentOf(other) });
  expect(changed).toMatchObject({ status: 200, body: { scheduledMessage: { content: { fileId: other.fileId } } } });
  await pass(1_000, before.fileId, after.fileId, other.fileId);
  expect([await isStored(before.fileId), await isStored(other.fileId)]).toEqual([false, true]);
  // What was never sent is gone after a day, as ever.
  await pass(0, after.fileId);
  expect(await isStored(after.fileId)).toBe(false);
});

it("[FILE-30] [FILE-3] somebody else's, and one that is not complete, are refused as in any message", async () => {
  const facts = await factsOf(sendWhole(ada, text));
  expect(codeOf(await schedule(facts, now + day, bob))).toBe("FILE_NOT_FOUND");
  expect(codeOf(await schedule({ ...facts, size: facts.size + 1 }, now + day))).toBe("INVALID_REQUEST");
  expect(codeOf(await schedule({ ...facts, fileId: `file_${"0".repeat(26)}` as FileId }, now + day))).toBe(
    "FILE_NOT_FOUND",
  );
});
