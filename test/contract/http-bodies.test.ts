// What a request may carry: bodies of which type, shape and size, and queries.
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newUsername, password, register } from "../support/people.ts";
import { callWorker, codeOf, under, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
});

const post = (path: string, raw: BodyInit, contentType?: string): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path, raw, headers: contentType === undefined ? {} : { "content-type": contentType } });

describe("bodies", () => {
  const path = "/api/auth/login";
  const good = JSON.stringify({ username: "nobody_here", password });

  it.each([undefined, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"])(
    "[HTTP-5] of type %s are refused",
    async (contentType) => {
      const answer = await post(path, new TextEncoder().encode(good), contentType);
      expect(answer.status).toBe(415);
      expect(codeOf(answer)).toBe("UNSUPPORTED_MEDIA_TYPE");
    },
  );

  it.each(["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;x=y"])(
    "[HTTP-5] of type %s are read",
    async (contentType) => {
      expect(codeOf(await post(path, good, contentType))).toBe("INVALID_CREDENTIALS");
    },
  );

  it.each<[string, BodyInit]>([
    ["no JSON", "{"],
    ["empty", ""],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["two values", "{}{}"],
  ])("[HTTP-5] that are %s are refused", async (_name, raw) => {
    expect(codeOf(await post(path, raw, "application/json"))).toBe("INVALID_JSON");
  });

  it.each([
    "null",
    "[]",
    '"text"',
    "{}",
    "[".repeat(30_000) + "]".repeat(30_000),
    `{"username":"nobody_here","password":"${password}","__proto__":{}}`,
    `{"username":"nobody_here","password":"${password}","constructor":{}}`,
    `{"username":["nobody_here"],"password":"${password}"}`,
  ])("[HTTP-5] of another shape are refused", async (raw) => {
    expect(codeOf(await post(path, raw, "application/json"))).toBe("INVALID_REQUEST");
  });

  it("[LIMIT-4] beyond 64 KiB are refused by what arrives, whatever the headers say", async () => {
    const fitting = `"${"x".repeat(65_536 - 2)}"`;
    expect(codeOf(await post(path, fitting, "application/json"))).toBe("INVALID_REQUEST");
    const tooLong = `"${"x".repeat(65_536 - 1)}"`;
    expect(codeOf(await post(path, tooLong, "application/json"))).toBe("TOO_LARGE");
    const endless = await under({}, path, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": "10" },
      body: endlessStream(),
    });
    expect(await endless.json()).toMatchObject({ code: "TOO_LARGE" });
  });
});

function endlessStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(1_024).fill(0x20));
    },
  });
}

describe("queries", () => {
  it.each([
    "?limit=0",
    "?limit=201",
    "?limit=abc",
    "?limit=1&limit=2",
    "?since=-1",
    "?other=1",
    "?__proto__=1",
    "?limit=",
  ])("[HTTP-12] of unknown, malformed or repeated parameters are refused: %s", async (query) => {
    const answer = await callWorker({ method: "GET", path: `/api/conversations${query}`, token: ada.accessToken });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("INVALID_REQUEST");
  });
});
