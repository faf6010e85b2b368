// Deploys and rollbacks: the server of the release before and this one at work together, and one after the other on the
// same tables.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KlatchClient } from "@klatch/sdk";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FrozenServer } from "../../lab/frozen/freeze-server.ts";
import { MixedServer, type Code, type Mix } from "../../lab/frozen/mixed-server.ts";
import { tellMixedStory } from "../../lab/frozen/mixed-story.ts";
import { raisedLimits } from "../../lab/kit/server.ts";
import { sessionResultShape } from "../../schema/protocol/http-auth.ts";
import { auditResultShape } from "../../schema/protocol/http-operators.ts";
import { deadLettersResultShape, type DeadLetter } from "../../schema/protocol/http-dead-letters.ts";
import { fleetResultShape, type FleetResult } from "../../schema/protocol/http-fleet.ts";
import { releases } from "../../schema/versions/releases.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const frozen = inRepository("test", "frozen");
const kept = (await readdir(frozen)).toSorted();
const before = kept.at(-1) ?? "";

const all = (code: "older" | "newer"): Mix =>
  Object.fromEntries(
    ["worker", "UserSession", "Conversation", "Group", "PasswordShard", "NetworkShard"].map((name) => [name, code]),
  );
const older = all("older");
const newer = all("newer");
const halves: Mix = { UserSession: "both", Conversation: "both", Group: "both" };

const adminToken = "an-operators-secret-of-more-than-forty-characters";

let dir: string;
let mixed: MixedServer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-mixed-"));
  mixed = await MixedServer.start(join(dir, "state"), before, {
    vars: {
      // Named by the wrangler.toml of the release before.
      TOKEN_ISSUER: "klatch",
      IDS_WITHOUT_MAC: "old",
      ...raisedLimits,
      ADMIN_TOKEN: adminToken,
      JOBS_SETTLE_MS: "0",
      SWEEP_OBJECTS_PER_MINUTE: "60000",
      RECONNECT_DELAY_MS: "50",
      LOG_LEVEL: "error",
      // History is written while the story goes on, and read by whichever code runs next.
      HISTORY_PROJECT_AFTER_MS: "200",
    },
  });
});
afterAll(async () => {
  await mixed.stop();
  await rm(dir, { recursive: true, force: true });
});

it.each(kept)("[VERSION-2] the list of releases has %s as it was kept", async (name) => {
  const { entries } = JSON.parse(await readFile(join(frozen, name, "server.json"), "utf8")) as FrozenServer;
  expect(releases.find((release) => release.name === name)?.entries).toEqual(entries);
});

const everyMessage = ["1 one", "2 two", "3 three", "4 four", "5 five", "6 six", "7 seven"];
const groupMessages = ["4 g1", "5 g2", "7 g3", "10 g4"];
/** By all who listened from the beginning. */
const heard = [...everyMessage, ...groupMessages].toSorted();

const observed = {
  faults: [],
  refusals: {
    "wrong password": "INVALID_CREDENTIALS",
    "group password": "WRONG_PASSWORD",
    silenced: "MUTED",
    removed: "CONVERSATION_NOT_FOUND",
    banned: "BANNED",
    "old password": "INVALID_CREDENTIALS",
    "signed out": "DEVICE_SIGNED_OUT",
  },
  madeOnce: true,
  heard: { ada: heard, bob: heard, cem: ["10 g4", "7 g3"], dan: ["10 g4"] },
  talk: everyMessage,
  group: [
    "1 group-changed",
    "2 member-changed",
    "3 member-changed",
    "4 g1",
    "5 g2",
    "6 member-changed",
    "7 g3",
    "8 group-changed",
    "9 member-changed",
    "10 g4",
    "11 member-changed",
    "12 member-changed",
    "13 member-changed",
    "14 group-changed",
    "15 member-changed",
  ],
  members: ["member", "owner"],
  inboxes: [["direct 7 1", "group 15 2"], ["direct 7 0", "group 15 4"], [], []],
  devices: 2,
};

let tellings = 0;
async function tell(mixes: readonly Mix[]): Promise<object> {
  tellings += 1;
  let parts = 0;
  await mixed.deploy(mixes[0] ?? newer);
  return tellMixedStory({
    url: mixed.url,
    run: `m${tellings}`,
    before: async () => {
      const mix = mixes[parts % mixes.length];
      parts += 1;
      if (mixes.length > 1 && mix !== undefined) await mixed.deploy(mix);
    },
  });
}

