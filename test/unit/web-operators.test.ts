// The operators' pages without a browser: the token, calls, roles, reasons and words.
import { KlatchError } from "@klatch/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actNames } from "../../schema/operators/act-names.ts";
import { isReason, reasonOf } from "../../apps/web/admin/act-reason.ts";
import { AdminCalls, type AuditRecord } from "../../apps/web/admin/admin-calls.ts";
import { detailsOf } from "../../apps/web/admin/audit-details.ts";
import { actText, reasonText, resultText } from "../../apps/web/admin/audit-text.ts";
import { deadLetterReason } from "../../apps/web/admin/dead-letter-text.ts";
import { LookedUp } from "../../apps/web/admin/looked-up.ts";
import { operatorErrorText } from "../../apps/web/admin/operator-error.ts";
import { OperatorSession } from "../../apps/web/admin/operator-session.ts";
import { pageOf, pagesOf } from "../../apps/web/admin/pages.ts";
import { roleText } from "../../apps/web/admin/role-text.ts";
import { isSuspended } from "../../apps/web/admin/suspension-text.ts";
import { endOf, terms } from "../../apps/web/admin/terms.ts";
import { localePreference } from "../../apps/web/i18n/locale.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

beforeEach(() => {
  localePreference.value = "en";
});
afterEach(() => {
  localePreference.value = "system";
});

const token = `klatch_operator_${"A".repeat(64)}`;
const me = { name: "olga", role: "moderator", expiresAt: null };

interface Call {
  readonly address: string;
  readonly init: RequestInit;
}

/** A server that answers each call alike. */
function fakeServer(status: number, body: unknown) {
  const calls: Call[] = [];
  const fetcher: typeof fetch = async (address, init = {}) => {
    calls.push({ address: address instanceof Request ? address.url : address.toString(), init });
    return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
  };
  return { calls, fetcher };
}

class FakeStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
}

