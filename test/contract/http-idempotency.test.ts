// Idempotency-Keys over HTTP: however often a request comes, and wherever a crash cuts it, it makes one thing.
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Group } from "../../durable-objects/group/group.ts";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { sessionObject } from "../support/actors.ts";
import { holdDeliveries } from "../support/group-deliveries.ts";
import { logIn, newUsername, register } from "../support/people.ts";
import { makeGroup, threePeople } from "../support/group-http.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let [ada, bob]: SessionResult[] = [];
beforeAll(async () => {
  [ada, bob] = await threePeople();
});
afterEach(() => void vi.restoreAllMocks());

const person = (one: SessionResult | undefined): SessionResult => {
  if (one === undefined) throw new Error("nobody is registered yet");
  return one;
};

let keys = 0;
const newKey = (): string => `key-${(keys += 1)}`;

const post = (who: SessionResult, path: string, body: object, key?: string): Promise<HttpAnswer> =>
  callWorker({
    method: "POST",
    path,
    token: who.accessToken,
    body,
    ...(key === undefined ? {} : { headers: { "idempotency-key": key } }),
  });
const get = async (who: SessionResult, path: string): Promise<readonly { id?: string; linkId?: string }[]> => {
  const { body } = await callWorker({ method: "GET", path, token: who.accessToken });
  return (body as { items: [] }).items;
};

/**
 * Answers contain the entry of the group as it is by then. What the group delivers to its maker makes the entry stale, so
 * that the next answer has a new `inboxVersion`: here it waits.
 */
const holdEntriesOf = ({ user }: SessionResult): { letGo: () => void } => holdDeliveries(user);

/** One of the two things that a key makes: how it is made, and how many there are. */
interface Making {
  readonly maker: SessionResult;
  readonly make: (key?: string, who?: SessionResult) => Promise<HttpAnswer>;
  readonly idOf: (answer: HttpAnswer) => string;
  readonly count: () => Promise<number>;
}

async function groups(): Promise<Making> {
  const maker = await register(newUsername("dora"));
  return {
    maker,
    make: (key, who = maker) => post(who, "/api/groups", { name: "Tea", memberIds: [] }, key),
    idOf: ({ body }) => (body as { group: { id: string } }).group.id,
    count: async () => (await get(maker, "/api/groups")).length,
  };
}

async function links(): Promise<Making> {
  const maker = person(ada);
  const { path } = await makeGroup(maker, [person(bob)], { mayInvite: "members" });
  return {
    maker,
    make: (key, who = maker) => post(who, `${path}/links`, { maxUses: 3 }, key),
    idOf: ({ body }) => (body as { link: { linkId: string } }).link.linkId,
    count: async () => (await get(maker, `${path}/links`)).length,
  };
}

const kinds = [
  ["groups", groups],
  ["links", links],
] as const;

