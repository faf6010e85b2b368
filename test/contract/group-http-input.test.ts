// Bad input to the routes of groups: refused, before any group hears of it.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { createdGroupResultShape, groupViewResultShape } from "../../schema/protocol/http-groups.ts";
import { newGroupId, newUserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { handleRequest } from "../../workers/http/router.ts";
import { fakeActors } from "../support/fake-actors.ts";
import { call, codeFor, makeGroup, threePeople } from "../support/group-http.ts";
import { origin } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
beforeEach(async () => {
  [ada, bob] = await threePeople();
});

describe("names that nobody has", () => {
  const invented = ["group_x", "direct_a_b", "%", "..%2f..", "__proto__", "a".repeat(200), "world"];

  it("[GROUPHTTP-3] make no actor", async () => {
    const asked: string[] = [];
    const actors = fakeActors("GROUP", {}, (name) => void asked.push(name));
    const codeAt = async (method: string, path: string): Promise<string> => {
      const headers = { authorization: `Bearer ${ada.accessToken}`, "content-type": "application/json" };
      const body = method === "GET" || method === "DELETE" ? null : "{}";
      const request = new Request(origin + path, { method, headers, body });
      const response = await handleRequest(request, { ...env, ...actors });
      return (await response.json<{ code: string }>()).code;
    };
    for (const id of invented) {
      for (const [method, rest] of [
        ["GET", ""],
        ["PATCH", ""],
        ["DELETE", ""],
        ["GET", "/members"],
        ["POST", "/join"],
        ["PUT", `/bans/${bob.user.id}`],
      ] as const) {
        expect(await codeAt(method, `/api/groups/${id}${rest}`)).toBe("CONVERSATION_NOT_FOUND");
      }
      expect(await codeAt("DELETE", `/api/groups/${newGroupId()}/members/${id}`)).toBe("USER_NOT_FOUND");
      expect(await codeAt("GET", `/api/group-links/${id}`)).toBe("LINK_NOT_VALID");
      expect(await codeAt("POST", `/api/group-links/${newGroupId()}.${id}/join`)).toBe("LINK_NOT_VALID");
    }
    expect(asked).toEqual([]);
  });

  it("[GROUPHTTP-3] and well-formed ones of nobody are refused alike", async () => {
    const path = `/api/groups/${newGroupId()}`;
    const answers = [
      call(ada, "GET", path),
      call(ada, "PATCH", path, { name: "Mine" }),
      call(ada, "DELETE", path),
      call(ada, "GET", `${path}/members`),
      call(ada, "POST", `${path}/join`, {}),
      call(ada, "POST", `${path}/transfer`, { userId: bob.user.id }),
      call(ada, "GET", `${path}/links`),
    ];
    for (const answer of answers) expect(await codeFor(answer)).toBe("CONVERSATION_NOT_FOUND");
    const token = `${newGroupId()}.${"x".repeat(32)}`;
    expect(await codeFor(call(ada, "GET", `/api/group-links/${token}`))).toBe("LINK_NOT_VALID");
  });
});

describe("names", () => {
  const long = "x".repeat(10_000);

  it.each([
    ["none", ""],
    ["blank", " \u3000\n"],
    ["that show as nothing", "\u3164"],
    ["that turn what is around", "a\u202Eb"],
    ["of two lines", "Tea\nand cake"],
    ["of 10,000 characters", long],
    ["a number", 7],
    ["null", null],
  ])("[GROUPHTTP-10] [NAME-1] %s are refused", async (_kind, name) => {
    const { path } = await makeGroup(ada, [bob]);
    expect(await codeFor(call(ada, "POST", "/api/groups", { name, memberIds: [] }))).toBe("INVALID_REQUEST");
    expect(await codeFor(call(ada, "PATCH", path, { name }))).toBe("INVALID_REQUEST");
    // An empty nickname is none.
    const nickname = name === "" ? "\u200B" : name;
    const self = `${path}/members/${ada.user.id}`;
    expect(await codeFor(call(ada, "PATCH", self, { nickname }))).toBe("INVALID_REQUEST");
  });

  it("[NAME-1] are stored composed and with plain spaces", async () => {
    const made = await call(ada, "POST", "/api/groups", { name: " Cafe\u0301\u3000bar", memberIds: [] });
    const { group } = v.parse(createdGroupResultShape, made.body);
    expect(group.name).toBe("Caf\u00E9 bar");
    const self = `/api/groups/${group.id}/members/${ada.user.id}`;
    expect((await call(ada, "PATCH", self, { nickname: "Ze\u0301 " })).status).toBe(200);
    const seen = v.parse(groupViewResultShape, (await call(ada, "GET", `/api/groups/${group.id}`)).body);
    expect(seen.group?.self.nickname).toBe("Z\u00E9");
  });

  it("[TEXT-34] of texts that may be none, blank ones are none", async () => {
    const blank = " \u200B\n\u3164";
    const making = { name: "Tea", description: blank, memberIds: [] };
    const { group } = v.parse(createdGroupResultShape, (await call(ada, "POST", "/api/groups", making)).body);
    expect(group.description).toBe("");
    const path = `/api/groups/${group.id}`;
    const texts = async () => {
      const { group: seen } = v.parse(groupViewResultShape, (await call(ada, "GET", path)).body);
      return [seen?.description, seen?.announcement?.text];
    };
    for (const text of [" Cake ", blank]) {
      expect((await call(ada, "PATCH", path, { description: text })).status).toBe(200);
      expect((await call(ada, "PUT", `${path}/announcement`, { text })).status).toBe(200);
      expect(await texts()).toEqual(text === blank ? ["", undefined] : [text, text]);
    }
  });

  it("[GROUPHTTP-10] and other texts beyond their limits are refused", async () => {
    const { path } = await makeGroup(ada, [bob]);
    const self = `${path}/members/${ada.user.id}`;
    for (const [method, at, body] of [
      ["PATCH", path, { description: "x".repeat(wireLimits.groupDescriptionMaxChars + 1) }],
      ["PATCH", path, { avatar: "x".repeat(wireLimits.groupAvatarMaxChars + 1) }],
      ["PATCH", path, { password: "x".repeat(wireLimits.groupPasswordMaxChars + 1) }],
      ["PATCH", path, { password: "abcde" }],
      ["PATCH", self, { nickname: "x".repeat(wireLimits.nicknameMaxChars + 1) }],
      ["PUT", `${path}/announcement`, { text: "x".repeat(wireLimits.announcementMaxChars + 1) }],
      ["POST", `${path}/join`, { message: "x".repeat(wireLimits.joinMessageMaxChars + 1) }],
      ["POST", `${path}/members`, { userIds: [] }],
      ["POST", `${path}/members`, { userIds: Array.from({ length: 501 }, () => newUserId()) }],
    ] as const) {
      expect(await codeFor(call(ada, method, at, body))).toBe("INVALID_REQUEST");
    }
    const most = { description: "x".repeat(wireLimits.groupDescriptionMaxChars) };
    expect((await call(ada, "PATCH", path, most)).status).toBe(200);
  });
});