describe("[WEB-61] the token", () => {
  it("is kept by the tab until the operator leaves, and a reload comes in with it", async () => {
    const storage = new FakeStorage();
    const { fetcher } = fakeServer(200, me);
    await new OperatorSession(storage, fetcher).enter(` ${token}\n`);
    const reloaded = new OperatorSession(storage, fetcher);
    await reloaded.resume();
    expect(reloaded.operator.value?.me).toEqual(me);
    reloaded.leave();
    expect([reloaded.operator.value, storage.items.size, reloaded.isRefused.value]).toEqual([null, 0, false]);
  });

  it("is forgotten once the server refuses it, and the page says so", async () => {
    const storage = new FakeStorage();
    let status = 200;
    const session = new OperatorSession(storage, async () =>
      status === 200 ? Response.json(me) : Response.json({ code: "NOT_AUTHENTICATED", title: "No." }, { status }),
    );
    await session.enter(token);
    status = 401;
    await expect(session.operator.value?.calls.call("GET /api/admin/audit", {})).rejects.toMatchObject({
      code: "NOT_AUTHENTICATED",
    });
    expect([session.operator.value, storage.items.size, session.isRefused.value]).toEqual([null, 0, true]);
  });

  it("stays while the server cannot be reached, and comes in where a tab keeps nothing", async () => {
    const storage = new FakeStorage();
    const session = new OperatorSession(storage, fakeServer(200, me).fetcher);
    await session.enter(token);
    const offline = new OperatorSession(storage, () => Promise.reject(new TypeError("offline")));
    await expect(offline.resume()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(storage.items.size).toBe(1);
    const bare = new OperatorSession(null, fakeServer(200, me).fetcher);
    await bare.enter(token);
    expect(bare.operator.value?.me.name).toBe("olga");
  });

  it("goes in the header, to a path of this server, which may send it nowhere else", async () => {
    const { calls, fetcher } = fakeServer(204, undefined);
    const admin = new AdminCalls(token, fetcher, () => {});
    const path = { userId: "../user_x" };
    await admin.call("DELETE /api/admin/users/:userId/devices", { path, body: { reason: "a test" } });
    await admin.call("GET /api/admin/audit", { query: { cursor: undefined, actor: "a&b" } });
    const [ended, audit] = calls;
    expect(ended).toMatchObject({
      address: "/api/admin/users/..%2Fuser_x/devices",
      init: {
        ...{ method: "DELETE", body: '{"reason":"a test"}', mode: "same-origin" },
        ...{ redirect: "error", credentials: "omit", cache: "no-store" },
      },
    });
    expect(new Headers(ended?.init.headers).get("authorization")).toBe(`Bearer ${token}`);
    expect(audit?.address).toBe("/api/admin/audit?actor=a%26b");
  });

  it("that no header can carry is nobody's", async () => {
    const { calls, fetcher } = fakeServer(200, me);
    await expect(new OperatorSession(null, fetcher).enter("日本")).rejects.toMatchObject({ code: "NOT_AUTHENTICATED" });
    expect(calls).toEqual([]);
  });
});

it("[WEB-63] an answer that is no problem document counts as none, and a problem's details are read", async () => {
  const page: typeof fetch = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  await expect(new AdminCalls(token, page, () => {}).call("GET /api/admin/me", {})).rejects.toMatchObject({
    code: "UNAVAILABLE",
    status: 502,
  });
  const { fetcher } = fakeServer(429, { code: "RATE_LIMITED", title: "Slow down.", retryAfterMs: 60_000 });
  const error: unknown = await new AdminCalls(token, fetcher, () => {})
    .call("GET /api/admin/me", {})
    .catch((reason: unknown) => reason);
  expect(operatorErrorText(error)).toBe("There were too many attempts from here. You can go on in 60 seconds.");
});

it("[WEB-62] each role sees its pages, and an address of another one leads to the overview", () => {
  expect(pagesOf("moderator")).toEqual(["overview", "people", "audit"]);
  expect(pagesOf("operator")).toEqual(["overview", "people", "operators", "registration", "dead-letters", "audit"]);
  // Of a newer server.
  expect(pagesOf("auditor")).toEqual(pagesOf("moderator"));
  expect(pageOf("operators", "moderator")).toBe("overview");
  expect(pageOf("operators", "operator")).toBe("operators");
  expect(pageOf("__proto__", "operator")).toBe("overview");
});

it.each([
  ["", false],
  ["  ab  ", false],
  ["abc", true],
  ["  a  c  ", true],
  ["a".repeat(500), true],
  ["a".repeat(501), false],
  ["  b \n c  ", true],
  ["\u200b\u2060\u200d\u200b", false],
])("[WEB-63] a reason of one line: %j", (typed, isOne) => {
  expect(isReason(typed)).toBe(isOne);
  expect(reasonOf(typed)).not.toMatch(/^\s|\s$|\n/);
});

it("[WEB-63] every refusal of an act has words, which never are its code", () => {
  const codes = [
    ...(["NOT_AUTHENTICATED", "FORBIDDEN", "USER_NOT_FOUND", "NOT_FOUND", "NAME_TAKEN", "TOO_MANY"] as const),
    ...(["INVALID_REQUEST", "UNAVAILABLE", "INTERNAL", "RATE_LIMITED"] as const),
  ];
  const texts = codes.map((code) => operatorErrorText(new KlatchError(code, code)));
  for (const text of texts) expect(text).not.toMatch(/[A-Z]{3}/);
  expect(new Set(texts).size).toBe(texts.length);
  expect(operatorErrorText(new KlatchError("INVALID_REQUEST", "", { pointer: "/reason" }))).toContain("3 to 500");
});

it.each(actNames)("[WEB-65] %s has words", (act) => {
  expect(actText(act)).not.toBe(act);
});

it("[WEB-65] records are told in words, and what a newer server has stands under its own name", () => {
  const record: AuditRecord = {
    id: "1",
    at: 0,
    actor: "olga",
    role: "moderator",
    act: "user-suspended",
    subject: "user_x",
    reason: null,
    result: "begun",
    detail: {},
  };
  expect(actText(record.act)).toBe("Suspended a person");
  expect(reasonText(record)).toBe("No reason was given");
  expect(resultText(record.result)).toContain("Begun");
  const told = (detail: AuditRecord["detail"]) => detailsOf({ ...record, detail });
  expect(told({ until: null, moon: 7, toString: true, wasSuspended: false })).toEqual([
    ["Until", "No end"],
    ["moon", "7"],
    ["toString", "Yes"],
    ["Was suspended", "No"],
  ]);
  expect(told({ mode: "closed", role: "operator", kind: null, signedOut: 2 }).map(([, value]) => value)).toEqual([
    ...["Closed", "Operator", "Not known", "2"],
  ]);
  expect(told({ mode: "ajar", role: "auditor" }).map(([, value]) => value)).toEqual(["ajar", "auditor"]);
  expect(told({ expiresAt: 1_795_000_000_000 })[0]?.[1]).toContain("2026");
  expect([actText("moon-landed"), resultText("eclipsed"), roleText("auditor"), deadLetterReason("bored")]).toEqual([
    "moon-landed",
    "eclipsed",
    "auditor",
    "bored",
  ]);
});

it("suspensions end after the chosen time, or never, and one that is over holds no longer", () => {
  const day = 86_400_000;
  expect(terms.map((term) => endOf(term, 5))).toEqual([5 + day, 5 + 7 * day, 5 + 30 * day, null]);
  const suspension = { at: 0, by: "olga", reason: "a test", until: null };
  expect(isSuspended(suspension)).toBe(true);
  expect(isSuspended({ ...suspension, until: Date.now() + day })).toBe(true);
  expect(isSuspended({ ...suspension, until: Date.now() - day })).toBe(false);
  expect(isSuspended(null)).toBe(false);
});

it("of the people looked up, each is listed once, as last seen, the newest first", () => {
  const account = (id: string, displayName = id) => ({
    user: { id: id as UserId, username: id, displayName, createdAt: 0 },
    suspension: null,
    devices: [],
  });
  const lookedUp = new LookedUp();
  for (let i = 0; i < 60; i++) lookedUp.see(account(`user_${i}`));
  lookedUp.see(account("user_58", "Renamed"));
  expect(lookedUp.all.value).toHaveLength(50);
  expect(lookedUp.all.value.slice(0, 2).map(({ user }) => user.displayName)).toEqual(["user_59", "Renamed"]);
});
