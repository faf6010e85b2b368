// What somebody says to whom they do not know: how it waits, what is shown of it, and that nobody can tell a block from silence.
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { longSignIns, raisedLimits } from "../../lab/kit/server.ts";
import { Random } from "../../lab/kit/random.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { directConversationId } from "../../schema/protocol/ids.ts";
import { codeOf, type HttpAnswer } from "../support/http-answer.ts";
import { callServer } from "../support/server-http.ts";
import { ListeningSocket } from "../support/listening-socket.ts";
import { TestServer } from "../support/test-server.ts";

const newClientMsgId = (): string => crypto.randomUUID();

let server: TestServer;
let people = 0;

beforeAll(async () => {
  const vars = { ...raisedLimits, ...longSignIns, FIRST_CONTACT: "requests" };
  server = await TestServer.start({ vars, entry: "test/support/moved-clock/entry.ts" });
});

afterAll(async () => {
  await server.stop();
});

const register = async (name: string): Promise<SessionResult> =>
  new ApiClient(server.url).register({ username: `${name}_${(people += 1)}`, password: "correct horse" });

const call = (method: string, path: string, by: SessionResult, body?: unknown): Promise<HttpAnswer> =>
  callServer(server.url, { method, path, token: by.accessToken, body });
/** The code of a refusal, else the status. */
const toldBy = (answer: HttpAnswer): unknown => codeOf(answer) ?? answer.status;

const open = (by: SessionResult, to: SessionResult): Promise<HttpAnswer> =>
  call("POST", "/api/conversations", by, { kind: "direct", userId: to.user.id });
const textOf = (n: number): unknown => ({
  clientMsgId: newClientMsgId(),
  content: { type: "text", text: `number ${n}` },
});
const talk = (a: SessionResult, b: SessionResult): string =>
  `/api/conversations/${directConversationId(a.user.id, b.user.id)}`;
const send = async (by: SessionResult, to: SessionResult, n = 0): Promise<unknown> =>
  toldBy(await call("POST", `${talk(by, to)}/messages`, by, textOf(n)));

interface Shown {
  readonly entries: readonly { readonly request?: true; readonly unread: number; readonly preview: unknown }[];
  readonly texts: readonly unknown[];
}

async function shownTo(by: SessionResult, of: SessionResult): Promise<Shown> {
  const inbox = (await call("GET", "/api/conversations", by)).body as { items: Shown["entries"] };
  const page = (await call("GET", `${talk(by, of)}/messages`, by)).body as {
    events?: { content?: { text?: string } }[];
  };
  return { entries: inbox.items, texts: (page.events ?? []).flatMap(({ content }) => content?.text ?? []) };
}

it("[CONTACT-1] [CONTACT-2] a stranger says three things, which wait until they are accepted or answered", async () => {
  const ways: Readonly<Record<string, (ada: SessionResult, bob: SessionResult) => Promise<unknown>>> = {
    accept: async (ada, bob) => toldBy(await call("PUT", `${talk(ada, bob)}/accepted`, bob)),
    answer: (ada, bob) => send(bob, ada),
    friends: async (ada, bob) => {
      await call("POST", "/api/friend-requests", ada, { userId: bob.user.id });
      return toldBy(await call("POST", `/api/friend-requests/${ada.user.id}`, bob, { accept: true }));
    },
  };
  for (const [way, accept] of Object.entries(ways)) {
    const [ada, bob] = [await register("ada"), await register("bob")];
    await open(ada, bob);
    expect([await send(ada, bob, 1), await send(ada, bob, 2), await send(ada, bob, 3)]).toEqual([201, 201, 201]);
    expect(await send(ada, bob, 4)).toBe("NOT_ACCEPTED");
    await expect.poll(async () => (await shownTo(bob, ada)).entries).toMatchObject([{ request: true, unread: 3 }]);
    expect((await shownTo(ada, bob)).entries[0]).not.toHaveProperty("request");
    expect(toldBy(await call("PUT", `${talk(ada, bob)}/messages/1/reactions/👍`, bob, {}))).toBe("NOT_ACCEPTED");
    // Who reads a request says nothing by it.
    expect(toldBy(await call("POST", `${talk(ada, bob)}/read`, bob, { seq: 2 }))).toBe(200);
    const receipts = await call("GET", `${talk(ada, bob)}/messages/1/receipts`, ada);
    expect(receipts.body).toMatchObject({ readCount: 0, hiddenCount: 1 });
    expect(toldBy(await call("PUT", `${talk(ada, bob)}/accepted`, ada))).toBe("CONVERSATION_NOT_FOUND");
    expect([way, await accept(ada, bob)]).toEqual([way, expect.toBeOneOf([200, 201, 204])]);
    await expect.poll(async () => (await shownTo(bob, ada)).entries[0]).not.toHaveProperty("request");
    expect(await send(ada, bob, 5)).toBe(201);
    expect((await shownTo(bob, ada)).texts).toContain("number 5");
  }
});