describe("[VERSION-6] people see the same", () => {
  it.each<readonly [what: string, mixes: readonly Mix[]]>([
    ["from this release", [newer]],
    ["from the release before", [older]],
    ["from the front door of the release before, with objects of this one", [{ ...newer, worker: "older" }]],
    ["from the front door of this release, with objects of the one before", [{ ...older, worker: "newer" }]],
    ["from older sessions, with newer conversations", [{ ...newer, UserSession: "older" }]],
    ["from newer sessions, with older conversations", [{ ...newer, Conversation: "older", Group: "older" }]],
    ["from older shards, and objects of which half are older", [{ ...older, ...halves, worker: "newer" }]],
    ["through a deploy at each step, and a rollback after each", [older, newer]],
  ])("%s", { timeout: 180_000 }, async (_what, mixes) => {
    expect(await tell(mixes)).toEqual(observed);
  });
});

describe("jobs of the other release", () => {
  const kinds: readonly Code[] = ["older", "newer"];
  const admin = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  const deadLetters = async (): Promise<readonly DeadLetter[]> => {
    const response = await fetch(`${mixed.url}/api/admin/dead-letters`, { headers: admin });
    return v.parse(deadLettersResultShape, await response.json()).items;
  };
  const events = async (client: KlatchClient): Promise<readonly string[]> =>
    (await client.securityEvents()).items.map(({ event }) => event);

  it.each(kinds)(
    "[VERSION-7] what objects of either release enqueue is done by the consumer that is %s",
    async (by) => {
      await mixed.deploy({ ...(by === "older" ? newer : older), worker: by });
      const client = new KlatchClient({ url: mixed.url });
      await client.register({ username: `jobs_${by}`, password: "correct horse" });
      await client.login({ username: `jobs_${by}`, password: "correct horse" });
      await expect.poll(() => events(client), { timeout: 20_000 }).toContain("signed-in");
    },
  );

  it.each(kinds)("[VERSION-7] a job that the %s code does not know is kept as it was", async (by) => {
    const job = { v: 1, id: `unknown-to-${by}`, kind: "of-the-next-release", at: 1_000, payload: { one: 1 } };
    await mixed.deploy(all(by));
    expect(await mixed.consume({ body: job, attempts: 1, by, queue: "klatch-jobs" })).toEqual(["retried"]);
    expect(await deadLetters()).toEqual([]);
    expect(await mixed.consume({ body: job, attempts: 9, by, queue: "klatch-jobs" })).toEqual(["acked"]);
    expect(await deadLetters()).toMatchObject([{ id: job.id, reason: "unknown-kind" }]);
    // The next release, or the one before after a rollback.
    await mixed.deploy(all(by === "older" ? "newer" : "older"));
    expect(await deadLetters()).toMatchObject([{ id: job.id, reason: "unknown-kind", job }]);
    const gone = await fetch(`${mixed.url}/api/admin/dead-letters/${job.id}`, {
      method: "DELETE",
      headers: admin,
      ...(by === "older" ? { body: JSON.stringify({ reason: "seen" }) } : {}),
    });
    expect(gone.status).toBe(204);
  });

  it("[VERSION-7] a job that died under the older code is done by the newer one when it is replayed", async () => {
    await mixed.deploy(newer);
    const client = new KlatchClient({ url: mixed.url });
    const { user } = await client.register({ username: "replayed", password: "correct horse" });
    const payload = { event: "password-changed", userId: user.id, deviceId: client.session?.deviceId };
    const job = { v: 1, id: "died-before", kind: "account-audit", at: Date.now(), payload };
    // Its consumer could not store why it failed.
    expect(await mixed.consume({ body: job, attempts: 1, by: "older", queue: "klatch-jobs-dead" })).toEqual(["acked"]);
    const path = `${mixed.url}/api/admin/dead-letters/${job.id}/replay`;
    const replayed = await fetch(path, { method: "POST", headers: admin, body: JSON.stringify({ reason: "mended" }) });
    expect(replayed.ok).toBe(true);
    await expect.poll(() => events(client), { timeout: 20_000 }).toContain("password-changed");
  });
});

