// Bad input over HTTP, however shaped: a problem document with its code, and nothing stored.
import * as v from "valibot";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newGroupId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { documentedCodes } from "../support/documented-codes.ts";
import { headSeqOf, newClientMsgId, newUsername, openDirect, password, register } from "../support/people.ts";
import { fetchWorker, type HttpCall } from "../support/worker-http.ts";
import {
  fieldsOf,
  inheritedKeys,
  jsonObject,
  loneSurrogates,
  malformedIds,
  malformedNumbers,
  nestedArrays,
  nestedObjects,
  spoil,
} from "./hostile-inputs.ts";

interface World {
  readonly alice: SessionResult;
  readonly bob: SessionResult;
  readonly talk: ConversationId;
}

let world: World;
beforeAll(async () => {
  const [alice, bob] = [await register(newUsername("alice")), await register(newUsername("bob"))];
  world = { alice, bob, talk: await openDirect(alice.accessToken, bob.user.id) };
});

// Many requests of one user at once are not what is looked at here.
let clock = Date.now();
beforeEach(() => {
  clock += 1_000;
  vi.useFakeTimers({ toFake: ["Date"], now: clock });
});
afterEach(() => vi.useRealTimers());

/** The code of the refusal, which is a problem document as the protocol has them and holds nothing of the request. */
async function codeFor(call: HttpCall): Promise<ErrorCode> {
  const response = await fetchWorker({ token: world.alice.accessToken, ...call });
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const { code, instance, ...rest } = v.parse(problemShape, await response.json());
  const { status, title } = errorRuleOf(code);
  expect(response.status).toBe(status);
  expect(rest).toMatchObject({ status, title, type: `urn:klatch:error:${code}` });
  expect(documentedCodes(call.method, call.path)).toContain(code);
  expect(instance).toBe(`urn:klatch:request:${response.headers.get("x-request-id")}`);
  return code;
}

interface Body {
  readonly path: (world: World) => string;
  /** It would be accepted, or fail for another reason than its form. */
  readonly valid: object;
  readonly optional: readonly string[];
  /** What `{}` meets, where nothing needs to be said. */
  readonly empty?: ErrorCode;
}

/** Bodies are judged before any group is asked, so that there needs to be none. */
const noGroup = `/api/groups/${newGroupId()}`;

const device = { id: "device_0", platform: "web", name: "" };
const bodies: Readonly<Record<string, Body>> = {
  register: {
    path: () => "/api/auth/register",
    valid: { username: "never_made", password, displayName: "Never", device },
    optional: ["displayName", "device"],
  },
  login: { path: () => "/api/auth/login", valid: { username: "never_made", password, device }, optional: ["device"] },
  refresh: { path: () => "/api/auth/refresh", valid: { refreshToken: "x" }, optional: [] },
  openConversation: {
    path: () => "/api/conversations",
    valid: { kind: "direct", userId: "user_nobody" },
    optional: [],
  },
  sendMessage: {
    path: ({ talk }) => `/api/conversations/${talk}/messages`,
    valid: {
      clientMsgId: newClientMsgId(),
      content: { type: "text", text: "Hello" },
      replyTo: "direct_nobody:1",
      mentions: ["user_nobody"],
    },
    optional: ["replyTo", "mentions"],
  },
  markRead: { path: ({ talk }) => `/api/conversations/${talk}/read`, valid: { seq: 1 }, optional: [] },
  createGroup: {
    path: () => "/api/groups",
    valid: { name: "Tea", description: "", avatar: "", settings: {}, memberIds: [] },
    optional: ["description", "avatar", "settings"],
  },
  editGroup: {
    path: () => noGroup,
    valid: { name: "Tea", description: "", avatar: "" },
    optional: ["name", "description", "avatar"],
  },
  transferGroup: { path: () => `${noGroup}/transfer`, valid: { userId: "user_nobody" }, optional: [] },
  announce: { path: () => `${noGroup}/announcement`, valid: { text: "Tuesday" }, optional: [] },
  addMembers: { path: () => `${noGroup}/members`, valid: { userIds: ["user_nobody"] }, optional: [] },
  editMember: { path: () => `${noGroup}/members/${newUserId()}`, valid: { nickname: "Al" }, optional: [] },
  joinGroup: {
    path: () => `${noGroup}/join`,
    valid: { password: "three cups", message: "May I?" },
    optional: ["password", "message"],
    empty: "CONVERSATION_NOT_FOUND",
  },
  answerJoinRequest: { path: () => `${noGroup}/requests/${newUserId()}`, valid: { accept: true }, optional: [] },
  makeLink: {
    path: () => `${noGroup}/links`,
    valid: { expiresAt: 1, maxUses: 1 },
    optional: ["expiresAt", "maxUses"],
    empty: "CONVERSATION_NOT_FOUND",
  },
};

