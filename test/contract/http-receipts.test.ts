// Who has read a message, and the choices of privacy, over HTTP.
import * as v from "valibot";
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { receiptsResultShape } from "../../schema/protocol/http-receipts.ts";
import { defaultConsents, privacyShape } from "../../schema/protocol/privacy.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversationObject } from "../support/actors.ts";
import { newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let between: ConversationId;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  between = await openDirect(ada.accessToken, bob.user.id);
});

const call = (
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  by: SessionResult,
  body?: unknown,
): Promise<HttpAnswer> => callWorker({ method, path, token: by.accessToken, ...(body !== undefined && { body }) });

it("[SEEN-1] [SEEN-4] [SEEN-5] readers are listed by page until their choice hides them, from the author and of others", async () => {
  const messages = `/api/conversations/${between}/messages`;
  const sent = { clientMsgId: newClientMsgId(), content: { type: "text", text: "Hello" } };
  expect((await call("POST", messages, ada, sent)).status).toBe(201);
  const readers = async (query = "", by = ada): Promise<unknown> =>
    v.parse(receiptsResultShape, (await call("GET", `${messages}/1/receipts${query}`, by)).body);
  const one = { items: [{ userId: bob.user.id }], hiddenCount: 0, next: null };
  const none = { ...one, items: [] };
  expect(await readers("?read=false")).toEqual({ ...one, readCount: 0, unreadCount: 1 });
  expect((await call("POST", `/api/conversations/${between}/read`, bob, { seq: 1 })).status).toBe(200);
  const read = { readCount: 1, unreadCount: 0 };
  expect([await readers(), await readers("?read=false"), await readers(`?limit=1&cursor=${bob.user.id}`)]).toEqual([
    { ...one, ...read },
    { ...none, ...read },
    { ...none, ...read },
  ]);
  expect(codeOf(await call("GET", `${messages}/1/receipts`, bob))).toBe("FORBIDDEN");
  for (const seq of ["2", "0", "9999999999999999", "x"])
    expect(codeOf(await call("GET", `${messages}/${seq}/receipts`, ada))).toBe("MESSAGE_NOT_FOUND");
  for (const query of ["?read=maybe", "?limit=0", "?limit=201", "?cursor=a%20b", "?after=x"])
    expect(codeOf(await call("GET", `${messages}/1/receipts${query}`, ada))).toBe("INVALID_REQUEST");

  const choose = async (receipts: unknown): Promise<HttpAnswer> => call("PATCH", "/api/me/privacy", ada, { receipts });
  expect(v.parse(privacyShape, (await choose(false)).body)).toEqual({
    receipts: false,
    receiptsFor: "nobody",
    invisible: false,
    ...defaultConsents,
  });
  expect((await call("GET", "/api/me/privacy", ada)).body).toEqual({
    receipts: false,
    receiptsFor: "nobody",
    invisible: false,
    ...defaultConsents,
  });
  expect(await readers()).toEqual({ ...none, readCount: 0, unreadCount: 0, hiddenCount: 1 });
  for (const wrong of ["off", null, 0]) expect(codeOf(await choose(wrong))).toBe("INVALID_REQUEST");
  for (const body of [{}, { receipts: true, presence: false }])
    expect(codeOf(await call("PATCH", "/api/me/privacy", ada, body))).toBe("INVALID_REQUEST");
  expect((await choose(true)).status).toBe(200);
  expect(await readers()).toEqual({ ...one, ...read });
});

it("[SEEN-7] an audience of receipts: friends see them in direct conversations, from each other, while they are friends", async () => {
  const [cleo, dan] = [await register(newUsername("cleo")), await register(newUsername("dan"))];
  const direct = await openDirect(cleo.accessToken, dan.user.id);
  const made = await call("POST", "/api/groups", cleo, { name: "Tea", memberIds: [dan.user.id] });
  const group = v.parse(v.object({ group: v.object({ id: v.string() }) }), made.body).group.id;
  const send = async (to: string, by: SessionResult): Promise<number> => {
    const content = { type: "text", text: "Hello" };
    const sent = await call("POST", `/api/conversations/${to}/messages`, by, {
      clientMsgId: newClientMsgId(),
      content,
    });
    return v.parse(v.object({ seq: v.number() }), sent.body).seq;
  };
  const read = async (from: string, by: SessionResult, seq: number): Promise<void> => {
    expect((await call("POST", `/api/conversations/${from}/read`, by, { seq })).status).toBe(200);
  };
  const readers = async (of: string, by: SessionResult, seq: number): Promise<readonly [number, number]> => {
    const { body } = await call("GET", `/api/conversations/${of}/messages/${seq}/receipts`, by);
    const { readCount, hiddenCount } = v.parse(receiptsResultShape, body);
    return [readCount, hiddenCount];
  };
  const choose = async (patch: object): Promise<unknown> => (await call("PATCH", "/api/me/privacy", dan, patch)).body;
  const [shown, hidden] = [
    [1, 0],
    [0, 1],
  ];
  // His first: it accepts the conversation.
  const his = await send(direct, dan);
  const hers = await send(direct, cleo);
  const inGroup = await send(group, cleo);
  await read(direct, cleo, his);
  expect(await choose({ receiptsFor: "friends" })).toMatchObject({ receipts: true, receiptsFor: "friends" });
  await read(direct, dan, hers);
  await read(group, dan, inGroup);
  const seen = async (): Promise<unknown> => [
    await readers(direct, cleo, hers),
    await readers(direct, dan, his),
    await readers(group, cleo, inGroup),
  ];
  expect(await seen()).toEqual([hidden, hidden, hidden]);
  expect((await call("POST", "/api/friend-requests", cleo, { userId: dan.user.id })).status).toBe(200);
  const accepted = await call("POST", `/api/friend-requests/${cleo.user.id}`, dan, { accept: true });
  expect(accepted.status).toBe(200);
  expect(await seen()).toEqual([shown, shown, hidden]);
  await runInDurableObject(conversationObject(direct), (_, state) => state.abort("crash")).catch(() => undefined);
  expect(await seen()).toEqual([shown, shown, hidden]);
  expect(await choose({ invisible: true })).toMatchObject({ receiptsFor: "friends" });
  await read(direct, dan, hers);
  expect(await seen()).toEqual([hidden, hidden, hidden]);
  // On means nothing to who has chosen an audience already; and both at once have to mean the same.
  expect(await choose({ invisible: false, receipts: true })).toMatchObject({ receiptsFor: "friends" });
  for (const patch of [
    { receipts: false, receiptsFor: "friends" },
    { receipts: true, receiptsFor: "nobody" },
  ])
    expect(await choose(patch)).toMatchObject({ code: "INVALID_REQUEST" });
  await read(direct, dan, hers);
  expect(await seen()).toEqual([shown, shown, hidden]);
  expect((await call("DELETE", `/api/friends/${dan.user.id}`, cleo)).status).toBe(204);
  expect(await seen()).toEqual([hidden, hidden, hidden]);
  expect(await choose({ receipts: false })).toMatchObject({ receiptsFor: "nobody" });
  expect(await choose({ receipts: true })).toMatchObject({ receiptsFor: "everyone" });
  expect(await choose({ receipts: false, receiptsFor: "nobody" })).toMatchObject({ receiptsFor: "nobody" });
});
