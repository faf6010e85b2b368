// Search for people by name over HTTP: who is found by whom, in which order, and what it reads.
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { usersResultShape, type SessionResult, type UsersResult } from "../../schema/protocol/http-auth.ts";
import { newUserId, type UserId } from "../../schema/protocol/ids.ts";
import type { Audience } from "../../schema/protocol/privacy.ts";
import { insertAccount } from "../../workers/accounts/accounts.ts";
import { mostRowsOfIndex } from "../../workers/accounts/user-search.ts";
import { countDirectoryReads } from "../support/directory-reads.ts";
import { call, codeFor, give, threePeople } from "../support/group-http.ts";
import { befriend, newUsername } from "../support/people.ts";

let ada: SessionResult;
let bob: SessionResult;
let cleo: SessionResult;
beforeEach(async () => {
  [ada, bob, cleo] = await threePeople();
});

const pathOf = (q: string, more = ""): string => `/api/users?q=${encodeURIComponent(q)}${more}`;
const search = (who: SessionResult, q: string, more = ""): Promise<UsersResult> =>
  give(usersResultShape, call(who, "GET", pathOf(q, more)));
const foundBy = async (who: SessionResult, q: string): Promise<string[]> =>
  (await search(who, q)).items.map(({ id }) => id);
const rename = (who: SessionResult, patch: object) => call(who, "PATCH", "/api/me", patch);
const choose = (who: SessionResult, audience: Audience) => call(who, "PATCH", "/api/me/privacy", { search: audience });

let names = 0;
/** A word that no other test has. */
const newWord = (): string => {
  names += 1;
  return `quux${names.toString(36)}${Date.now().toString(36)}`;
};
const insert = async (displayName: string): Promise<UserId> => {
  const user = { id: newUserId(), username: newUsername("x"), displayName, createdAt: Date.now() };
  await insertAccount(env.DIRECTORY, { user, passwordHash: "", passwordVersion: 1 }, null);
  return user.id;
};

describe("[PROFILE-20] a search for people", () => {
  it("finds by the words of the display name and by the username, as they are now", async () => {
    const [word, other] = [newWord(), newWord()];
    await rename(bob, { displayName: `Bob ${word.toUpperCase()}`, avatar: "🦊" });
    expect((await search(ada, word.slice(0, -1))).items).toEqual([
      { ...bob.user, displayName: `Bob ${word.toUpperCase()}`, avatar: "🦊" },
    ]);
    expect(await foundBy(ada, bob.user.username)).toEqual([bob.user.id]);
    expect(await foundBy(ada, `@${bob.user.username.slice(0, -1)}`)).toContain(bob.user.id);
    await rename(bob, { displayName: other });
    expect([await foundBy(ada, word), await foundBy(ada, other)]).toEqual([[], [bob.user.id]]);
    const username = newUsername("zed");
    await rename(bob, { username });
    expect([await foundBy(ada, bob.user.username), await foundBy(ada, username)]).toEqual([[], [bob.user.id]]);
  });

  it("finds Chinese names by any two characters in a row, and never the caller", async () => {
    await rename(bob, { displayName: "欧阳锋雪" });
    await rename(ada, { displayName: "欧阳锋雪" });
    for (const q of ["锋雪", "欧阳", "欧阳锋雪", "阳锋"]) expect(await foundBy(ada, q)).toEqual([bob.user.id]);
    expect(await foundBy(ada, "欧锋")).toEqual([]);
  });

  it("[PROFILE-21] lists whose username it is first, then each once, in pages that miss nobody", async () => {
    const word = newWord().slice(0, 16);
    await rename(bob, { username: word, displayName: "Somebody" });
    const ids: UserId[] = [];
    // More than one word of theirs begins so.
    for (let index = 0; index < 7; index += 1) ids.push(await insert(`${word}${index % 3} ${word}z`));
    const pages: string[] = [];
    let more = "&limit=3";
    for (let asked = 0; more !== "" && asked < 10; asked += 1) {
      const { items, next } = await search(ada, word, more);
      expect(items.length).toBeLessThanOrEqual(3);
      pages.push(...items.map(({ id }) => id));
      more = next === null ? "" : `&limit=3&cursor=${next}`;
    }
    expect(pages[0]).toBe(bob.user.id);
    expect(pages.toSorted()).toEqual([bob.user.id, ...ids].toSorted());
  });

  it.each(["%", "*", "%_", "a", "_", "?", "👋", "'; DROP TABLE account; --x", "\u0000", "a%"])(
    "[PROFILE-23] for %j finds nobody",
    async (q) => {
      expect(await search(ada, q)).toEqual({ items: [], next: null });
    },
  );

  it.each([
    ["1,000 letters", "?q=" + "a".repeat(1_000), "/q"],
    ["nothing", "?q=", "/q"],
    ["neither ids nor a text", "", "/ids"],
    ["ids and a text", "?q=ada&ids=user_x", "/ids"],
    ["a page of ids", "?ids=user_x&limit=3", "/limit"],
    ["a page of no size", "?q=ada&limit=0", "/limit"],
    ["an unknown parameter", "?q=ada&email=x", "/email"],
  ])("[PROFILE-23] by %s is refused", async (_name, query, pointer) => {
    const { status, body } = await call(ada, "GET", `/api/users${query}`);
    expect([status, body]).toEqual([400, expect.objectContaining({ code: "INVALID_REQUEST", pointer })]);
  });

  it("[PROFILE-23] any cursor is some place in the list", async () => {
    for (const cursor of ["x", "W10", "WzEsMl0", "bnVsbA", Buffer.from('["user_z","zzz"]').toString("base64url")])
      expect([cursor, (await search(ada, "bob", `&cursor=${cursor}`)).next]).toEqual([cursor, null]);
  });
});

