// Pictures as avatars over HTTP, with real objects and R2: what is taken, who gets it, and when it is gone.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { groupResultShape } from "../../schema/protocol/http-groups.ts";
import { meShape } from "../../schema/protocol/profile.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";
import { crash, groupObject } from "../support/group-actors.ts";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import { sessionObject } from "../support/actors.ts";
import { call, codeFor, give, makeGroup, threePeople } from "../support/group-http.ts";
import { openLive, password } from "../support/people.ts";
import { jpegOf, pngOf, webpOf } from "../support/some-files.ts";
import {
  callUnder,
  callWorker,
  codeOf,
  fetchWorker,
  under,
  type HttpAnswer,
  type HttpCall,
} from "../support/worker-http.ts";

const square = { width: 300, height: 300 };
const minuteMs = 60_000;

let ada: SessionResult;
let bob: SessionResult;
let cleo: SessionResult;
beforeEach(async () => {
  [ada, bob, cleo] = await threePeople();
});
afterEach(() => void vi.useRealTimers());

const putting = (who: SessionResult, path: string, raw: Uint8Array): HttpCall => ({
  method: "PUT",
  path,
  token: who.accessToken,
  raw,
  // Over HTTP it is there anyway.
  headers: { "content-type": "application/octet-stream", "content-length": String(raw.length) },
});
const put = (who: SessionResult, path: string, raw: Uint8Array): Promise<HttpAnswer> =>
  callWorker(putting(who, path, raw));
const setOwn = async (who: SessionResult, picture: Uint8Array = jpegOf(square)): Promise<string> =>
  (await give(meShape, put(who, "/api/me/avatar", picture))).user.avatar ?? "";
const avatarOf = async (who: SessionResult): Promise<string | undefined> =>
  (await give(meShape, call(who, "GET", "/api/me"))).user.avatar;
/** Anybody, without a token. */
const fetched = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetchWorker({ method: "GET", path, headers });
const picturesOf = async (ownerId: string): Promise<readonly string[]> =>
  (await env.FILES.list({ prefix: `avatars/${ownerId}/` })).objects.map(({ key }) => `/${key}`);

/** The object's alarm, as often as it is due, within so many minutes from now. */
async function passMinutes(object: DurableObjectStub, minutes: number): Promise<void> {
  const from = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: from });
  for (let minute = 1; minute <= minutes; minute += 1) {
    vi.setSystemTime(from + minute * minuteMs);
    await runDurableObjectAlarm(object);
  }
}

