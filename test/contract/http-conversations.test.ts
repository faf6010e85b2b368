// Conversations and messages over HTTP.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { userWithProfileShape } from "../../schema/protocol/profile.ts";
import {
  conversationResultShape,
  inboxResultShape,
  messagesResultShape,
} from "../../schema/protocol/http-conversations.ts";
import { directConversationId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { messageAckBody } from "../../schema/protocol/message.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { handleRequest, routePaths } from "../../workers/http/router.ts";
import { fakeActors, stubOf } from "../support/fake-actors.ts";
import { newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, origin, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let eve: SessionResult;
let between: ConversationId;
beforeAll(async () => {
  [ada, bob, eve] = [
    await register(newUsername("ada")),
    await register(newUsername("bob")),
    await register(newUsername("eve")),
  ];
  between = await openDirect(ada.accessToken, bob.user.id);
});

const get = (path: string, { accessToken }: SessionResult = ada): Promise<HttpAnswer> =>
  callWorker({ method: "GET", path, token: accessToken });
const post = (path: string, body: unknown, { accessToken }: SessionResult = ada): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path, body, token: accessToken });
const messagesOf = (id: string): string => `/api/conversations/${id}/messages`;
const text = (words: string, clientMsgId = newClientMsgId()): object => ({
  clientMsgId,
  content: { type: "text", text: words },
});

describe("finding people", () => {
  it("[HTTP-16] finds a user by the whole username, whatever its case", async () => {
    for (const name of [
      bob.user.username,
      bob.user.username.toUpperCase(),
      `%${bob.user.username.charCodeAt(0).toString(16)}${bob.user.username.slice(1)}`,
    ]) {
      expect((await get(`/api/users/by-username/${name}`)).body).toEqual({ user: bob.user });
    }
    for (const name of [bob.user.username.slice(0, -1), newUsername("nobody"), "%", "%00", "a", "x".repeat(300)]) {
      const answer = await get(`/api/users/by-username/${name}`);
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe("USER_NOT_FOUND");
    }
  });

  it("[HTTP-16] says who has an id, the caller's own included, to those who are signed in", async () => {
    for (const { user } of [bob, ada]) {
      const answer = await get(`/api/users/${user.id}`);
      expect(answer.status).toBe(200);
      expect(v.parse(userWithProfileShape, answer.body)).toEqual({ user, profile: { bio: "", status: null } });
    }
    for (const id of [newUserId(), bob.user.id.toUpperCase(), bob.user.username, bob.device.id, "by-username", "%"]) {
      const answer = await get(`/api/users/${id}`);
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe("USER_NOT_FOUND");
    }
    expect(codeOf(await callWorker({ method: "GET", path: `/api/users/${bob.user.id}` }))).toBe("NOT_AUTHENTICATED");
  });
});

describe("opening", () => {
  it("[HTTP-16] [INBOX-7] makes the conversation of two once, whoever asks", async () => {
    const [one, other] = [await register(newUsername("one")), await register(newUsername("two"))];
    const made = await post("/api/conversations", { kind: "direct", userId: other.user.id }, one);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      conversation: {
        id: directConversationId(one.user.id, other.user.id),
        kind: "direct",
        peerId: other.user.id,
        headSeq: 0,
        unread: 0,
      },
    });
    const { activeAt } = v.parse(conversationResultShape, made.body).conversation;
    expect(Math.abs(activeAt - Date.now())).toBeLessThan(60_000);
    expect((await post("/api/conversations", { kind: "direct", userId: other.user.id }, one)).status).toBe(200);
    const seen = await post("/api/conversations", { kind: "direct", userId: one.user.id }, other);
    expect(seen.status).toBe(200);
    expect(seen.body).toMatchObject({ conversation: { peerId: one.user.id } });
  });

  it("[HTTP-16] refuses a peer who does not exist", async () => {
    for (const userId of [newUserId(), "user_1", "ada", ada.device.id]) {
      const answer = await post("/api/conversations", { kind: "direct", userId });
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe("USER_NOT_FOUND");
    }
    expect(codeOf(await post("/api/conversations", { kind: "group", userId: bob.user.id }))).toBe("INVALID_REQUEST");
    expect(codeOf(await post("/api/conversations", { kind: "direct", userId: "a/b" }))).toBe("INVALID_REQUEST");
  });
});

