// Who may do what: every route and every frame, for every kind of caller. One without a row fails the suite.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertDeadLetter } from "../../workers/consumers/dead-letters.ts";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { upFrameTypes, type UpFrame } from "../../schema/protocol/up.ts";
import { routePaths } from "../../workers/http/router.ts";
import { documentedCodes } from "../support/documented-codes.ts";
import { expiredToken, forgeries } from "../support/forged-tokens.ts";
import { groupRows, type Outcome } from "../support/group-rows.ts";
import { makeGroupPeople, makeGroupWorld, type GroupWorld } from "../support/group-world.ts";
import {
  headSeqOf,
  logIn,
  newClientMsgId,
  newUsername,
  openDirect,
  openLive,
  password,
  register,
} from "../support/people.ts";
import { TestSocket, upgrade } from "../support/test-socket.ts";
import { callWorker, fetchWorker, type HttpCall } from "../support/worker-http.ts";

interface World {
  /** Alice and Bob are in the conversation, Mallory is not. */
  readonly alice: SessionResult;
  readonly bob: SessionResult;
  readonly mallory: SessionResult;
  readonly talk: ConversationId;
  /** Alice is a member, Bob the owner, Mallory a stranger. All who can be: group-http-matrix.test.ts. */
  readonly group: GroupWorld;
}

interface RouteRow {
  /** What is asked; the token is added. */
  readonly request: (world: World) => Promise<Partial<HttpCall>> | Partial<HttpCall>;
  /** Null: the route is for everybody, and a token makes no difference. */
  readonly stranger: Outcome | null;
  readonly member: Outcome;
  /** What the holder of ADMIN_TOKEN gets; as good as no token, where it is not said. */
  readonly operator?: Outcome;
  /** Whatever is wrong with a user's token makes no difference. */
  readonly onlyOperators?: boolean;
  /** Signs devices out, which the other cells need: callers who succeed have a world of their own. */
  readonly usesUpDevices?: boolean;
}

const { DIRECTORY, ADMIN_TOKEN } = env;

/** Only operators get through; to them a user's token, however good, is none. */
const operatorsOnly = { stranger: "NOT_AUTHENTICATED", member: "NOT_AUTHENTICATED", onlyOperators: true } as const;

/** The id of a job that died; what it was does not matter here. */
async function deadJob(): Promise<string> {
  const id = crypto.randomUUID();
  const end = { reason: "malformed", error: null, attempts: 9, diedAt: 1_000 } as const;
  await insertDeadLetter(DIRECTORY, { id, body: null }, end);
  return id;
}

const message = () => ({ clientMsgId: newClientMsgId(), content: { type: "text" as const, text: "Hello" } });

/** The request has everything that a member has: a stranger who makes it holds a link. */
const groupRouteRows: Readonly<Record<string, RouteRow>> = Object.fromEntries(
  Object.entries(groupRows).map(([name, { request, outcomes }]) => [
    name,
    {
      request: ({ group }: World) => request(group, "member"),
      stranger: outcomes.invited,
      member: outcomes.member,
    },
  ]),
);