describe("[AVATAR-1] a picture as one's own avatar", () => {
  it.each([
    ["image/jpeg", jpegOf({ ...square, secret: "at home", appended: "<script>" })],
    ["image/png", Buffer.concat([pngOf(300, 300, { secret: "at home" }), Buffer.from("<script>")])],
    ["image/webp", webpOf(300, 300, { secret: "at home" })],
    ["image/jpeg", jpegOf({ width: 512, height: 512 })],
  ])("is taken as %s, and says nothing beside the picture; [AVATAR-3] everybody gets it", async (type, picture) => {
    const avatar = await setOwn(ada, new Uint8Array(picture));
    expect(avatar).toMatch(new RegExp(`^/avatars/${ada.user.id}/[0-9a-z]{26}$`));
    const { body } = await call(bob, "GET", `/api/users?ids=${ada.user.id}`);
    expect(body).toMatchObject({ items: [{ id: ada.user.id, avatar }] });
    const answer = await fetched(avatar);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
    expect(Buffer.from(await answer.arrayBuffer()).toString("latin1")).not.toMatch(/at home|script/);
  });

  it.each([
    ["a GIF", new TextEncoder().encode("GIF89a\u0001\0\u0001\0\0\0\0;"), "FILE_TYPE_REFUSED"],
    ["a page", new TextEncoder().encode("<!doctype html><script>alert(1)</script>"), "FILE_TYPE_REFUSED"],
    [
      "a drawing with a script",
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      "FILE_TYPE_REFUSED",
    ],
    ["a moving PNG", pngOf(300, 300, { isMoving: true }), "FILE_TYPE_REFUSED"],
    ["a moving PNG that says so late", pngOf(300, 300, { isMoving: true, filler: 9_000 }), "FILE_TYPE_REFUSED"],
    ["a moving WebP", webpOf(300, 300, { isMoving: true }), "FILE_TYPE_REFUSED"],
    ["no square", jpegOf({ width: 300, height: 299 }), "FILE_NOT_AS_DECLARED"],
    ["a pixel too many", pngOf(513, 513), "FILE_NOT_AS_DECLARED"],
    ["30,000 pixels a side", jpegOf({ width: 30_000, height: 30_000 }), "FILE_NOT_AS_DECLARED"],
    ["no pixels", jpegOf({ width: 0, height: 0 }), "FILE_NOT_AS_DECLARED"],
    ["half a picture", jpegOf(square).subarray(0, 60), "FILE_NOT_AS_DECLARED"],
    ["nothing", new Uint8Array(), "FILE_TYPE_REFUSED"],
    ["a byte too many", new Uint8Array(wireLimits.maxAvatarBytes + 1), "TOO_LARGE"],
  ])("that is %s is refused, coded, and changes nothing", async (_what, bytes, code) => {
    expect(codeOf(await put(ada, "/api/me/avatar", bytes))).toBe(code);
    expect([await avatarOf(ada), await picturesOf(ada.user.id)]).toEqual([undefined, []]);
  });

  it("needs its length and its type", async () => {
    const whole = putting(ada, "/api/me/avatar", jpegOf(square));
    const type = { "content-type": "application/octet-stream" };
    expect(codeOf(await callUnder({}, { ...whole, headers: type }))).toBe("INVALID_REQUEST");
    expect(codeOf(await callUnder({}, { ...whole, headers: { ...type, "content-length": "1e3" } }))).toBe(
      "INVALID_REQUEST",
    );
    expect(codeOf(await callWorker({ ...whole, headers: { "content-type": "image/jpeg" } }))).toBe(
      "UNSUPPORTED_MEDIA_TYPE",
    );
  });
});

describe("[AVATAR-2] the path of a picture", () => {
  it("is made by the server: of an invented one R2 is not asked, and nobody names it as their avatar", async () => {
    const avatar = await setOwn(ada);
    const token = avatar.slice(-26);
    const away = { FILES: new Proxy(env.FILES, { get: () => () => Promise.reject(new Error("R2 was asked")) }) };
    const altered = token.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    for (const path of [`/avatars/${ada.user.id}/${altered}`, `/avatars/${bob.user.id}/${token}`, "/avatars/x/y"])
      expect(codeOf(await callUnder(away, { method: "GET", path })), path).toBe("FILE_NOT_FOUND");
    for (const taken of [avatar, `/avatars/${bob.user.id}/${token}`]) {
      const refused = await call(bob, "PATCH", "/api/me", { avatar: taken });
      expect(refused.body).toMatchObject({ code: "INVALID_REQUEST", pointer: "/avatar" });
      const made = await call(bob, "POST", "/api/groups", { name: "Tea", memberIds: [], avatar: taken });
      expect(made.body).toMatchObject({ code: "INVALID_REQUEST", pointer: "/avatar" });
    }
    // What one has already may be said again, as clients do that send all fields.
    expect((await give(meShape, call(ada, "PATCH", "/api/me", { avatar, bio: "Reads." }))).user.avatar).toBe(avatar);
  });

  it("counts for the network where it is invented, and not where there is such a picture", async () => {
    const avatar = await setOwn(ada);
    const few = { LIMIT_STRANGER_CALLS_PER_MINUTE: "3", LIMIT_FACTOR_56: "1", LIMIT_FACTOR_48: "1" };
    const from = { "cf-connecting-ip": "3fff:fe:1::1" };
    const asked = async (path: string): Promise<Response> => {
      const answer = await under(few, path, { headers: from });
      await answer.clone().arrayBuffer();
      return answer;
    };
    for (let times = 0; times < 10; times++) expect((await asked(avatar)).status).toBe(200);
    const statuses: number[] = [];
    // The minute may turn meanwhile.
    for (let times = 0; times < 8; times++) statuses.push((await asked(`${avatar.slice(0, -1)}_`)).status);
    expect([statuses[0], statuses.includes(429)]).toEqual([404, true]);
    expect((await asked(avatar)).status).toBe(200);
  });

  it("[AVATAR-3] shows nothing that runs, and is asked for again after a quarter of an hour at the latest", async () => {
    const answer = await fetched(await setOwn(ada));
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "private, max-age=900",
      "content-disposition": 'inline; filename="avatar"',
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });
    const known = await fetched(await setOwn(ada), { "if-none-match": answer.headers.get("etag") ?? "" });
    expect(known.status).toBe(304);
  });
});

