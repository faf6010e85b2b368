// Bad values within bodies and addresses over HTTP: a problem document with its code, and nothing stored.
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import {
  inheritedKeys,
  malformedIds,
  malformedNumbers,
  nestedArrays,
  nestedObjects,
  withField,
} from "./hostile-inputs.ts";
import { bodies, hostileRequests, json, type Body } from "./hostile-requests.ts";

const { worldNow, codeFor, itStoredNothing } = hostileRequests();

describe("fields one level down", () => {
  const post = (operationId: string, key: string, text: string): Promise<ErrorCode> => {
    const { path, valid } = bodies[operationId] as Body;
    return codeFor({
      method: "POST",
      path: path(worldNow()),
      raw: withField(valid, key, text),
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
    expect(await get(`/api/conversations/${worldNow().talk}/messages?${query}`)).toBe("INVALID_REQUEST");
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
    expect(await get(`/api/conversations/${worldNow().talk}/messages?${query}`)).toBe("INVALID_REQUEST");
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

itStoredNothing();
