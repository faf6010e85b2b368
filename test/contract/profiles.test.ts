// Profiles and usernames over HTTP: who sees and changes what.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { userResultShape, type SessionResult } from "../../schema/protocol/http-auth.ts";
import { securityEventsResultShape } from "../../schema/protocol/http-me.ts";
import { meShape, userWithProfileShape, type Me, type Profile } from "../../schema/protocol/profile.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { writeChoices } from "../../workers/accounts/profiles.ts";
import { call, codeFor, give, threePeople } from "../support/group-http.ts";
import { CaughtQueue, deliver } from "../support/jobs-queue.ts";
import { befriend, newUsername, password } from "../support/people.ts";
import { callWorker, codeOf } from "../support/worker-http.ts";

const dayMs = 86_400_000;

let ada: SessionResult;
let bob: SessionResult;
let cleo: SessionResult;
beforeEach(async () => {
  [ada, bob, cleo] = await threePeople();
});

const edit = (who: SessionResult, patch: object) => call(who, "PATCH", "/api/me", patch);
const edited = (who: SessionResult, patch: object): Promise<Me> => give(meShape, edit(who, patch));
const meOf = (who: SessionResult): Promise<Me> => give(meShape, call(who, "GET", "/api/me"));
const seenBy = async (who: SessionResult, whose: SessionResult): Promise<Profile | undefined> =>
  (await give(userWithProfileShape, call(who, "GET", `/api/users/${whose.user.id}`))).profile;
const directory = (query: string, ...bound: readonly unknown[]) =>
  env.DIRECTORY.prepare(query)
    .bind(...bound)
    .run();
/** As if the username had been changed so long ago. */
const age = async ({ user }: SessionResult, byMs: number): Promise<void> => {
  await directory("UPDATE account SET username_changed_at = username_changed_at - ?1 WHERE id = ?2", byMs, user.id);
  await directory("UPDATE kept_username SET until = until - ?1 WHERE user_id = ?2", byMs, user.id);
};
const signIn = (username: string) =>
  callWorker({ method: "POST", path: "/api/auth/login", body: { username, password } });