it("[ERR-4] every route with a body is looked at", () => {
  const withBody = routeList.filter(({ body }) => body !== undefined).map(({ operationId }) => operationId);
  expect(Object.keys(bodies).toSorted()).toEqual(withBody.toSorted());
});

const json = { "content-type": "application/json" };
const latin1 = new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]);

/** What `spoil` makes of a field that may be so. */
const harmless = new Set(["device: {}", "expiresAt: null", "maxUses: null"]);

/** Comes in pieces, so that no header tells its length. */
function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const size = Math.min(left, 4_096);
      if (size === 0) return controller.close();
      left -= size;
      controller.enqueue(new Uint8Array(size).fill(0x20));
    },
  });
}

const methodOf = (operationId: string): string =>
  routeList.find((route) => route.operationId === operationId)?.method ?? "";

describe.each(Object.entries(bodies))("%s", (operationId, { path, valid, optional, empty = "INVALID_REQUEST" }) => {
  const post = (raw: BodyInit, headers: Readonly<Record<string, string>> = json): Promise<ErrorCode> =>
    codeFor({ method: methodOf(operationId), path: path(world), raw, headers });

  it.each(["text/plain", "application/jsonp", "application/x-www-form-urlencoded", "multipart/form-data", ""])(
    "[ERR-4] refuses a body of type '%s'",
    async (type) => {
      expect(await post(JSON.stringify(valid), { "content-type": type })).toBe("UNSUPPORTED_MEDIA_TYPE");
    },
  );

  it.each(["", "hello", "{", '{"a":1,}', "[".repeat(60_000)])("[ERR-3] refuses what is no JSON: %j", async (text) => {
    expect(await post(text)).toBe("INVALID_JSON");
  });

  it("[ERR-3] refuses what is no UTF-8", async () => {
    expect(await post(latin1)).toBe("INVALID_JSON");
  });

  it("[LIMIT-4] refuses more than 64 KiB, however it comes; reads exactly that much", async () => {
    const padding = " ".repeat(wireLimits.maxBodyBytes - 2);
    expect(await post(`{}${padding}`)).toBe(empty);
    expect(await post(`{}${padding} `)).toBe("TOO_LARGE");
    expect(await post(streamOf(wireLimits.maxBodyBytes + 1))).toBe("TOO_LARGE");
  });

  it.each(["null", "true", "1", '"x"', "[]", "{}", "1e400", nestedArrays(30_000), nestedObjects(10_000)])(
    "[ERR-4] refuses what is no such object: %.20s",
    async (text) => {
      expect(await post(text)).toBe(text === "{}" ? empty : "INVALID_REQUEST");
    },
  );

  it.each(spoil(valid, optional).filter(([name]) => !harmless.has(name)))(
    "[ERR-4] [ERR-5] refuses it %s",
    async (_name, text) => {
      expect(await post(text)).toBe("INVALID_REQUEST");
    },
  );

  const texts = Object.entries(valid).filter(([, value]) => typeof value === "string");
  const surrogates = texts.flatMap(([key]) => loneSurrogates.map((text) => [key, text] as const));
  it.each(surrogates)("[ERR-6] refuses lone surrogates in %s: %s", async (key, text) => {
    expect(await post(jsonObject({ ...fieldsOf(valid), [key]: `"${text}"` }))).toBe(
      // To a token it makes no difference why it is none.
      operationId === "refresh" ? "NOT_AUTHENTICATED" : "INVALID_REQUEST",
    );
  });

  it.each(Object.keys(valid))("[ERR-4] refuses %s 2,000 deep", async (key) => {
    for (const deep of [nestedArrays(2_000), nestedObjects(2_000)]) {
      expect(await post(jsonObject({ ...fieldsOf(valid), [key]: deep }))).toBe("INVALID_REQUEST");
    }
  });
});