describe("[AVATAR-4] a picture that is not shown any more", () => {
  it("is gone within 15 minutes: replaced, or taken away for an emoji or nothing; the one that is shown stays", async () => {
    const first = await setOwn(ada);
    const second = await setOwn(ada, pngOf(300, 300));
    await crash(sessionObject(ada.user.id));
    await passMinutes(sessionObject(ada.user.id), 15);
    expect(await picturesOf(ada.user.id)).toEqual([second]);
    expect([(await fetched(first)).status, (await fetched(second)).status]).toEqual([404, 200]);
    vi.useRealTimers();
    await give(meShape, call(ada, "PATCH", "/api/me", { avatar: "🦊" }));
    await passMinutes(sessionObject(ada.user.id), 15);
    expect(await picturesOf(ada.user.id)).toEqual([]);
    expect(await runDurableObjectAlarm(sessionObject(ada.user.id))).toBe(false);
  });

  it("or never was, because the server broke off before it was named, goes too", async () => {
    const broken = new Proxy(env.DIRECTORY, {
      get: () => () => {
        throw new Error("the directory is away");
      },
    });
    vi.spyOn(console, "error").mockImplementation(() => {});
    const answer = await callUnder({ DIRECTORY: broken }, putting(ada, "/api/me/avatar", jpegOf(square)));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await picturesOf(ada.user.id)).toHaveLength(1);
    await crash(sessionObject(ada.user.id));
    await passMinutes(sessionObject(ada.user.id), 15);
    expect([await avatarOfStored(ada), await picturesOf(ada.user.id)]).toEqual(["", []]);
  });

  it("because R2 does not take it, is refused, and the avatar is what it was", async () => {
    const full = new Proxy(env.FILES, { get: () => () => Promise.reject(new Error("R2 is away")) });
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(codeOf(await callUnder({ FILES: full }, putting(ada, "/api/me/avatar", jpegOf(square))))).toBe(
      "UNAVAILABLE",
    );
    expect(await avatarOf(ada)).toBeUndefined();
  });

  it("because its account is deleted, goes when the account's time is over", async () => {
    const avatar = await setOwn(ada);
    await call(ada, "DELETE", "/api/me", { password, eraseMessages: false });
    expect((await fetched(avatar)).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + defaultLimits.ACCOUNT_RESTORE_SECONDS * 1_000 + 1_000 });
    await runDurableObjectAlarm(sessionObject(ada.user.id));
    expect(await picturesOf(ada.user.id)).toEqual([]);
  });
});

/** The directory's row: the token has expired. */
const avatarOfStored = async ({ user }: SessionResult): Promise<unknown> =>
  (await env.DIRECTORY.prepare("SELECT avatar FROM account WHERE id = ?").bind(user.id).first())?.["avatar"];