describe.each(kinds)("[IDEM-1] %s", (_name, making) => {
  it("are made once, however often they are asked for, later or at once; the answer is the same", async () => {
    const { maker, make, idOf, count } = await making();
    const held = holdEntriesOf(maker);
    const key = newKey();
    const first = await make(key);
    expect(first.status).toBe(201);
    expect(await make(key)).toMatchObject({ status: 201, body: first.body });
    const together = newKey();
    const answers = await Promise.all(Array.from({ length: 5 }, () => make(together)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(idOf(first)).not.toBe(idOf(answers[0] as HttpAnswer));
    expect(await count()).toBe(2);
    held.letGo();
  });

  it("[IDEM-7] without a key are made each time, and nothing is kept", async () => {
    const { make, count } = await making();
    await make();
    await make();
    expect(await count()).toBe(2);
  });

  it("[IDEM-2] of another user, under the same key, are another", async () => {
    const { make, idOf } = await making();
    const key = newKey();
    const [mine, theirs] = [await make(key), await make(key, person(bob))];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(idOf(mine)).not.toBe(idOf(theirs));
  });

  // What a request does, step by step. Cut before a step the call is lost; cut after it, its answer.
  const steps = [
    ["the question to the session", UserSession, "ask"],
    ["the change of the group", Group, "change"],
    ["the note in the session", UserSession, "noteMade"],
    ["the reading of a group", Group, "describe"],
    ["the reading of links", Group, "listLinks"],
    ["the entry in the inbox", UserSession, "openGroup"],
  ] as const;
  const cuts = steps.flatMap(([name, actor, method]) =>
    (["before", "after"] as const).map((when) => [when, name, actor.prototype as object, method] as const),
  );

  it.each(cuts)("are made once where a crash came %s %s", async (when, _step, actor, method) => {
    const { make, idOf, count } = await making();
    const key = newKey();
    const real = Reflect.get(actor, method) as (this: unknown, request: unknown) => Promise<unknown>;
    const cut = vi.spyOn(actor as Record<string, typeof real>, method).mockImplementation(async function (
      this: unknown,
      request,
    ) {
      if (when === "after") await real.call(this, request);
      throw new Error("planted: cut");
    });
    const lost = await make(key);
    // A step that this kind does not have cuts nothing.
    expect(lost.status).toBe(cut.mock.calls.length > 0 ? 500 : 201);
    cut.mockRestore();
    const repeated = await make(key);
    expect(repeated.status).toBe(201);
    expect(idOf(await make(key))).toBe(idOf(repeated));
    expect(await count()).toBe(1);
  });
});

describe("[IDEM-1] a repeat", () => {
  const dora = () => register(newUsername("dora"));
  const tea = { name: "Tea", memberIds: [] };

  it("comes from any device of the user", async () => {
    const phone = await dora();
    const laptop = await logIn(phone.user.username);
    const held = holdEntriesOf(phone);
    const [one, two] = [await post(phone, "/api/groups", tea, "k"), await post(laptop, "/api/groups", tea, "k")];
    expect(two.body).toEqual(one.body);
    held.letGo();
  });

  it("is answered with what there is by then", async () => {
    const maker = await dora();
    const made = (await post(maker, "/api/groups", tea, "k")).body as { group: { id: string } };
    const path = `/api/groups/${made.group.id}`;
    await callWorker({ method: "PATCH", path, token: maker.accessToken, body: { name: "Coffee" } });
    expect((await post(maker, "/api/groups", tea, "k")).body).toMatchObject({ group: { name: "Coffee" } });
    await callWorker({ method: "DELETE", path, token: maker.accessToken });
    expect(codeOf(await post(maker, "/api/groups", tea, "k"))).toBe("CONVERSATION_NOT_FOUND");
  });

  it("does not bring back a link that was revoked", async () => {
    const maker = person(ada);
    const { path } = await makeGroup(maker, []);
    const made = (await post(maker, `${path}/links`, {}, "revoked")).body as { link: { linkId: string } };
    await callWorker({ method: "DELETE", path: `${path}/links/${made.link.linkId}`, token: maker.accessToken });
    expect(codeOf(await post(maker, `${path}/links`, {}, "revoked"))).toBe("LINK_NOT_VALID");
    expect(await get(maker, `${path}/links`)).toEqual([]);
  });

  it("of a request that was refused is judged anew", async () => {
    const maker = await dora();
    const body = { name: "Tea", memberIds: ["user_nobody"] };
    for (let i = 0; i < 2; i++) expect(codeOf(await post(maker, "/api/groups", body, "k"))).toBe("USER_NOT_FOUND");
  });
});

describe("[IDEM-2] a key that comes with another request", () => {
  it.each<[string, object]>([
    ["/api/groups", { name: "Coffee", memberIds: [] }],
    ["links", {}],
  ])("is refused, and makes nothing: %s", async (where, body) => {
    const maker = await register(newUsername("dora"));
    const { path } = await makeGroup(maker, []);
    await post(maker, "/api/groups", { name: "Tea", memberIds: [] }, "k");
    const refused = await post(maker, where === "links" ? `${path}/links` : where, body, "k");
    expect([refused.status, codeOf(refused)]).toEqual([409, "IDEMPOTENCY_KEY_REUSED"]);
    expect(await get(maker, "/api/groups")).toHaveLength(2);
    expect(await get(maker, `${path}/links`)).toEqual([]);
  });

  it("is no other request by its spaces, the order of its fields, or defaults that are spelt out", async () => {
    const maker = await register(newUsername("dora"));
    const texts = [
      '{"name":"Tea","memberIds":[]}',
      '{ "memberIds" : [], "name" : "Tea" }',
      '{"name":"Tea","memberIds":[],"description":"","settings":{"joinPolicy":"approval"}}',
    ];
    for (const raw of texts) {
      const headers = { "content-type": "application/json", "idempotency-key": "k" };
      const answer = await callWorker({ method: "POST", path: "/api/groups", token: maker.accessToken, raw, headers });
      expect(answer.status).toBe(201);
    }
    expect(await get(maker, "/api/groups")).toHaveLength(1);
  });
});

describe("[IDEM-3] a key", () => {
  const body = { name: "Tea", memberIds: [] };

  it.each([
    ["plain", "a", '"a"'],
    ["with quotes and backslashes", 'a"b\\c', '"a\\"b\\\\c"'],
    ["of 64 characters", "~".repeat(64), `"${"~".repeat(64)}"`],
  ])("%s is the same in quotes", async (_name, bare, inQuotes) => {
    const maker = await register(newUsername("dora"));
    const held = holdEntriesOf(maker);
    const [one, two] = [await post(maker, "/api/groups", body, bare), await post(maker, "/api/groups", body, inQuotes)];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body).toEqual(one.body);
    held.letGo();
  });

  it.each([
    "",
    '""',
    '"',
    '"a',
    '"a"b"',
    '"a\\b"',
    '"a";b=1',
    '"a", "b"',
    "a, b",
    "a b",
    '"a b"',
    "é",
    "a".repeat(65),
    `"${"a".repeat(65)}"`,
  ])("of another form is refused: %j", async (key) => {
    const answer = await post(person(ada), "/api/groups", body, key);
    expect(answer).toMatchObject({ status: 400, body: { code: "INVALID_REQUEST", pointer: "/Idempotency-Key" } });
  });

  it("means nothing to requests that need none", async () => {
    const opened = await post(person(ada), "/api/conversations", { kind: "direct", userId: person(bob).user.id }, '"');
    expect([200, 201]).toContain(opened.status);
  });
});

it("[IDEM-5] [IDEM-7] what is stored of a request is its key, a hash and an id: no body, no token", async () => {
  const maker = await register(newUsername("dora"));
  const { path } = await makeGroup(maker, []);
  const rows = () =>
    runInDurableObject(sessionObject(maker.user.id), (_actor, { storage }) =>
      storage.sql.exec("SELECT * FROM idempotency_key").toArray(),
    );
  expect(await rows()).toEqual([]);
  const { body } = await post(maker, `${path}/links`, { maxUses: 7 }, "k");
  const { link } = body as { link: { linkId: string; token: string } };
  expect(await rows()).toEqual([
    {
      key: "k",
      request_hash: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      resource_id: link.linkId,
      is_made: 1,
      at: expect.any(Number),
    },
  ]);
});