describe("[PROFILE-1] what a user tells of themselves", () => {
  it("is changed as a whole, keeps what is left out, and is seen by others", async () => {
    const until = Date.now() + dayMs;
    const full = {
      displayName: "Ada  L.",
      avatar: "👩🏽‍🚀",
      bio: "First line.\nSecond line.",
      status: { emoji: "🌴", text: "On holiday", until },
    };
    const me = await edited(ada, full);
    expect(me).toEqual({
      user: { ...ada.user, displayName: "Ada L.", avatar: full.avatar },
      bio: full.bio,
      status: full.status,
      usernameChangeAt: null,
    });
    expect(await meOf(ada)).toEqual(me);
    expect(await seenBy(bob, ada)).toEqual({ bio: full.bio, status: full.status });
    const { body } = await call(bob, "GET", `/api/users?ids=${ada.user.id}`);
    expect(body).toEqual({ items: [me.user], next: null });
    expect(await edited(ada, { bio: "" })).toEqual({ ...me, bio: "" });
    expect(await edited(ada, { avatar: "", status: null })).toEqual({
      user: { ...ada.user, displayName: "Ada L." },
      bio: "",
      status: null,
      usernameChangeAt: null,
    });
    expect(await seenBy(bob, ada)).toEqual({ bio: "", status: null });
  });

  it.each([
    ["nothing", {}, ""],
    ["an unknown field", { email: "ada@example.org" }, "/email"],
    ["a status of 4 KB", { status: { text: "x".repeat(4_096) } }, "/status/text"],
    ["a status that says nothing", { status: { until: null } }, "/status"],
    ["a status of two lines", { status: { text: "a\nb" } }, "/status/text"],
    ["a word for an emoji", { status: { emoji: "palm" } }, "/status/emoji"],
    ["two emoji", { avatar: "🌴🌴" }, "/avatar"],
    ["an avatar with spaces", { avatar: "a b" }, "/avatar"],
    ["markup for an avatar", { avatar: "<img>" }, "/avatar"],
    ["a long avatar", { avatar: "a".repeat(129) }, "/avatar"],
    ["a long bio", { bio: "x".repeat(301) }, "/bio"],
    ["half a character", { bio: "\uD83C" }, "/bio"],
    ["a bio of another type", { bio: 7 }, "/bio"],
    ["an invisible name", { displayName: "\u200B" }, "/displayName"],
    ["a username with a space", { username: "ada l" }, "/username"],
    ["a status that is over", { status: { text: "Away", until: 1 } }, "/status/until"],
    ["a status for ever and a day", { status: { text: "Away", until: 9e15 } }, "/status/until"],
  ])("[PROFILE-2] %s is refused, and nothing is changed", async (_name, patch, pointer) => {
    const before = await meOf(ada);
    const { status, body } = await edit(ada, {
      ...(Object.keys(patch).length === 0 ? {} : { bio: "Changed." }),
      ...patch,
    });
    expect([status, body]).toEqual([400, expect.objectContaining({ code: "INVALID_REQUEST", pointer })]);
    expect(await meOf(ada)).toEqual(before);
  });

  it("[PROFILE-3] a status that is over is told to nobody, its owner included", async () => {
    await edited(ada, { status: { text: "At lunch", until: Date.now() + dayMs } });
    await directory(
      "UPDATE account SET status = json_set(status, '$.until', ?1) WHERE id = ?2",
      Date.now() - 1,
      ada.user.id,
    );
    expect([(await meOf(ada)).status, (await seenBy(bob, ada))?.status]).toEqual([null, null]);
  });

  it("[PROFILE-4] bio and status are for whom the user has chosen; names and avatar are everybody's, and the owner sees all", async () => {
    const me = await edited(ada, { avatar: "🦊", bio: "Fox.", status: { emoji: "🌴" } });
    const nothing = { bio: "", status: null };
    const all = { bio: me.bio, status: me.status };
    await befriend(ada, cleo);
    for (const [profile, ofFriend] of [
      ["friends", all],
      ["nobody", nothing],
      ["everyone", all],
    ] as const) {
      expect((await call(ada, "PATCH", "/api/me/privacy", { profile })).body).toMatchObject({ profile });
      expect([profile, await seenBy(cleo, ada)]).toEqual([profile, ofFriend]);
      // Who says nothing looks the same as who lets nobody see it.
      expect([profile, await seenBy(bob, ada)]).toEqual([
        profile,
        profile === "everyone" ? all : await seenBy(ada, bob),
      ]);
      expect((await give(userWithProfileShape, call(bob, "GET", `/api/users/${ada.user.id}`))).user).toEqual(me.user);
      expect([await meOf(ada), await seenBy(ada, ada)]).toEqual([me, all]);
    }
    await call(ada, "PATCH", "/api/me/privacy", { profile: "friends" });
    await call(ada, "PUT", `/api/blocks/${cleo.user.id}`);
    expect(await seenBy(cleo, ada)).toEqual(nothing);
  });

  it("[PROFILE-7] a copy of the choices that comes late changes nothing, and one that is missing is made by a job", async () => {
    await edited(ada, { bio: "Fox." });
    const copy = () =>
      env.DIRECTORY.prepare("SELECT profile_for, search_for, choices_version FROM account WHERE id = ?")
        .bind(ada.user.id)
        .first<{ profile_for: string; search_for: string; choices_version: number }>();
    const queue = new CaughtQueue();
    await call(ada, "PATCH", "/api/me/privacy", { profile: "nobody", search: "friends" });
    await vi.waitFor(() => expect(queue.of(ada.user.id).map(({ kind }) => kind)).toContain("directory-choices"));
    const jobs = queue.of(ada.user.id);
    queue.restore();
    const before = await copy();
    expect(before).toMatchObject({ profile_for: "nobody", search_for: "friends" });
    const version = (before?.choices_version ?? 0) - 1;
    await writeChoices(env.DIRECTORY, ada.user.id, { profile: "everyone", search: "everyone", version });
    expect(await copy()).toEqual(before);
    // The Worker is gone before it has written.
    await directory(
      "UPDATE account SET profile_for = 'everyone', search_for = 'everyone', choices_version = 0 WHERE id = ?",
      ada.user.id,
    );
    await deliver(jobs);
    expect(await copy()).toEqual(before);
  });

  it("[PROFILE-5] changes at the same time all take place", async () => {
    const patches = [{ displayName: "One" }, { displayName: "Two" }, { bio: "Both." }, { status: { emoji: "🌴" } }];
    await Promise.all(patches.map((patch) => edited(ada, patch)));
    const me = await meOf(ada);
    expect(["One", "Two"]).toContain(me.user.displayName);
    expect([me.bio, me.status?.emoji]).toEqual(["Both.", "🌴"]);
    const { results } = await directory("SELECT word FROM search_word WHERE user_id = ?", ada.user.id);
    expect(results).toContainEqual({ word: me.user.displayName.toLowerCase() });
    expect(results).not.toContainEqual({ word: me.user.displayName === "One" ? "two" : "one" });
  });
});

