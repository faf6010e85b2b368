// Who may make an account: the mode, and invitations, judged in the transaction that makes it.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { newUserId } from "../../schema/protocol/ids.ts";
import { insertAccount } from "../../workers/accounts/accounts.ts";
import { shownSeconds } from "../../workers/operators/shown-mode.ts";
import { tokenHashOf } from "../../workers/operators/token-hash.ts";
import { accountOf, act, newInvitation, reason, recordsOf, setRegistration } from "../support/operators.ts";
import { logIn, newUsername, password } from "../support/people.ts";
import { callUnder, callWorker, codeOf } from "../support/worker-http.ts";

const ask = (username: string, invitation?: string) => ({
  method: "POST",
  path: "/api/auth/register",
  body: { username, password, ...(invitation === undefined ? {} : { invitation }) },
});
const register = (username = newUsername("ada"), invitation?: string) => callWorker(ask(username, invitation));

const countOf = async (query: string, ...values: unknown[]): Promise<number> =>
  (
    await env.DIRECTORY.prepare(`SELECT count(*) AS n FROM ${query}`)
      .bind(...values)
      .first<{ n: number }>()
  )?.n ?? 0;
const accountsOf = (username: string) => countOf("account WHERE username_key = ?", username);

afterEach(() => setRegistration("open"));

describe("[AUTH-65] registration", () => {
  it("is open where nobody said otherwise", async () => {
    expect((await act("GET", "registration")).body).toEqual({ mode: "open" });
    expect((await register()).status).toBe(201);
    // Not looked at, so that whoever was invited comes in all the same.
    expect((await register(newUsername("ada"), "no invitation")).status).toBe(201);
  });

  it("is refused before a name or a password is looked at, once it is closed", async () => {
    const { token } = await newInvitation();
    const username = newUsername("ada");
    await register(username);
    await setRegistration("closed");
    for (const name of [username, newUsername("bob")])
      for (const invitation of [undefined, token])
        expect(codeOf(await register(name, invitation))).toBe("REGISTRATION_CLOSED");
    expect((await logIn(username)).user.username).toBe(username);
  });

  it("by invitation needs one that works", async () => {
    await setRegistration("invitation");
    expect(codeOf(await register())).toBe("INVITATION_NEEDED");
    expect(codeOf(await register(newUsername("ada"), "x"))).toBe("INVITATION_INVALID");
    const good = await newInvitation();
    expect((await register(newUsername("ada"), good.token)).status).toBe(201);
    const revoked = await newInvitation({ uses: 5 });
    const { invitationId } = revoked.invitation;
    expect((await act("DELETE", `invitations/${invitationId}`, { reason })).status).toBe(204);
    expect(codeOf(await act("DELETE", `invitations/${invitationId}`, { reason }))).toBe("NOT_FOUND");
    const old = await newInvitation({ uses: 5, lifeMs: 1_000 });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_000 });
    try {
      for (const { token } of [good, revoked, old])
        expect(codeOf(await register(newUsername("ada"), token))).toBe("INVITATION_INVALID");
    } finally {
      vi.useRealTimers();
    }
  });

  it("asks nobody to hash a password that cannot be anybody's", async () => {
    await setRegistration("closed");
    const PASSWORD_SHARD = new Proxy(env.PASSWORD_SHARD, {
      get: () => {
        throw new Error("a password is hashed");
      },
    });
    expect(codeOf(await callUnder({ PASSWORD_SHARD }, ask(newUsername("ada"))))).toBe("REGISTRATION_CLOSED");
  });
});

describe("[AUTH-66] what was closed while a password was hashed", () => {
  it("makes nothing: the mode is judged with the account's insert", async () => {
    const { token } = await newInvitation();
    const hash = tokenHashOf(token);
    const account = accountOf(newUsername("ada"));
    await setRegistration("closed");
    expect(await insertAccount(env.DIRECTORY, account, null)).toBe("REGISTRATION_CLOSED");
    expect(await insertAccount(env.DIRECTORY, account, hash)).toBe("REGISTRATION_CLOSED");
    await setRegistration("invitation");
    expect(await insertAccount(env.DIRECTORY, account, null)).toBe("INVITATION_NEEDED");
    expect(await accountsOf(account.user.username)).toBe(0);
    expect(await insertAccount(env.DIRECTORY, account, hash)).toBeNull();
    expect(await insertAccount(env.DIRECTORY, accountOf(newUsername("bob")), hash)).toBe("INVITATION_INVALID");
  });

  it("makes nothing by code of a version that knows no modes either", async () => {
    const insert = env.DIRECTORY.prepare(`INSERT INTO account
        (id, username, username_key, display_name, password_hash, created_at, password_version)
        VALUES (?, ?, ?, ?, ?, ?, ?)`);
    const make = (username: string) => insert.bind(newUserId(), username, username, username, "hash", 1, 1).run();
    for (const mode of ["closed", "invitation"] as const) {
      await setRegistration(mode);
      await expect(make(newUsername("ada"))).rejects.toThrow("registration is not open");
    }
    await setRegistration("open");
    await make(newUsername("ada"));
  });

  it("and a mode of a newer version lets nobody in", async () => {
    await env.DIRECTORY.prepare("UPDATE setting SET value = 'by-mail' WHERE name = 'registration'").run();
    expect(await insertAccount(env.DIRECTORY, accountOf(newUsername("ada")), null)).toBe("REGISTRATION_CLOSED");
    expect(codeOf(await register())).toBe("REGISTRATION_CLOSED");
  });
});