describe("[PROFILE-24] who has chosen", () => {
  it("to be found by nobody is not found, but by the whole username as ever", async () => {
    const word = newWord();
    await rename(bob, { displayName: word });
    await choose(bob, "nobody");
    expect([await foundBy(ada, word), await foundBy(ada, bob.user.username)]).toEqual([[], []]);
    expect((await call(ada, "GET", `/api/users/by-username/${bob.user.username}`)).status).toBe(200);
    const { results } = await env.DIRECTORY.prepare("SELECT * FROM search_word WHERE user_id = ?")
      .bind(bob.user.id)
      .all();
    expect(results).toEqual([]);
    // A change of the name in the meantime is found when they choose otherwise.
    const other = newWord();
    await rename(bob, { displayName: other });
    expect(await foundBy(ada, other)).toEqual([]);
    await choose(bob, "everyone");
    expect([await foundBy(ada, word), await foundBy(ada, other)]).toEqual([[], [bob.user.id]]);
  });

  it("to be found by friends is found by them only, and first", async () => {
    const word = newWord();
    for (const [who, name] of [
      [bob, `b ${word}`],
      [cleo, `c ${word}`],
    ] as const)
      await rename(who, { displayName: name });
    await choose(bob, "friends");
    expect(await foundBy(ada, word)).toEqual([cleo.user.id]);
    for (const friend of [bob, cleo]) await befriend(ada, friend);
    expect(await foundBy(ada, word)).toEqual([bob.user.id, cleo.user.id]);
    const pages: string[][] = [];
    for (let more: string | null = ""; more !== null && pages.length < 5;) {
      const { items, next }: UsersResult = await search(ada, word, `&limit=1${more}`);
      pages.push(items.map(({ id }) => id));
      more = next && `&cursor=${next}`;
    }
    expect(pages).toEqual([[bob.user.id], [cleo.user.id]]);
    await choose(cleo, "friends");
    expect((await foundBy(ada, word)).toSorted()).toEqual([bob.user.id, cleo.user.id].toSorted());
    expect(await foundBy(cleo, word)).toEqual([]);
    await choose(bob, "nobody");
    expect(await foundBy(ada, word)).toEqual([cleo.user.id]);
    await call(cleo, "DELETE", `/api/friends/${ada.user.id}`);
    expect(await foundBy(ada, word)).toEqual([]);
  });
});