describe("[PROFILE-10] a username", () => {
  it("is changed once in 30 days; one signs in by the new one only, and tokens stay valid", async () => {
    const [old, next] = [ada.user.username, newUsername("eva")];
    const before = Date.now();
    const me = await edited(ada, { username: next, bio: "New." });
    expect([me.user.id, me.user.username, me.bio]).toEqual([ada.user.id, next, "New."]);
    expect(me.usernameChangeAt).toBeGreaterThanOrEqual(before + 30 * dayMs);
    expect([codeOf(await signIn(old)), (await signIn(next)).status]).toEqual(["INVALID_CREDENTIALS", 200]);
    expect((await call(ada, "GET", "/api/devices")).status).toBe(200);
    const refresh = { method: "POST", path: "/api/auth/refresh", body: { refreshToken: ada.refreshToken } };
    expect((await callWorker(refresh)).status).toBe(200);
    const found = (name: string) => call(bob, "GET", `/api/users/by-username/${name}`);
    expect(codeOf(await found(old))).toBe("USER_NOT_FOUND");
    expect((await give(userResultShape, found(next.toUpperCase()))).user).toEqual(me.user);

    const refused = await give(problemShape, edit(ada, { username: newUsername("eve"), bio: "Newer." }), 429);
    expect([refused.code, refused.limit]).toEqual(["RATE_LIMITED", "username"]);
    expect(refused.retryAfterMs).toBeGreaterThan(30 * dayMs - 60_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(30 * dayMs);
    // All or nothing.
    expect(await meOf(ada)).toEqual(me);
    const events = async (): Promise<readonly unknown[]> =>
      (await give(securityEventsResultShape, call(ada, "GET", "/api/me/security-events"))).items
        .filter(({ event }) => event === "username-changed")
        .map(({ id: _, at, ...event }) => ({ ...event, isNow: at >= before }));
    const renamed = { event: "username-changed", deviceId: ada.device.id, isNow: true };
    expect(await events()).toEqual([renamed]);
    await age(ada, 30 * dayMs);
    expect((await edited(ada, { username: newUsername("eve") })).user.id).toBe(ada.user.id);
    expect(await events()).toEqual([renamed, renamed]);
  });

  it("[PROFILE-11] is kept from others for 90 days; its owner may take it back", async () => {
    const [old, next] = [ada.user.username, newUsername("eva")];
    await edited(ada, { username: next });
    await age(ada, 89 * dayMs);
    const register = (username: string) =>
      callWorker({ method: "POST", path: "/api/auth/register", body: { username, password } });
    expect(codeOf(await register(old.toUpperCase()))).toBe("USERNAME_TAKEN");
    expect(codeOf(await edit(bob, { username: old }))).toBe("USERNAME_TAKEN");
    // Whatever version of the code makes an account.
    const asBefore = directory(
      "INSERT INTO account (id, username, username_key, display_name, password_hash, created_at) VALUES (?, ?, ?, '', '', ?)",
      "user_x",
      old,
      old.toLowerCase(),
      Date.now(),
    );
    await expect(asBefore).rejects.toThrow("this username is kept");

    expect((await edited(ada, { username: old })).user.username).toBe(old);
    // Now the other one is kept.
    expect(codeOf(await edit(bob, { username: next }))).toBe("USERNAME_TAKEN");
    await age(ada, 91 * dayMs);
    expect((await edited(bob, { username: next })).user.username).toBe(next);
  });

  it("[PROFILE-11] that was kept may be registered once that is over", async () => {
    const old = ada.user.username;
    await edited(ada, { username: newUsername("eva") });
    await age(ada, 91 * dayMs);
    const body = { username: old, password };
    expect((await callWorker({ method: "POST", path: "/api/auth/register", body })).status).toBe(201);
    expect((await signIn(old)).body).not.toMatchObject({ user: { id: ada.user.id } });
  });

  it("[PROFILE-12] that two take at once is one's, and the other keeps theirs", async () => {
    const next = newUsername("eva");
    const answers = await Promise.all([edit(ada, { username: next }), edit(bob, { username: next.toUpperCase() })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const [winner, loser] = answers[0]?.status === 200 ? [ada, bob] : [bob, ada];
    expect((await meOf(winner)).user.username.toLowerCase()).toBe(next.toLowerCase());
    expect((await meOf(loser)).user.username).toBe(loser.user.username);
    expect(codeOf(await signIn(loser.user.username))).toBeNull();
  });

  it("[PROFILE-12] that is changed twice at once is changed once", async () => {
    const names = [newUsername("eva"), newUsername("eve")];
    const answers = await Promise.all(names.map((username) => edit(ada, { username })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 429]);
    const { results } = await directory("SELECT username_key FROM kept_username WHERE user_id = ?", ada.user.id);
    expect(results).toEqual([{ username_key: ada.user.username.toLowerCase() }]);
  });

  it("[PROFILE-13] of somebody, or one that is reserved, is refused; another spelling of one's own keeps nothing", async () => {
    expect(await codeFor(edit(ada, { username: bob.user.username.toUpperCase() }))).toBe("USERNAME_TAKEN");
    for (const username of ["admin", "Klatch_Support", "5upp0rt", "___"])
      expect(await codeFor(edit(ada, { username }))).toBe("USERNAME_TAKEN");
    // What is so already is no change.
    expect((await edited(ada, { username: ada.user.username })).usernameChangeAt).toBeNull();
    const spelt = ada.user.username.toUpperCase();
    const me = await edited(ada, { username: spelt });
    expect([me.user.username, me.usernameChangeAt === null]).toEqual([spelt, false]);
    const { results } = await directory("SELECT username_key FROM kept_username WHERE user_id = ?", ada.user.id);
    expect(results).toEqual([]);
  });
});

it("[PROFILE-6] changes of a profile are bounded by a budget, and what is refused changes nothing", async () => {
  let refused = null;
  let changed = 0;
  for (; refused === null && changed < 100; changed += 1) {
    const { status, body } = await edit(ada, { bio: `${changed}` });
    if (status !== 200) refused = body;
  }
  expect(refused).toMatchObject({ code: "RATE_LIMITED", limit: "profile" });
  expect((await meOf(ada)).bio).toBe(String(changed - 2));
  expect(wireLimits.usernameKeptMs).toBe(90 * dayMs);
});
