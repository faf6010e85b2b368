// Messages that end, the whole way through Worker, sessions, conversation and its alarm.
import { beforeAll, describe, expect, it, vi } from "vitest";
import { runInDurableObject } from "cloudflare:test";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversationObject } from "../support/actors.ts";
import { newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  talk = await openDirect(ada.accessToken, bob.user.id);
});

const call = (who: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/${path}`, token: who.accessToken, ...(body !== undefined && { body }) });
const say = (who: SessionResult, to: string, words: string, more: object = {}): Promise<HttpAnswer> =>
  call(who, "POST", `conversations/${to}/messages`, {
    clientMsgId: newClientMsgId(),
    content: { type: "text", text: words },
    ...more,
  });
async function seqOf(answer: Promise<HttpAnswer>): Promise<number> {
  const { status, body } = await answer;
  expect([status, status < 300 ? 0 : body]).toEqual([201, 0]);
  return (body as { seq: number }).seq;
}
const refusal = async (answer: Promise<HttpAnswer>): Promise<string> => String(codeOf(await answer));
async function page(who: SessionResult): Promise<Required<MessagesResult>> {
  const { body } = await call(who, "GET", `conversations/${talk}/messages`);
  return body as Required<MessagesResult>;
}
/** What the tables of the conversation have, but for its log's history. */
const stored = (): Promise<string> =>
  runInDurableObject(conversationObject(talk), (_, { storage }) =>
    ["log_0", "message_state", "burning"]
      .map((table) => JSON.stringify(storage.sql.exec(`SELECT * FROM ${table}`).toArray()))
      .join(),
  );

describe("a message that burns", () => {
  it("[EXPIRE-1] [EXPIRE-2] [EXPIRE-6] is gone for both some time after it was read, and nothing before it was", async () => {
    const [hers, his] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
    const seq = await seqOf(say(ada, talk, "secret wörds", { burnAfterMs: 1_000 }));
    expect(await his.take("new-message")).toMatchObject({ seq, burnAfterMs: 1_000, unread: 1 });
    // The sender's own mark begins nothing.
    await call(ada, "POST", `conversations/${talk}/read`, { seq });
    expect((await page(ada)).states[seq]).toBeUndefined();
    const before = Date.now();
    expect((await call(bob, "POST", `conversations/${talk}/read`, { seq })).status).toBe(200);
    for (const who of [ada, bob]) {
      const { burnsAt = 0 } = (await page(who)).states[seq] ?? {};
      expect(burnsAt).toBeGreaterThanOrEqual(before + 1_000);
    }
    for (const socket of [hers, his])
      expect(await socket.take("messages-expired")).toMatchObject({ seq: seq + 1, targetSeqs: [seq] });
    for (const who of [ada, bob]) {
      const { events, states } = await page(who);
      expect(states[seq]).toEqual({ asOf: seq + 1, recalled: { reason: "expired" } });
      expect(JSON.stringify(events)).not.toContain("secret");
      const { body } = await call(who, "GET", "conversations");
      expect(body).toMatchObject({ items: [{ id: talk, unread: 0 }] });
      expect(JSON.stringify(body)).not.toContain("secret");
    }
    expect(await stored()).not.toContain("secret");
  });

  it("[EXPIRE-4] is for two people, for a second to seven days, and is not forwarded", async () => {
    const group = (await call(ada, "POST", "groups", { name: "some", memberIds: [bob.user.id] })).body as {
      group: { id: string };
    };
    const notes = await openDirect(ada.accessToken, ada.user.id);
    for (const id of [group.group.id, notes])
      expect(await refusal(say(ada, id, "hush", { burnAfterMs: 60_000 }))).toBe("FORBIDDEN");
    for (const burnAfterMs of [0, -1, 1e308, 999, 604_800_001, 1_000.5, "1000", null, true])
      expect(await refusal(say(ada, talk, "hush", { burnAfterMs }))).toBe("INVALID_REQUEST");
    const seq = await seqOf(say(ada, talk, "hush", { burnAfterMs: 604_800_000 }));
    const forward = { clientMsgId: newClientMsgId(), from: { conversationId: talk, seqs: [seq] }, merged: true };
    expect((await call(bob, "POST", `conversations/${notes}/forwards`, forward)).status).toBe(404);
    const own = await openDirect(bob.accessToken, bob.user.id);
    expect(await call(bob, "POST", `conversations/${own}/forwards`, forward)).toMatchObject({
      body: { code: "FORBIDDEN", pointer: "/from/seqs/0" },
    });
  });

  it("[EXPIRE-1] [LATER-1] may be scheduled", async () => {
    const sendAt = Date.now() + 3_600_000;
    const scheduled = { conversationId: talk, clientMsgId: newClientMsgId(), content: { type: "text", text: "later" } };
    const { body } = await call(ada, "POST", "scheduled-messages", { ...scheduled, burnAfterMs: 5_000, sendAt });
    expect(body).toMatchObject({ scheduledMessage: { burnAfterMs: 5_000 } });
    const his = await openLive(bob.accessToken);
    expect((await call(ada, "POST", `scheduled-messages/${scheduled.clientMsgId}/send`)).status).toBe(200);
    await vi.waitFor(async () => {
      expect(await his.take("new-message", ({ content }) => JSON.stringify(content).includes("later"))).toMatchObject({
        burnAfterMs: 5_000,
      });
    });
  });
});

describe("a conversation whose messages stay for a time only", () => {
  const retain = (who: SessionResult, id: string, ttlMs: unknown) =>
    call(who, "PATCH", `conversations/${id}`, { ttlMs });

  it("[EXPIRE-10] is set by either of two people, by who manages a group, and is seen by everybody", async () => {
    const [hers, his] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
    const set = await retain(bob, talk, 86_400_000);
    expect(set).toMatchObject({ status: 200, body: { conversationId: talk } });
    for (const socket of [hers, his])
      expect(await socket.take("conversation-settings-changed")).toMatchObject({
        senderId: bob.user.id,
        ttlMs: 86_400_000,
      });
    // Again makes no event.
    expect((await retain(ada, talk, 86_400_000)).body).toEqual(set.body);
    const { body } = await call(ada, "GET", "conversations");
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ id: talk, retention: { ttlMs: 86_400_000, setBy: bob.user.id } }),
    );
    const before = Date.now();
    await seqOf(say(ada, talk, "for a day"));
    const { expiresAt = 0 } = await his.take("new-message");
    expect(expiresAt).toBeGreaterThanOrEqual(before + 86_400_000);
    expect((await retain(ada, talk, null)).status).toBe(200);
    await seqOf(say(ada, talk, "for good"));
    expect(
      await his.take("new-message", ({ content }) => JSON.stringify(content).includes("for good")),
    ).not.toHaveProperty("expiresAt");
    const made = await call(ada, "POST", "groups", { name: "some", memberIds: [bob.user.id] });
    const { id } = (made.body as { group: { id: string } }).group;
    expect(await refusal(retain(bob, id, 86_400_000))).toBe("FORBIDDEN");
    expect((await retain(ada, id, 86_400_000)).status).toBe(200);
    for (const ttlMs of [0, -1, 1e308, 3_599_999, 31_622_400_001, 3_600_000.5, "1", true])
      expect(await refusal(retain(ada, id, ttlMs))).toBe("INVALID_REQUEST");
  });
});