it("[CONTACT-3] who lets only friends write sees nothing of strangers, until they begin themselves", async () => {
  const [ada, bob] = [await register("ada"), await register("bob")];
  await call("PATCH", "/api/me/privacy", bob, { messages: "friends" });
  await open(ada, bob);
  expect([await send(ada, bob, 1), await send(ada, bob, 2)]).toEqual([201, 201]);
  expect(await shownTo(bob, ada)).toEqual({ entries: [], texts: [] });
  await open(bob, ada);
  expect(await send(ada, bob, 3)).toBe(201);
  await expect.poll(async () => (await shownTo(bob, ada)).entries).toMatchObject([{ unread: 1 }]);
  expect((await shownTo(bob, ada)).texts).toEqual(["number 3"]);
  expect((await shownTo(ada, bob)).texts).toEqual(["number 1", "number 2", "number 3"]);
  const cleo = await register("cleo");
  await call("POST", "/api/friend-requests", cleo, { userId: bob.user.id });
  await call("POST", `/api/friend-requests/${cleo.user.id}`, bob, { accept: true });
  await open(cleo, bob);
  for (const n of [1, 2, 3, 4, 5]) expect(await send(cleo, bob, n)).toBe(201);
});

it("[CONTACT-4] a request that was blocked goes on without the blocker, and comes back without what was said meanwhile", async () => {
  const [ada, bob] = [await register("ada"), await register("bob")];
  await open(ada, bob);
  expect(await send(ada, bob, 1)).toBe(201);
  await expect.poll(async () => (await shownTo(bob, ada)).entries).toMatchObject([{ request: true }]);
  await call("PUT", `/api/blocks/${ada.user.id}`, bob);
  expect(await send(ada, bob, 2)).toBe(201);
  expect((await shownTo(bob, ada)).texts).toEqual(["number 1"]);
  await call("DELETE", `/api/blocks/${ada.user.id}`, bob);
  expect([await send(ada, bob, 3), await send(ada, bob, 4)]).toEqual([201, "NOT_ACCEPTED"]);
  await expect.poll(async () => (await shownTo(bob, ada)).texts).toEqual(["number 1", "number 3"]);
  expect((await shownTo(bob, ada)).entries).toMatchObject([{ request: true, unread: 1 }]);
});

it("[CONTACT-4] a request that was blocked before a word was said is still there, and can be read", async () => {
  const [ada, bob] = [await register("ada"), await register("bob")];
  await open(ada, bob);
  // Bob looks at it, which accepts nothing.
  await open(bob, ada);
  await expect.poll(async () => (await shownTo(bob, ada)).entries).toMatchObject([{ request: true }]);
  await call("PUT", `/api/blocks/${ada.user.id}`, bob);
  expect(await send(ada, bob, 1)).toBe(201);
  const page = await call("GET", `${talk(ada, bob)}/messages`, bob);
  expect([page.status, page.body]).toMatchObject([200, { events: [], headSeq: 0 }]);
  expect((await shownTo(bob, ada)).entries).toMatchObject([{ headSeq: 0, unread: 0 }]);
});

/** What is left of the rate follows the clock. */
const quotaOf = (headers: Headers): string =>
  (headers.get("ratelimit") ?? "").replaceAll(/"frames";r=\d+(, )?|;t=\d+/g, "");

/** What the other one does, before or while somebody whom they do not know tries everything. */
const others = {
  ignores: async () => {},
  lets: async (to: SessionResult) => void (await call("PATCH", "/api/me/privacy", to, { messages: "friends" })),
  blocks: async (to: SessionResult, asker: SessionResult) =>
    void (await call("PUT", `/api/blocks/${asker.user.id}`, to)),
  rejects: async (to: SessionResult, asker: SessionResult) =>
    void (await call("POST", `/api/friend-requests/${asker.user.id}`, to, { accept: false })),
} as const;

/** After a month of nothing they are full, and each is full again after a moment. */
const filling = /(?<="(?:calls|rows|deliveries|bytes|messages|lookups|strangers)";r=)\d+/g;
const month = 31 * 86_400_000;

