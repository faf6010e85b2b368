// Who has read a message, and the choices of privacy, over HTTP.
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { receiptsResultShape } from "../../schema/protocol/http-receipts.ts";
import { defaultConsents, privacyShape } from "../../schema/protocol/privacy.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let between: ConversationId;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  between = await openDirect(ada.accessToken, bob.user.id);
});

const call = (method: "GET" | "POST" | "PATCH", path: string, by: SessionResult, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: by.accessToken, ...(body !== undefined && { body }) });

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
    invisible: false,
    ...defaultConsents,
  });
  expect((await call("GET", "/api/me/privacy", ada)).body).toEqual({
    receipts: false,
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