describe("fields one level down", () => {
  const post = (operationId: string, key: string, text: string): Promise<ErrorCode> => {
    const { path, valid } = bodies[operationId] as Body;
    return codeFor({
      method: "POST",
      path: path(world),
      raw: jsonObject({ ...fieldsOf(valid), [key]: text }),
      headers: json,
    });
  };

  it.each(["extra", ...inheritedKeys])("[ERR-5] refuses %s", async (key) => {
    for (const operationId of ["register", "login"])
      expect(await post(operationId, "device", `{"${key}":{}}`)).toBe("INVALID_REQUEST");
    expect(await post("sendMessage", "content", `{"type":"text","text":"x","${key}":{}}`)).toBe("INVALID_REQUEST");
  });

  it.each(malformedIds)("[ERR-4] refuses ids of other characters: %s", async (id) => {
    expect(await post("login", "device", `{"id":"${id}"}`)).toBe("INVALID_REQUEST");
    expect(await post("openConversation", "userId", `"${id}"`)).toBe("INVALID_REQUEST");
    expect(await post("sendMessage", "clientMsgId", `"${id}"`)).toBe("INVALID_REQUEST");
    expect(await post("sendMessage", "mentions", `["${id}"]`)).toBe("INVALID_REQUEST");
  });

  it.each([...malformedNumbers, "0"])("[ERR-4] refuses a seq of %s", async (seq) => {
    expect(await post("markRead", "seq", seq)).toBe("INVALID_REQUEST");
  });

  it("[ERR-4] refuses a reply to another conversation", async () => {
    expect(await post("sendMessage", "replyTo", '"direct_nobody:1"')).toBe("INVALID_REQUEST");
  });

  it("[LIMIT-3] refuses content that is too large and too deep", async () => {
    for (const deep of [nestedArrays(30_000), nestedObjects(10_000)])
      expect(await post("sendMessage", "content", deep)).toBe("CONTENT_TOO_LARGE");
  });

  it.each(["a".repeat(16_400), "€".repeat(5_500), '"'.repeat(9_000), "a".repeat(60_000)])(
    "[LIMIT-3] refuses content beyond 16 KiB: %.3s",
    async (text) => {
      expect(await post("sendMessage", "content", JSON.stringify({ type: "text", text }))).toBe("CONTENT_TOO_LARGE");
    },
  );
});

describe("[ERR-4] addresses", () => {
  const get = (path: string): Promise<ErrorCode> => codeFor({ method: "GET", path });

  it.each([
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=1.5",
    "limit=1e2",
    "limit=ten",
    "limit=",
    "limit=%D9%A1",
    "limit=01",
    "limit=1&limit=2",
    "extra=1",
    "__proto__=1",
    "constructor=1",
  ])("refuses a query of %s", async (query) => {
    expect(await get(`/api/conversations?${query}`)).toBe("INVALID_REQUEST");
    expect(await get(`/api/conversations/${world.talk}/messages?${query}`)).toBe("INVALID_REQUEST");
  });

  it.each([
    "before=0",
    "before=-1",
    "before=9007199254740992",
    "before=99999999999999999999",
    "after=-1",
    "after=x",
    "before=2&after=1",
  ])("refuses a page with %s", async (query) => {
    expect(await get(`/api/conversations/${world.talk}/messages?${query}`)).toBe("INVALID_REQUEST");
  });

  it.each([
    "since=-1",
    "since=x",
    "since=9007199254740992",
    "cursor=",
    "cursor=%00",
    "cursor=a.b",
    `cursor=${"a".repeat(301)}`,
  ])("refuses an inbox with %s", async (query) => {
    expect(await get(`/api/conversations?${query}`)).toBe("INVALID_REQUEST");
  });

  const segments = [
    "%",
    "%ED%A0%80",
    "%00",
    "..%2f..",
    "a%20b",
    "__proto__",
    "constructor",
    "a".repeat(200),
    "%F0%9F%98%80",
  ];
  it.each(segments)("[ERR-7] finds nothing under a malformed segment: %.20s", async (segment) => {
    expect(await get(`/api/conversations/${segment}/messages`)).toBe("CONVERSATION_NOT_FOUND");
    expect(await get(`/api/users/by-username/${segment}`)).toBe("USER_NOT_FOUND");
    expect(await get(`/api/users/${segment}`)).toBe("USER_NOT_FOUND");
    expect(await codeFor({ method: "DELETE", path: `/api/devices/${segment}` })).toBe("NOT_FOUND");
  });

  it("[SOCKET-10] refuses to open a socket without an upgrade", async () => {
    expect(await get("/ws")).toBe("UPGRADE_REQUIRED");
    expect(await codeFor({ method: "GET", path: "/ws", headers: { upgrade: "h2c" } })).toBe("UPGRADE_REQUIRED");
  });
});

it("[ERR-8] nothing of all that was stored", async () => {
  expect(await headSeqOf(world.bob.accessToken, world.talk)).toBe(0);
  expect(await codeFor({ method: "GET", path: "/api/users/by-username/never_made" })).toBe("USER_NOT_FOUND");
});