describe("[AUTH-67] an invitation", () => {
  const usesOf = (invitationId: string) => countOf("invitation_use WHERE invitation_id = ?", invitationId);

  it("is spent once for each account, also by a repeat of a call whose answer was lost", async () => {
    await setRegistration("invitation");
    const { token, invitation } = await newInvitation({ uses: 2 });
    const username = newUsername("ada");
    expect((await register(username, token)).status).toBe(201);
    expect(codeOf(await register(username, token))).toBe("USERNAME_TAKEN");
    expect(await usesOf(invitation.invitationId)).toBe(1);
    expect((await register(newUsername("bob"), token)).status).toBe(201);
    // Used up: whoever repeats still hears that the account is there.
    expect(codeOf(await register(username, token))).toBe("USERNAME_TAKEN");
    expect(codeOf(await register(newUsername("cleo"), token))).toBe("INVITATION_INVALID");
    const account = accountOf(username);
    expect(await insertAccount(env.DIRECTORY, account, tokenHashOf(token))).toBe("USERNAME_TAKEN");
    expect(await usesOf(invitation.invitationId)).toBe(2);
  });

  it("makes as many accounts as it says, however many ask at once", async () => {
    await setRegistration("invitation");
    const { token, invitation } = await newInvitation({ uses: 3 });
    const names = Array.from({ length: 10 }, () => newUsername("many"));
    const answers = await Promise.all(
      names.map((name) => insertAccount(env.DIRECTORY, accountOf(name), tokenHashOf(token))),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(3);
    expect(answers.filter((answer) => answer === "INVITATION_INVALID")).toHaveLength(7);
    expect(await Promise.all(names.map(accountsOf))).toEqual(answers.map((answer) => (answer === null ? 1 : 0)));
    expect(await usesOf(invitation.invitationId)).toBe(3);
  });

  it("is spent by nobody whose name is taken, or who needed none", async () => {
    const { token, invitation } = await newInvitation({ uses: 3 });
    const username = newUsername("ada");
    expect((await register(username, token)).status).toBe(201);
    await setRegistration("invitation");
    expect(await insertAccount(env.DIRECTORY, accountOf(username), tokenHashOf(token))).toBe("USERNAME_TAKEN");
    expect(await usesOf(invitation.invitationId)).toBe(0);
  });

  it("is listed without its token, and made and revoked with a record", async () => {
    const { token, invitation } = await newInvitation({ uses: 7 });
    const { body } = await act("GET", "invitations");
    expect(JSON.stringify(body)).not.toContain(token);
    expect((body as { items: unknown[] }).items).toContainEqual(invitation);
    await act("DELETE", `invitations/${invitation.invitationId}`, { reason });
    expect(await recordsOf(invitation.invitationId)).toMatchObject([
      { act: "invitation-revoked" },
      { act: "invitation-made", detail: { uses: 7 } },
    ]);
  });

  it.each([
    ["/uses", { uses: 0 }],
    ["/uses", { uses: 1_001 }],
    ["/expiresAt", { expiresAt: 0 }],
    ["/reason", { reason: "" }],
  ])("is refused with a wrong %s", async (pointer, wrong) => {
    const body = { uses: 1, expiresAt: Date.now() + 60_000, reason, ...wrong };
    expect((await act("POST", "invitations", body)).body).toMatchObject({ code: "INVALID_REQUEST", pointer });
  });
});

it("[AUTH-68] strangers are shown the mode, at most a minute old", async () => {
  const shown = () => callWorker({ method: "GET", path: "/api/auth/registration" });
  const { body, headers } = await shown();
  expect(body).toEqual({ mode: "open" });
  const cachedSeconds = Number(/^public, max-age=(\d+)$/.exec(headers.get("cache-control") ?? "")?.[1]);
  expect(cachedSeconds + shownSeconds).toBeLessThanOrEqual(60);
  await setRegistration("closed");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + shownSeconds * 1_000 });
  try {
    expect((await shown()).body).toEqual({ mode: "closed" });
  } finally {
    vi.useRealTimers();
  }
});
