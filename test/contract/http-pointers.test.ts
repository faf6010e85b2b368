// Problem documents of malformed requests say which field is wrong.
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { callWorker, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
  talk = await openDirect(ada.accessToken, (await register(newUsername("bob"))).user.id);
});

const saidOf = ({ body }: HttpAnswer) => {
  const { code, pointer } = body as { code?: string; pointer?: string };
  return { code, pointer };
};
const post = async (path: string, body: unknown) =>
  saidOf(await callWorker({ method: "POST", path, token: ada.accessToken, body }));
const get = async (path: string) => saidOf(await callWorker({ method: "GET", path, token: ada.accessToken }));

const group = { name: "Tea", memberIds: [] };

describe("[ERR-11] INVALID_REQUEST points at", () => {
  it.each<[string, string, unknown, string]>([
    ["a field of a field", "/api/groups", { ...group, settings: { joinPolicy: "open" } }, "/settings/joinPolicy"],
    [
      "a policy that asks for more",
      "/api/groups",
      { ...group, settings: { joinPolicy: "password" } },
      "/settings/joinPolicy",
    ],
    ["an unknown field", "/api/groups", { ...group, "a/b": 1 }, "/a~1b"],
    [
      "the object of a key that is too long",
      "/api/groups",
      { ...group, settings: { ["k".repeat(65)]: 1 } },
      "/settings",
    ],
    ["the whole", "/api/groups", [], ""],
    ["a missing field", "/api/groups", { name: "Tea" }, "/memberIds"],
  ])("%s", async (_name, path, body, pointer) => {
    const sent = JSON.parse(JSON.stringify(body).replace('"self"', JSON.stringify(ada.user.id))) as unknown;
    expect(await post(path, sent)).toEqual({ code: "INVALID_REQUEST", pointer });
  });

  it.each([
    ["limit=0", "/limit"],
    ["other=1", "/other"],
    ["limit=1&limit=2", "/limit"],
    ["a%0Ab=1", ""],
    ["%F0%9F%98%80=1&x=1", "/😀"],
    [`${"k".repeat(65)}=1&${"k".repeat(65)}=2`, ""],
  ])("a parameter of the query: %s", async (query, pointer) => {
    expect(await get(`/api/conversations?${query}`)).toEqual({ code: "INVALID_REQUEST", pointer });
  });

  it("what only the group can judge", async () => {
    const { body } = await callWorker({ method: "POST", path: "/api/groups", token: ada.accessToken, body: group });
    const path = `/api/groups/${(body as { group: { id: string } }).group.id}`;
    expect(await post(`${path}/links`, { expiresAt: 1 })).toEqual({ code: "INVALID_REQUEST", pointer: "/expiresAt" });
    const settings = { joinPolicy: "password" };
    const edited = await callWorker({ method: "PATCH", path, token: ada.accessToken, body: { settings } });
    expect(saidOf(edited)).toEqual({ code: "INVALID_REQUEST", pointer: "/settings/joinPolicy" });
  });

  it("a message of another conversation that is replied to", async () => {
    const body = { clientMsgId: newClientMsgId(), content: { type: "text", text: "a" }, replyTo: "direct_other:1" };
    const answer = await post(`/api/conversations/${talk}/messages`, body);
    expect(answer).toEqual({ code: "INVALID_REQUEST", pointer: "/replyTo" });
  });
});

it("[ERR-11] [TEXT-32] content that is too large or blank is pointed at; other refusals point at nothing", async () => {
  const large = { clientMsgId: newClientMsgId(), content: { type: "text", text: "a".repeat(20_000) } };
  const path = `/api/conversations/${talk}/messages`;
  expect(await post(path, large)).toEqual({ code: "CONTENT_TOO_LARGE", pointer: "/content" });
  const blank = { clientMsgId: newClientMsgId(), content: { type: "text", text: "\u200B\u2800 " } };
  expect(await post(path, blank)).toEqual({ code: "CONTENT_BLANK", pointer: "/content/text" });
  expect(await get("/api/conversations/direct_nobody/messages")).toEqual({ code: "CONVERSATION_NOT_FOUND" });
});
