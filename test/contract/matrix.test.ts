// Who may do what: every route and every frame, for every kind of caller. One without a row fails the suite.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Who } from "../../schema/protocol/routes/route.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { upFrameTypes, type UpFrame } from "../../schema/protocol/up.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { routePaths } from "../../workers/http/router.ts";
import { sessionObject } from "../support/actors.ts";
import { askCell } from "../support/ask-cell.ts";
import { expiredToken, forgeries } from "../support/forged-tokens.ts";
import type { Outcome } from "../support/group-rows.ts";
import { badOperatorTokens, newOperator } from "../support/operators.ts";
import { makeWorld, message, type World } from "../support/matrix-world.ts";
import { headSeqOf, logIn, openLive } from "../support/people.ts";
import { frameRows } from "../support/frame-rows.ts";
import { cells, type Cell } from "../support/route-rows.ts";
import { TestSocket, upgrade } from "../support/test-socket.ts";
import { callWorker } from "../support/worker-http.ts";

const { ADMIN_TOKEN } = env;

/** Callers whose tokens are no good, and why they are told so. */
const refusedCallers: readonly (readonly [
  name: string,
  code: ErrorCode,
  token: (world: World) => Promise<string | undefined> | string | undefined,
])[] = [
  ["nobody", "NOT_AUTHENTICATED", () => undefined],
  ["an expired token", "TOKEN_EXPIRED", ({ alice }) => expiredToken(alice)],
  ["a device that was signed out", "DEVICE_SIGNED_OUT", () => outToken],
  ["an earlier sign-in of a device", "DEVICE_SIGNED_OUT", ({ alice }) => signedInAgain(alice)],
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

const outdated = new Map<UserId, Promise<string>>();

/** The token of a device of this user that has signed in again since; one device for all, as a user has few. */
function signedInAgain({ user }: SessionResult): Promise<string> {
  const make = async (): Promise<string> => {
    const { accessToken, device } = await logIn(user.username);
    expect((await logIn(user.username, device)).device).toEqual(device);
    return accessToken;
  };
  const token = outdated.get(user.id) ?? make();
  outdated.set(user.id, token);
  return token;
}

/** The access token of this device's sockets has expired, and no timer tells them. */
async function expireSockets({ user, device }: SessionResult): Promise<void> {
  const session = sessionObject(user.id);
  await runInDurableObject(session, (_session, ctx) => {
    for (const ws of ctx.getWebSockets()) {
      const attachment = ws.deserializeAttachment() as SocketAttachment;
      if (attachment.deviceId === device.id) ws.serializeAttachment({ ...attachment, authUntil: Date.now() - 1 });
    }
  });
  await evictDurableObject(session);
}

let world: World;
let operator: string;
let moderator: string;
/** Once for all routes: what is refused uses nothing up. */
let outToken: string;
beforeAll(async () => {
  world = await makeWorld();
  outToken = await signedOut(world.alice);
  [operator, moderator] = [(await newOperator("operator")).token, (await newOperator("moderator")).token];
});

describe("[ERR-9] the authorisation matrix is complete", () => {
  it("has a row for every route", () => {
    const served = routePaths.map(([method, path]) => `${method} ${path || "/"}`);
    expect(cells.map(([name]) => name).toSorted()).toEqual(served.toSorted());
  });

  it("opens nothing to anyone but accounts and what is public, and to operators what is theirs alone", () => {
    const open = (who: Who) => routeList.filter((route) => route.who === who).map(({ path }) => path);
    expect(open("anonymous").toSorted()).toEqual([
      "/",
      "/.well-known/jwks.json",
      "/.well-known/security.txt",
      "/api/auth/login",
      "/api/auth/refresh",
      "/api/auth/register",
      "/api/auth/registration",
      "/api/auth/revoke",
      "/api/email/confirm",
      "/api/email/stop",
      "/asyncapi.json",
      "/avatars/:ownerId/:avatarToken",
      "/challenge",
      "/developers",
      "/files/:fileToken",
      "/health",
      "/openapi.json",
      "/ready",
    ]);
    const ofOperators = routeList.filter(({ path }) => path.startsWith("/api/admin/")).map(({ path }) => path);
    expect([...open("operator"), ...open("moderator")].toSorted()).toEqual(ofOperators.toSorted());
    expect([...new Set(open("moderator"))].toSorted()).toEqual([
      "/api/admin/audit",
      "/api/admin/me",
      "/api/admin/reports",
      "/api/admin/reports/:reportId",
      "/api/admin/reports/:reportId/close",
      "/api/admin/suspensions",
      "/api/admin/users",
      "/api/admin/users/:userId",
      "/api/admin/users/:userId/devices",
      "/api/admin/users/:userId/devices/:deviceId",
      "/api/admin/users/:userId/suspension",
    ]);
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

describe.each(cells)("[ERR-1] [ERR-9] [BUDGET-43] %s", (_name, cell) => {
  const { who } = cell.route;
  const { outcomes } = cell;

  let saidByRefused: ReturnType<Cell["request"]> | undefined;
  /** What is asked: made once for all who are refused, who must not use it up. */
  const saidBy = (outcome: Outcome): ReturnType<Cell["request"]> =>
    typeof outcome === "string" ? (saidByRefused ??= cell.request(world)) : cell.request(world);

  let ownWorld: Promise<World> | undefined;
  /** Where a call uses up its caller's devices, the stranger uses up others than the member. */
  const worldToUse = (): Promise<World> | World => (cell.usesUpDevices ? (ownWorld ??= makeWorld()) : world);

  describe("refuses", () => {
    storesNothing();

    it.each(refusedCallers)("%s: %s", async (_caller, code, makeToken) => {
      const byWho: Record<Who, Outcome> = {
        anonymous: outcomes.member,
        user: code,
        moderator: "NOT_AUTHENTICATED",
        operator: "NOT_AUTHENTICATED",
      };
      const outcome = byWho[who];
      expect(await askCell(cell, saidBy(outcome), await makeToken(world))).toBe(outcome);
    });

    it("a token in the URL", async () => {
      const { accessToken } = world.alice;
      // A route that declares its query refuses whatever else is in it.
      const ofAnyone = cell.route.query === undefined ? outcomes.member : "INVALID_REQUEST";
      const outcome = who === "anonymous" ? ofAnyone : "NOT_AUTHENTICATED";
      expect(await askCell(cell, saidBy(outcome), undefined, { access_token: accessToken, token: accessToken })).toBe(
        outcome,
      );
    });
  });

  it("the deployment's operator", async () => {
    expect(await askCell(cell, saidBy(outcomes.operator), ADMIN_TOKEN)).toBe(outcomes.operator);
  });

  it.each([
    ["operator", () => operator],
    ["moderator", () => moderator],
  ] as const)("[ADMIN-2] %s", async (role, tokenOf) => {
    expect(await askCell(cell, saidBy(outcomes[role]), tokenOf())).toBe(outcomes[role]);
  });

  it.each(Object.entries(badOperatorTokens))("[ADMIN-3] refuses %s", async (_token, make) => {
    const isClosed = who === "operator" || who === "moderator" || who === "user";
    const outcome = isClosed ? "NOT_AUTHENTICATED" : outcomes.member;
    expect(await askCell(cell, saidBy(outcome), await make())).toBe(outcome);
  });

  it.each([
    ["stranger", outcomes.stranger, ({ mallory }: World) => mallory],
    ["member", outcomes.member, ({ alice }: World) => alice],
  ] as const)("%s: %s", async (_caller, outcome, callerOf) => {
    const own = await worldToUse();
    expect(await askCell(cell, cell.request(own), callerOf(own).accessToken)).toBe(outcome);
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

    it(`[SOCKET-21] a socket whose access token has expired: ${row.expired}`, async () => {
      const session = await logIn(world.alice.user.username);
      const socket = await openLive(session.accessToken);
      await expireSockets(session);
      socket.send({ ...row.frame(world), requestId: "late" });
      const answer =
        row.expired === "done" ? ({ type: "done" } as const) : ({ type: "error", code: row.expired } as const);
      expect(await socket.nextOfType(answer.type)).toMatchObject({ ...answer, requestId: "late" });
      socket.close();
      await callWorker({ method: "POST", path: "/api/auth/logout", token: session.accessToken });
    });

    const { stranger } = row;
    if (stranger === null) return;
    it(`stranger: ${stranger}`, async () => {
      const socket = await openLive(world.mallory.accessToken);
      socket.send(row.frame(world));
      expect(await socket.nextOfType("error")).toMatchObject({ code: stranger, conversationId: world.talk });
      socket.close();
    });
  });

  it(`member: ${row.member.join(" gets ")}`, async () => {
    const [alice, bob] = [await openLive(world.alice.accessToken), await openLive(world.bob.accessToken)];
    // A message is taken back for two minutes, which the rows before may take.
    const frame = row.frame(world);
    alice.send(frame.type === "recall-message" ? { ...frame, seq: await sayAgain(world) } : frame);
    const [who, type] = row.member;
    expect(await (who === "caller" ? alice : bob).nextOfType(type)).toMatchObject(
      row.stranger === null ? {} : { conversationId: world.talk },
    );
    alice.close();
    bob.close();
  });
});

async function sayAgain({ alice, talk }: World): Promise<number> {
  const path = `/api/conversations/${talk}/messages`;
  const { body } = await callWorker({ method: "POST", path, token: alice.accessToken, body: message() });
  return (body as { seq: number }).seq;
}

/** A socket that is being closed takes nothing more. */
function trySending(socket: TestSocket, frame: UpFrame): void {
  try {
    socket.send(frame);
  } catch {
    // Closed already: even better.
  }
}