describe("[AVATAR-5] a group's picture", () => {
  it("is changed by whoever may change its name, and all members are told", async () => {
    const group = await makeGroup(ada, [bob]);
    const path = `${group.path}/avatar`;
    expect(await codeFor(put(bob, path, jpegOf(square)))).toBe("FORBIDDEN");
    expect(await codeFor(put(cleo, path, jpegOf(square)))).toBe("CONVERSATION_NOT_FOUND");
    expect(await picturesOf(group.id)).toEqual([]);
    expect(await codeFor(put(ada, path, jpegOf({ width: 3, height: 4 })))).toBe("FILE_NOT_AS_DECLARED");
    const socket = await openLive(bob.accessToken);
    const { avatar } = (await give(groupResultShape, put(ada, path, jpegOf(square)))).group;
    expect(avatar).toMatch(new RegExp(`^/avatars/${group.id}/`));
    expect(await socket.nextOfType("group-changed")).toMatchObject({
      actorId: ada.user.id,
      change: { kind: "info", avatar },
    });
    expect((await call(cleo, "GET", group.path)).body).toMatchObject({ profile: { avatar } });
    expect((await fetched(avatar)).status).toBe(200);
    const stolen = await makeGroup(bob, []);
    expect(await codeFor(call(bob, "PATCH", stolen.path, { avatar }))).toBe("INVALID_REQUEST");
    // As clients do that send all that they know.
    expect((await call(ada, "PATCH", group.path, { name: "Coffee", avatar })).status).toBe(200);
  });

  it("[AVATAR-4] that was replaced, taken away or was the group's that is dissolved is gone within 15 minutes", async () => {
    const group = await makeGroup(ada, [bob]);
    const set = async () =>
      (await give(groupResultShape, put(ada, `${group.path}/avatar`, jpegOf(square)))).group.avatar;
    await set();
    const second = await set();
    await crash(groupObject(group.id));
    await passMinutes(groupObject(group.id), 15);
    expect(await picturesOf(group.id)).toEqual([second]);
    vi.useRealTimers();
    expect((await call(ada, "PATCH", group.path, { avatar: "" })).status).toBe(200);
    await passMinutes(groupObject(group.id), 15);
    expect(await picturesOf(group.id)).toEqual([]);
    vi.useRealTimers();
    await set();
    expect((await call(ada, "DELETE", group.path)).status).toBe(200);
    await crash(groupObject(group.id));
    await passMinutes(groupObject(group.id), 15);
    expect(await picturesOf(group.id)).toEqual([]);
  });
});

describe("[AVATAR-4] a group's picture that was written and never named", () => {
  it("goes, whatever the Worker did not get to do", async () => {
    const group = await makeGroup(ada, [bob]);
    expect(await groupStub(env, group.id).beginAvatar({ userId: bob.user.id })).toMatchObject({
      refusal: { code: "FORBIDDEN" },
    });
    expect(await groupStub(env, group.id).beginAvatar({ userId: ada.user.id })).toEqual({ ok: true });
    await env.FILES.put(`avatars/${group.id}/${"0".repeat(26)}`, jpegOf(square));
    await crash(groupObject(group.id));
    await passMinutes(groupObject(group.id), 15);
    expect(await picturesOf(group.id)).toEqual([]);
  });
});

describe("[AVATAR-6] what a picture costs its sender", () => {
  it("is told: a change of the profile or of a group, an upload and its bytes", async () => {
    const group = await makeGroup(ada, []);
    const left = async (path: string): Promise<string> =>
      (await fetchWorker(putting(ada, path, jpegOf(square)))).headers.get("ratelimit") ?? "";
    for (const budget of ["profile", "uploads", "uploaded-bytes"])
      expect(await left("/api/me/avatar")).toContain(`"${budget}"`);
    for (const budget of ["changes", "uploads", "uploaded-bytes"])
      expect(await left(`${group.path}/avatar`)).toContain(`"${budget}"`);
  });
});
