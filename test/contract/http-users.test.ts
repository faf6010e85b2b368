// Users by their ids over HTTP: who is answered, what is refused, and what it costs.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { usersResultShape, type SessionResult } from "../../schema/protocol/http-auth.ts";
import { everyone, newUserId, type UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { insertAccount } from "../../workers/accounts/accounts.ts";
import { countDirectoryReads } from "../support/directory-reads.ts";
import { call, codeFor, give, threePeople } from "../support/group-http.ts";
import { newUsername } from "../support/people.ts";
import { codeOf } from "../support/worker-http.ts";

const { maxUsersPerLookup } = wireLimits;

let ada: SessionResult;
let bob: SessionResult;
let cleo: SessionResult;
/** As many as may be asked for at once. */
let many: readonly UserId[];
beforeAll(async () => {
  [ada, bob, cleo] = await threePeople();
  const users = Array.from({ length: maxUsersPerLookup }, (_, index) => ({
    id: newUserId(),
    username: newUsername("many"),
    displayName: `Many ${index}`,
    createdAt: 1,
  }));
  await Promise.all(
    users.map((user) => insertAccount(env.DIRECTORY, { user, passwordHash: "", passwordVersion: 1 }, null)),
  );
  many = users.map(({ id }) => id);
});

const pathOf = (ids: string): string => `/api/users?ids=${ids}`;
const ask = (ids: string) => call(ada, "GET", pathOf(ids));
const usersFor = async (...ids: readonly string[]) => (await give(usersResultShape, ask(ids.join(",")))).items;

describe("[HTTP-30] users by their ids", () => {
  it("are answered whole, the caller's own included, in any order and without a next page", async () => {
    const body = await give(usersResultShape, ask(`${cleo.user.id},${ada.user.id},${bob.user.id}`));
    expect(body.next).toBe(null);
    const byId = (one: { id: string }, other: { id: string }): number => one.id.localeCompare(other.id);
    expect(body.items.toSorted(byId)).toEqual([ada.user, bob.user, cleo.user].toSorted(byId));
  });

  it("are left out if they do not exist, whatever the id looks like", async () => {
    const nobody = [newUserId(), everyone, "user_nobody", bob.user.id.toUpperCase(), bob.device.id, "constructor"];
    expect(await usersFor(...nobody)).toEqual([]);
    expect(await usersFor(...nobody, bob.user.id)).toEqual([bob.user]);
  });

  it("count once if they are named twice, towards the limit too", async () => {
    expect(await usersFor(bob.user.id, bob.user.id)).toEqual([bob.user]);
    const doubled = Array.from({ length: 2 * maxUsersPerLookup }, () => bob.user.id);
    expect(await usersFor(...doubled)).toEqual([bob.user]);
  });

  it("are answered up to 200 at once, with commas as they are or encoded", async () => {
    const found = await usersFor(...many);
    expect(found.map(({ id }) => id).toSorted()).toEqual(many.toSorted());
    expect((await give(usersResultShape, ask(many.join("%2C")))).items).toHaveLength(maxUsersPerLookup);
  });

  it.each([
    ["201 ids", () => [...many, newUserId()].join(",")],
    ["no id", () => ""],
    ["an empty id", () => `${bob.user.id},`],
    ["an empty id before another", () => `,${bob.user.id}`],
    ["only a comma", () => ","],
    ["spaces", () => `${bob.user.id},%20${ada.user.id}`],
    ["another separator", () => `${bob.user.id};${ada.user.id}`],
    ["a foreign character", () => `${bob.user.id},%C3%A4`],
    ["a foreign comma", () => `${bob.user.id}%EF%BC%8C${ada.user.id}`],
    ["an emoji", () => "%F0%9F%98%80"],
    ["half a surrogate pair", () => "%ED%A0%80"],
    ["a control character", () => "%00"],
    ["an id that is too long", () => "a".repeat(65)],
    ["a percent sign", () => "%"],
    ["a wildcard", () => "user_*"],
    ["a quote", () => "user_%27"],
    ["JSON", () => `%5B%22${bob.user.id}%22%5D`],
    ["60,000 ids", () => "a,".repeat(60_000)],
    ["a doubled parameter", () => `${bob.user.id}&ids=${ada.user.id}`],
    ["a parameter that there is not", () => `${bob.user.id}&limit=1`],
    ["parameters as other frameworks name them", () => `${bob.user.id}&ids[]=${ada.user.id}`],
  ])("are refused with INVALID_REQUEST for %s", async (_name, ids) => {
    const reads = countDirectoryReads();
    expect(await codeFor(reads.call(ada, "GET", pathOf(ids())))).toBe("INVALID_REQUEST");
    expect(reads.statements).toEqual([]);
  });

  it("are refused without a list", async () => {
    expect(await codeFor(call(ada, "GET", "/api/users"))).toBe("INVALID_REQUEST");
    expect(await codeFor(call(ada, "GET", "/api/users?__proto__=a"))).toBe("INVALID_REQUEST");
  });

  it("are not told to a caller whom the session refuses", async () => {
    const reads = countDirectoryReads();
    await call(cleo, "POST", "/api/auth/logout");
    expect(codeOf(await reads.call(cleo, "GET", pathOf(bob.user.id)))).toBe("DEVICE_SIGNED_OUT");
    expect(reads.statements).toEqual([]);
  });

  it("[COST-10] cost one statement, which reads a row for each id and one for each user", async () => {
    const reads = countDirectoryReads();
    const ids = [...many.slice(0, 100), ...Array.from({ length: 100 }, newUserId)];
    await give(usersResultShape, reads.call(ada, "GET", pathOf(ids.join(","))));
    expect(await reads.rowsRead()).toEqual([300]);
  });
});