it("[VERSION-23] a sweep notes the objects that keep the older code, and counts those that have this release's tables", async () => {
  await mixed.deploy(older);
  const ada = new KlatchClient({ url: mixed.url });
  const bob = new KlatchClient({ url: mixed.url });
  await ada.register({ username: "sweep_ada", password: "correct horse" });
  await bob.register({ username: "sweep_bob", password: "correct horse" });
  const talk = await ada.openDirect({ username: "sweep_bob" });
  await ada.connect();
  await ada.send(talk.id, "hello").acked;
  // They run on, as at every deploy.
  await mixed.choose(newer);
  await new KlatchClient({ url: mixed.url }).register({ username: "sweep_cem", password: "correct horse" });
  const ask = async (method: "GET" | "POST", path: string): Promise<FleetResult> => {
    const body = method === "GET" ? {} : { body: JSON.stringify({ reason: "a deploy" }) };
    const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
    const response = await fetch(`${mixed.url}/api/admin/fleet${path}`, { method, headers, ...body });
    return v.parse(fleetResultShape, await response.json());
  };
  await ask("POST", "/sweep");
  const sweep = () => ask("GET", "").then((result) => result.sweep);
  const { newest } = await ask("GET", "");
  const known: Readonly<Record<string, number>> = releases.at(-1)?.entries ?? {};
  // The first release does not know the call. Later ones have older tables if this one adds a migration, or none to wait for.
  const isOlder =
    releases.length === 1 || Object.entries(newest["UserSession"] ?? {}).some(([name, n]) => n !== known[name]);
  const waits = async () => {
    const { state = null, older: waiting = 0 } = (await sweep()) ?? {};
    return isOlder ? waiting >= 2 : state === "done";
  };
  await expect.poll(waits, { timeout: 20_000 }).toBe(true);
  const seen = await sweep();
  expect(seen).toMatchObject({ state: isOlder ? "running" : "done", failed: 0 });
  for (const { class: swept, versions } of seen?.counts ?? []) expect(versions).toEqual(newest[swept]);
  expect(seen?.counts.map(({ class: swept }) => swept)).toContain("UserSession");
  ada.close();
});

describe("operators during a deploy", () => {
  const username = "suspended_ada";
  const password = "correct horse";
  const call = async (method: string, path: string, token?: string, body?: object) => {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const said = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(mixed.url + path, { method, headers, ...said });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const code = isJson ? ((JSON.parse(text) as { readonly code?: string }).code ?? null) : null;
    return { status: response.status, code, text };
  };
  const act = (method: string, path: string, body?: object) => call(method, `/api/admin/${path}`, adminToken, body);
  const reason = "a deploy";

  it("[ADMIN-28] nothing looks done that a session of the older code does not do", async () => {
    await mixed.deploy(older);
    const { text } = await call("POST", "/api/auth/register", undefined, { username, password });
    const { user, accessToken } = v.parse(sessionResultShape, JSON.parse(text));
    await mixed.choose({ ...newer, UserSession: "older" });
    const path = `users/${user.id}`;
    const acts = [
      await act("GET", path),
      await act("PUT", `${path}/suspension`, { reason }),
      await act("DELETE", `${path}/suspension`, { reason }),
      await act("DELETE", `${path}/devices`, { reason }),
    ];
    expect(acts.map(({ code }) => code)).toEqual(acts.map(() => "UNAVAILABLE"));
    expect((await call("GET", "/api/conversations", accessToken)).status).toBe(200);
    expect((await act("PUT", `${path}/budget`, { factor: 2, reason })).status).toBe(204);
    const records = v.parse(auditResultShape, JSON.parse((await act("GET", `audit?subject=${user.id}`)).text)).items;
    expect(records.map((record) => record.act)).toEqual(["budget-set"]);
  });

  it("[ADMIN-12] [VERSION-6] a suspended user gets nothing by the older front door", async () => {
    await mixed.deploy(newer);
    const login = () => call("POST", "/api/auth/login", undefined, { username, password });
    const { user, accessToken, refreshToken } = v.parse(sessionResultShape, JSON.parse((await login()).text));
    expect((await act("PUT", `users/${user.id}/suspension`, { reason })).status).toBe(200);
    await mixed.choose({ ...newer, worker: "older" });
    const tried = [
      await call("GET", "/api/conversations", accessToken),
      await call("POST", "/api/auth/refresh", undefined, { refreshToken }),
      await login(),
    ];
    // The release of 2026-11-29 knows no such code, and fails; later ones answer (VERSION-8).
    for (const { status, text } of tried) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain("Token");
    }
    await mixed.choose(newer);
    expect((await login()).code).toBe("SUSPENDED");
    expect((await act("DELETE", `users/${user.id}/suspension`, { reason })).status).toBe(204);
    expect((await login()).status).toBe(200);
  });
});