describe("messages", () => {
  it("[HTTP-17] are sent, listed, and read up to", async () => {
    const sent = await post(messagesOf(between), text("hello"));
    expect(sent.status).toBe(201);
    const ack = v.parse(messageAckBody, sent.body);
    expect(ack.messageId).toBe(`${between}:${ack.seq}`);

    const page = await get(`${messagesOf(between)}?limit=1`, bob);
    const { events, headSeq } = v.parse(messagesResultShape, page.body);
    expect(headSeq).toBe(ack.seq);
    expect(events).toMatchObject([{ seq: ack.seq, senderId: ada.user.id, content: { type: "text", text: "hello" } }]);

    const read = await post(`/api/conversations/${between}/read`, { seq: ack.seq }, bob);
    expect(read.status).toBe(200);
    expect(read.body).toEqual({ conversationId: between, seq: ack.seq, unread: 0, mentions: 0 });
    const inbox = v.parse(inboxResultShape, (await get("/api/conversations", bob)).body);
    expect(inbox.items.find(({ id }) => id === between)).toMatchObject({ headSeq: ack.seq, unread: 0 });
  });

  it("[TEXT-31] are listed by their beginning, cut between two graphemes", async () => {
    const kept = `${"x".repeat(120)}${"🇩🇪".repeat(9)}`;
    expect((await post(messagesOf(between), text(`${kept}👨\u200D👩\u200D👧`))).status).toBe(201);
    const inbox = v.parse(inboxResultShape, (await get("/api/conversations", bob)).body);
    expect(inbox.items.find(({ id }) => id === between)?.preview?.text).toBe(kept);
  });

  it("[HTTP-17] reach sockets like those sent over one", async () => {
    const socket = await openLive(bob.accessToken);
    const sent = await post(messagesOf(between), text("over HTTP"));
    const { seq } = v.parse(messageAckBody, sent.body);
    expect(await socket.take("new-message")).toMatchObject({ seq, senderId: ada.user.id });
    socket.close();
  });

  it("[HTTP-17] sent again get the first ack again", async () => {
    const body = text("once");
    const first = await post(messagesOf(between), body);
    const second = await post(messagesOf(between), body);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
  });

  it("[ERR-7] of conversations that do not exist or are others' are refused alike", async () => {
    const others = directConversationId(bob.user.id, eve.user.id);
    await openDirect(bob.accessToken, eve.user.id);
    const unopened = directConversationId(ada.user.id, newUserId());
    for (const id of [others, unopened, "direct_x_y", "nothing", "a%2Fb", "%", "x".repeat(161), `${between}x`]) {
      const answers = [
        await get(messagesOf(id)),
        await post(messagesOf(id), text("hello")),
        await post(`/api/conversations/${id}/read`, { seq: 1 }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(404);
        expect(codeOf(answer)).toBe("CONVERSATION_NOT_FOUND");
      }
    }
  });

  it.each<[string, unknown, string]>([
    ["without content", { clientMsgId: "a" }, "INVALID_REQUEST"],
    ["of an unknown type", { clientMsgId: "a", content: { type: "hologram" } }, "INVALID_REQUEST"],
    ["with an unknown field", { ...text("x"), admin: true }, "INVALID_REQUEST"],
    ["with an empty text", text(""), "INVALID_REQUEST"],
    ["with a text of which nothing is seen", text(" \u200B\n\u3164"), "CONTENT_BLANK"],
    ["with a lone surrogate", text("\ud800"), "INVALID_REQUEST"],
    ["with an id of other characters", text("x", "a/b"), "INVALID_REQUEST"],
    ["with too much content", text("x".repeat(16_384)), "CONTENT_TOO_LARGE"],
    ["with too much content in UTF-8", text("€".repeat(6_000)), "CONTENT_TOO_LARGE"],
    ["that are none", null, "INVALID_REQUEST"],
  ])("[HTTP-17] %s are refused", async (_name, body, code) => {
    expect(codeOf(await post(messagesOf(between), body))).toBe(code);
  });

  it.each(["?before=1&after=1", "?before=0", "?after=-1", "?after=1.5", "?limit=1e2", "?limit=0x10"])(
    "[HTTP-12] are not listed by %s",
    async (query) => {
      expect(codeOf(await get(messagesOf(between) + query))).toBe("INVALID_REQUEST");
    },
  );
});

describe("the caller's session", () => {
  it("[HTTP-11] judges every authenticated request once, whatever else is wrong with it", async () => {
    const anonymous = routeList.filter(({ who }) => who === "anonymous").map(({ path }): string => path);
    // Operators are no users.
    const ofUsers = (path: string) => path.startsWith("/api/") && !path.startsWith("/api/admin/");
    const routes = routePaths.filter(([, path]) => ofUsers(path) && !anonymous.includes(path));
    expect(routes.length).toBeGreaterThan(8);
    for (const [method, pattern] of routes) {
      const asked: string[] = [];
      const refusing = stubOf(async (called) => {
        asked.push(called);
        return { refusal: { code: "RATE_LIMITED", retryAfterMs: 1_500 } };
      });
      const actors = fakeActors("USER_SESSION", refusing);
      const request = new Request(`${origin}${pattern.replaceAll(/:\w+/g, "%")}?unknown=1`, {
        method,
        headers: { authorization: `Bearer ${ada.accessToken}`, "content-type": "text/plain" },
        body: method === "POST" ? "{" : null,
      });
      const response = await handleRequest(request, { ...env, ...actors });
      expect(await response.json(), `${method} ${pattern}`).toMatchObject({ code: "RATE_LIMITED" });
      expect(response.headers.get("retry-after")).toBe("2");
      expect(asked).toHaveLength(1);
    }
  });

  it("[HTTP-6] that gave up on a conversation makes the answer UNAVAILABLE", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    // As it arrives from another actor: the class is lost, the name is not.
    const gaveUp = Object.assign(new Error("The actor did not answer."), { name: "ActorUnavailable", remote: true });
    const actors = fakeActors(
      "USER_SESSION",
      stubOf(() => Promise.reject(gaveUp)),
    );
    const request = new Request(`${origin}${messagesOf(between)}`, {
      headers: { authorization: `Bearer ${ada.accessToken}` },
    });
    const response = await handleRequest(request, { ...env, ...actors });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    written.mockRestore();
  });
});