/** The clock of the server goes on at once. */
const pass = async (ms: number): Promise<void> => {
  expect((await fetch(`${server.url}/test/clock/${ms}`)).status).toBe(204);
};

it("[CONTACT-5] whoever is blocked, rejected, refused or ignored gets the same answers, frames, counts and budgets over 200 steps, and once all that they asked has expired", async () => {
  const expiries = Object.keys(others).map(() => Promise.withResolvers<void>());
  const passed = Promise.all(expiries.map(({ promise }) => promise)).then(() => pass(month));
  const worlds = await Promise.all(
    (Object.keys(others) as (keyof typeof others)[]).map(async (way, at) => {
      const [asker, to] = [await register("asker"), await register("other")];
      const random = new Random(7);
      // Whatever differs between two worlds by itself.
      const plainText = (text: string): string =>
        text
          .replaceAll(new RegExp(`${asker.user.id}|${to.user.id}`, "g"), "who")
          .replaceAll(/direct_[\w-]+/g, "talk")
          .replaceAll(/device_\w+/g, "device")
          .replaceAll(/(asker|other)_\d+/g, "name")
          .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, "id")
          .replaceAll(/\b1[78]\d{11}\b/g, "time")
          .replaceAll(/(retryAfterMs|retry_after|requestId)":"?[\w-]+"?/g, "later");
      const plain = ({ status, headers, body }: HttpAnswer): string =>
        plainText(
          JSON.stringify({ status, body, quota: quotaOf(headers).replaceAll(hasPassed ? filling : /^$/g, "") }),
        );
      const seen: string[] = [];
      let hasPassed = false;
      const [socket, othersSocket] = [
        await ListeningSocket.open(server.url, asker),
        await ListeningSocket.open(server.url, to),
      ];
      socket.send({ type: "watch-presence", userIds: [to.user.id], requestId: "watch" });
      const path = `${talk(asker, to)}/messages`;
      const acts: readonly (() => Promise<HttpAnswer>)[] = [
        () => call("POST", path, asker, textOf(1)),
        () =>
          call("PATCH", `${path}/${1 + random.below(3)}`, asker, {
            opId: newClientMsgId(),
            content: { type: "text", text: "edited" },
          }),
        () => call("DELETE", `${path}/${1 + random.below(3)}`, asker),
        () => call("PUT", `${path}/1/reactions/👍`, asker, {}),
        () => call("PUT", `${path}/1/pin`, asker, {}),
        () => call("POST", `${talk(asker, to)}/read`, asker, { seq: 1 }),
        () => call("GET", path, asker),
        () => call("GET", `${path}/1/receipts`, asker),
        () => call("GET", `${path}/1`, asker),
        () => call("GET", "/api/conversations", asker),
        () => call("GET", "/api/people", asker),
        () => call("GET", "/api/friend-requests", asker),
        () => call("POST", "/api/friend-requests", asker, { userId: to.user.id, message: "Hello" }),
        () => call("POST", `/api/friend-requests/${to.user.id}`, asker, { accept: true }),
        () => call("DELETE", `/api/friend-requests/${to.user.id}`, asker),
        () => call("DELETE", `/api/friends/${to.user.id}`, asker),
        () => call("PUT", `${talk(asker, to)}/accepted`, asker),
        () => open(asker, to),
      ];
      seen.push(plain(await call("POST", "/api/friend-requests", asker, { userId: to.user.id })));
      await others[way](to, asker);
      seen.push(plain(await open(asker, to)));
      for (let step = 0; step < 200; step++) {
        if (step === 100) {
          expiries[at]?.resolve();
          await passed;
          hasPassed = true;
          seen.push(plain(await call("GET", "/api/friend-requests", asker)));
        }
        seen.push(plain(await random.pick(acts)()));
      }
      await socket.quiet();
      socket.close();
      othersSocket.close();
      return {
        seen,
        frames: Map.groupBy(socket.received.map(plainText), (text) => /"type":"([\w-]+)"/.exec(text)?.[1]),
      };
    }),
  );
  const [ignored, ...rest] = worlds;
  expect(ignored?.seen.length).toBe(203);
  expect(ignored?.seen.filter((text) => text.includes("NOT_ACCEPTED")).length).toBeGreaterThan(5);
  expect(ignored?.frames.get("people-changed")?.length).toBeGreaterThan(5);
  expect(ignored?.frames.get("new-message")?.length).toBe(3);
  for (const world of rest) expect(world).toEqual(ignored);
});