describe("[PROFILE-25] accounts of the version before", () => {
  it("are indexed by the next search, and found by it; when there are none it looks at one entry of an index", async () => {
    const word = newWord();
    const id = newUserId();
    await env.DIRECTORY.prepare(
      "INSERT INTO account (id, username, username_key, display_name, password_hash, created_at) VALUES (?, ?, ?, ?, '', 1)",
    )
      .bind(id, word.slice(0, 18), word.slice(0, 18), `Old ${word}`)
      .run();
    expect(await foundBy(ada, word)).toEqual([id]);
    const reads = countDirectoryReads();
    await give(usersResultShape, reads.call(ada, "GET", pathOf(word)));
    const index = reads.statements.findIndex(({ sql }) => sql.includes('"search_words" is null'));
    expect((await reads.rowsRead())[index]).toBeLessThanOrEqual(1);
  });
});

describe("[PROFILE-22] whatever the number of accounts", () => {
  const many = 2_000;
  beforeAll(async () => {
    const words = JSON.stringify(["marietta", "schmidthuber"]);
    const insertMany = env.DIRECTORY.prepare(
      `INSERT INTO account (id, username, username_key, display_name, password_hash, created_at, search_words)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
       SELECT 'user_many_' || printf('%05d', i), 'many_' || i, 'many_' || i, 'Marietta Schmidthuber', '', 1, ?2 FROM n`,
    );
    await insertMany.bind(many, words).run();
  });

  const readFor = async (q: string, more = ""): Promise<{ readonly rows: number; readonly page: UsersResult }> => {
    const reads = countDirectoryReads();
    const page = await give(usersResultShape, reads.call(ada, "GET", pathOf(q, more)));
    const rows = await reads.rowsRead();
    return { rows: rows.reduce((sum, count) => sum + count, 0), page };
  };

  it("a search reads a bounded number of rows, one that finds nothing too", async () => {
    const found = await readFor("mariet", "&limit=20");
    expect(found.page.items).toHaveLength(20);
    expect(found.rows).toBeLessThanOrEqual(2 * 100 + 10);
    // Everybody has the longer word, and nobody the other one.
    const vain = await readFor("schmidthuber xaver");
    expect([vain.page.items, typeof vain.page.next]).toEqual([[], "string"]);
    expect(vain.rows).toBeLessThanOrEqual(2 * mostRowsOfIndex + 10);
    const further = await readFor("schmidthuber xaver", `&cursor=${vain.page.next}`);
    expect([further.page.items, further.page.next === vain.page.next]).toEqual([[], false]);
    expect((await readFor("nobodyhasthisname")).rows).toBeLessThanOrEqual(10);
  });

  it("its pages end", async () => {
    let pages = 0;
    let cursor: string | null = "";
    const seen = new Set<string>();
    while (cursor !== null) {
      const { items, next }: UsersResult = await search(
        ada,
        "marietta",
        cursor === "" ? "&limit=200" : `&limit=200&cursor=${cursor}`,
      );
      for (const { id } of items) seen.add(id);
      cursor = next;
      pages += 1;
    }
    expect([seen.size, pages]).toEqual([many, many / 200]);
  });
});

it("[PROFILE-26] searches are bounded by a budget per user, and a refused one tells nothing", async () => {
  let refused = null;
  for (let asked = 0; refused === null && asked < 200; asked += 1) {
    const { status, body } = await call(cleo, "GET", pathOf("zz"));
    if (status !== 200) refused = body;
  }
  expect(refused).toMatchObject({ code: "RATE_LIMITED", limit: "searches" });
  expect(await codeFor(call(cleo, "GET", `/api/users?ids=${ada.user.id}`))).toBeNull();
});