const routeRows: Readonly<Record<string, RouteRow>> = {
  ...groupRouteRows,
  "POST /api/auth/register": {
    request: () => ({ body: { username: newUsername("new"), password } }),
    stranger: null,
    member: 201,
  },
  "POST /api/auth/login": {
    request: async () => {
      const { user } = await register(newUsername("carol"));
      return { body: { username: user.username, password } };
    },
    stranger: null,
    member: 200,
  },
  "POST /api/auth/refresh": {
    request: async () => ({ body: { refreshToken: (await register(newUsername("carol"))).refreshToken } }),
    stranger: null,
    member: 200,
  },
  "POST /api/auth/logout": { request: () => ({}), stranger: 204, member: 204, usesUpDevices: true },
  "GET /api/devices": { request: () => ({}), stranger: 200, member: 200 },
  "DELETE /api/devices": { request: () => ({}), stranger: 204, member: 204, usesUpDevices: true },
  "DELETE /api/devices/:deviceId": {
    request: ({ alice }) => ({ path: `/api/devices/${alice.device.id}` }),
    stranger: "NOT_FOUND",
    member: 204,
    usesUpDevices: true,
  },
  "GET /api/users/by-username/:username": {
    request: ({ bob }) => ({ path: `/api/users/by-username/${bob.user.username}` }),
    stranger: 200,
    member: 200,
  },
  "GET /api/users/:userId": {
    request: ({ bob }) => ({ path: `/api/users/${bob.user.id}` }),
    stranger: 200,
    member: 200,
  },
  "GET /api/conversations": { request: () => ({}), stranger: 200, member: 200 },
  "POST /api/conversations": {
    request: ({ bob }) => ({ body: { kind: "direct", userId: bob.user.id } }),
    // His own conversation with Bob, not Alice's.
    stranger: 201,
    member: 200,
  },
  "GET /api/conversations/:conversationId/messages": {
    request: ({ talk }) => ({ path: `/api/conversations/${talk}/messages` }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  "POST /api/conversations/:conversationId/messages": {
    request: ({ talk }) => ({ path: `/api/conversations/${talk}/messages`, body: message() }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 201,
  },
  "POST /api/conversations/:conversationId/read": {
    request: ({ talk }) => ({ path: `/api/conversations/${talk}/read`, body: { seq: 1 } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  "GET /api/admin/dead-letters": { request: () => ({}), ...operatorsOnly, operator: 200 },
  "POST /api/admin/dead-letters/:id/replay": {
    request: async () => ({ path: `/api/admin/dead-letters/${await deadJob()}/replay` }),
    ...operatorsOnly,
    operator: 204,
  },
  "DELETE /api/admin/dead-letters/:id": {
    request: async () => ({ path: `/api/admin/dead-letters/${await deadJob()}` }),
    ...operatorsOnly,
    operator: 204,
  },
  "GET /api/admin/history": { request: () => ({}), ...operatorsOnly, operator: 200 },
  "GET /api/admin/history/:conversationId/verify": {
    request: ({ talk }) => ({ path: `/api/admin/history/${talk}/verify` }),
    ...operatorsOnly,
    operator: 200,
  },
  "GET /ws": { request: () => ({ headers: { upgrade: "websocket" } }), stranger: 101, member: 101 },
  "GET /.well-known/jwks.json": { request: () => ({}), stranger: null, member: 200 },
  "GET /openapi.json": { request: () => ({}), stranger: null, member: 200 },
  "GET /asyncapi.json": { request: () => ({}), stranger: null, member: 200 },
  "GET /health": { request: () => ({}), stranger: null, member: 200 },
  "GET /developers": { request: () => ({}), stranger: null, member: 200 },
  "GET /": { request: () => ({}), stranger: null, member: 200 },
};

interface FrameRow {
  readonly frame: (world: World) => UpFrame;
  /** What shows that a member's frame was carried out, and on whose socket. */
  readonly member: readonly [who: "caller" | "peer", type: DownFrame["type"]];
  readonly stranger: ErrorCode;
}

const frameRows: Readonly<Record<string, FrameRow>> = {
  sync: {
    frame: ({ talk }) => ({ type: "sync", cursors: { [talk]: 0 } }),
    member: ["caller", "new-message"],
    stranger: "CONVERSATION_NOT_FOUND",
  },
  "send-message": {
    frame: ({ talk }) => ({ type: "send-message", conversationId: talk, ...message() }) as UpFrame,
    member: ["caller", "message-ack"],
    stranger: "CONVERSATION_NOT_FOUND",
  },
  "mark-read": {
    frame: ({ talk }) => ({ type: "mark-read", conversationId: talk, seq: 1 }),
    member: ["caller", "read-receipt"],
    stranger: "CONVERSATION_NOT_FOUND",
  },
  typing: {
    frame: ({ talk }) => ({ type: "typing", conversationId: talk, active: true }),
    member: ["peer", "typing"],
    stranger: "CONVERSATION_NOT_FOUND",
  },
};

/** Callers whose tokens are no good, and why they are told so. */
const refusedCallers: readonly (readonly [
  name: string,
  code: ErrorCode,
  token: (world: World) => Promise<string | undefined> | string | undefined,
])[] = [
  ["nobody", "NOT_AUTHENTICATED", () => undefined],
  ["an expired token", "TOKEN_EXPIRED", ({ alice }) => expiredToken(alice)],
  ["a device that was signed out", "DEVICE_SIGNED_OUT", ({ alice }) => signedOut(alice)],
  ...Object.entries(forgeries).map(
    ([name, make]) => [name, "NOT_AUTHENTICATED", ({ alice, bob }: World) => make(alice, bob)] as const,
  ),
];

/** The token of a device of this user that has signed out since. */
async function signedOut({ user }: SessionResult): Promise<string> {
  const { accessToken } = await logIn(user.username);
  const { status } = await callWorker({ method: "POST", path: "/api/auth/logout", token: accessToken });
  expect(status).toBe(204);
  return accessToken;
}

async function makeWorld(): Promise<World> {
  const [alice, bob, mallory] = await Promise.all(
    ["alice", "bob", "mallory"].map((name) => register(newUsername(name))),
  );
  if (alice === undefined || bob === undefined || mallory === undefined) throw new Error("three people");
  const talk = await openDirect(alice.accessToken, bob.user.id);
  const path = `/api/conversations/${talk}/messages`;
  expect((await callWorker({ method: "POST", path, token: alice.accessToken, body: message() })).status).toBe(201);
  const people = await makeGroupPeople({ member: alice, owner: bob, stranger: mallory });
  return { alice, bob, mallory, talk, group: await makeGroupWorld(people) };
}

const nameOf = ([method, path]: readonly [string, string]): string => `${method} ${path || "/"}`;

/** The answer to a row's request: its status, or the code when it is a refusal as the protocol has them. */
async function ask(
  name: string,
  row: RouteRow,
  everyone: World,
  token: string | undefined,
  instead: Partial<HttpCall> = {},
): Promise<Outcome> {
  const [method = "", path = ""] = name.split(" ");
  const response = await fetchWorker({ method, path, token, ...(await row.request(everyone)), ...instead });
  response.webSocket?.accept();
  response.webSocket?.close(1000);
  if (response.status < 400) return response.status;
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = v.parse(problemShape, await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem).toMatchObject({ status: errorRuleOf(problem.code).status, title: errorRuleOf(problem.code).title });
  expect(documentedCodes(method, path.replaceAll(/:\w+/g, "x"))).toContain(problem.code);
  return problem.code;
}

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

describe("[ERR-9] the authorisation matrix is complete", () => {
  it("has a row for every route", () => {
    expect(Object.keys(routeRows).toSorted()).toEqual(routePaths.map(nameOf).toSorted());
  });

  it("has a row for every frame", () => {
    expect(Object.keys(frameRows).toSorted()).toEqual([...upFrameTypes].toSorted());
  });
});

/** Nothing that is tried meanwhile may reach the log. */
function storesNothing(): void {
  let before: number;
  beforeAll(async () => {
    before = await headSeqOf(world.bob.accessToken, world.talk);
  });
  afterAll(async () => {
    expect(await headSeqOf(world.bob.accessToken, world.talk)).toBe(before);
  });
}

describe.each(Object.entries(routeRows))("[ERR-1] [ERR-9] %s", (name, row) => {
  describe("refuses", () => {
    storesNothing();

    it.each(refusedCallers)("%s: %s", async (_caller, code, makeToken) => {
      const refusal = row.onlyOperators === true ? "NOT_AUTHENTICATED" : code;
      const outcome = row.stranger === null ? row.member : refusal;
      expect(await ask(name, row, world, await makeToken(world))).toBe(outcome);
    });

    it("a token in the URL", async () => {
      const { path = name.split(" ")[1] ?? "" } = await row.request(world);
      const inUrl = `${path}?access_token=${world.alice.accessToken}&token=${world.alice.accessToken}`;
      const outcome = row.stranger === null ? row.member : "NOT_AUTHENTICATED";
      expect(await ask(name, row, world, undefined, { path: inUrl })).toBe(outcome);
    });
  });

  it("operator", async () => {
    const outcome = row.operator ?? (row.stranger === null ? row.member : "NOT_AUTHENTICATED");
    expect(await ask(name, row, world, ADMIN_TOKEN)).toBe(outcome);
  });

  it.each([
    ["stranger", row.stranger ?? row.member, ({ mallory }: World) => mallory],
    ["member", row.member, ({ alice }: World) => alice],
  ] as const)("%s: %s", async (_caller, outcome, callerOf) => {
    const own = row.usesUpDevices === true ? await makeWorld() : world;
    expect(await ask(name, row, own, callerOf(own).accessToken)).toBe(outcome);
  });
});

describe.each(Object.entries(frameRows))("[ERR-7] [ERR-9] frame %s", (_type, row) => {
  describe("refuses", () => {
    storesNothing();

    it.each(refusedCallers)("%s: %s", async (_caller, code, makeToken) => {
      const { webSocket } = await upgrade(await makeToken(world), "subprotocol");
      const socket = new TestSocket(webSocket as WebSocket);
      // It opened, so that a page can read the close code; a frame sent at once goes nowhere.
      trySending(socket, row.frame(world));
      expect(await socket.closed()).toEqual({ code: 4401, reason: code });
      expect(socket.waiting).toEqual([]);
    });

    it("a device that is signed out while its socket is open: 4401", async () => {
      const { accessToken } = await logIn(world.alice.user.username);
      const socket = await openLive(accessToken);
      expect((await callWorker({ method: "POST", path: "/api/auth/logout", token: accessToken })).status).toBe(204);
      trySending(socket, row.frame(world));
      expect(await socket.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
    });

    it(`stranger: ${row.stranger}`, async () => {
      const socket = await openLive(world.mallory.accessToken);
      socket.send(row.frame(world));
      expect(await socket.nextOfType("error")).toMatchObject({ code: row.stranger, conversationId: world.talk });
      socket.close();
    });
  });

  it(`member: ${row.member.join(" gets ")}`, async () => {
    const [alice, bob] = [await openLive(world.alice.accessToken), await openLive(world.bob.accessToken)];
    alice.send(row.frame(world));
    const [who, type] = row.member;
    expect(await (who === "caller" ? alice : bob).nextOfType(type)).toMatchObject({ conversationId: world.talk });
    alice.close();
    bob.close();
  });
});

/** A socket that is being closed takes nothing more. */
function trySending(socket: TestSocket, frame: UpFrame): void {
  try {
    socket.send(frame);
  } catch {
    // Closed already: even better.
  }
}
