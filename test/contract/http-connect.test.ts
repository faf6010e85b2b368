// GET /ws: who gets a socket, and how the others are told.
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { writeSocketCaller } from "../../schema/rpc/user-session.ts";
import { handleRequest } from "../../workers/http/router.ts";
import { newUsername, register } from "../support/people.ts";
import { TestSocket, upgrade } from "../support/test-socket.ts";
import { callWorker, codeOf, fetchWorker, origin, withAddress } from "../support/worker-http.ts";

let ada: SessionResult;
let gone: SessionResult;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
  gone = await register(newUsername("gone"));
  await callWorker({ method: "POST", path: "/api/auth/logout", token: gone.accessToken });
});

const connecting = (headers: Record<string, string>, changes: Partial<Env> = {}): Promise<Response> =>
  handleRequest(withAddress(new Request(`${origin}/ws`, { headers: { upgrade: "websocket", ...headers } })), {
    ...env,
    ...changes,
  });
const codeOfResponse = async (response: Response): Promise<string> => (await response.json<{ code: string }>()).code;

it("[SOCKET-10] asks for an upgrade where there is none", async () => {
  const answer = await callWorker({ method: "GET", path: "/ws", token: ada.accessToken });
  expect(answer.status).toBe(426);
  expect(answer.headers.get("upgrade")).toBe("websocket");
  expect(codeOf(answer)).toBe("UPGRADE_REQUIRED");
});

it("[SOCKET-10] refuses by a problem document who authenticates by a header", async () => {
  for (const [token, code] of [
    [undefined, "NOT_AUTHENTICATED"],
    ["x", "NOT_AUTHENTICATED"],
    [ada.refreshToken, "NOT_AUTHENTICATED"],
    [gone.accessToken, "DEVICE_SIGNED_OUT"],
  ] as const) {
    const response = await upgrade(token, "authorization");
    expect(response.status).toBe(401);
    expect(response.webSocket).toBeNull();
    expect(await codeOfResponse(response)).toBe(code);
  }
});

it("[SOCKET-9] closes at once, with the code as reason, who authenticates by a subprotocol", async () => {
  for (const [token, reason] of [
    ["x", "NOT_AUTHENTICATED"],
    ["", "NOT_AUTHENTICATED"],
    [ada.refreshToken, "NOT_AUTHENTICATED"],
    [gone.accessToken, "DEVICE_SIGNED_OUT"],
  ] as const) {
    const socket = await TestSocket.open(token, "subprotocol");
    expect(await socket.closed()).toEqual({ code: 4401, reason });
    expect(socket.waiting).toEqual([]);
  }
});

it("[SOCKET-9] selects klatch.v1 of what is offered, and refuses a client that offers only others", async () => {
  const response = await upgrade(ada.accessToken, "subprotocol");
  expect(response.status).toBe(101);
  expect(response.headers.get("sec-websocket-protocol")).toBe("klatch.v1");
  response.webSocket?.accept();
  response.webSocket?.close();
  for (const offered of ["klatch.v2", `bearer.${ada.accessToken}`]) {
    const refused = await connecting({ "sec-websocket-protocol": offered });
    expect(refused.status).toBe(400);
    expect(await codeOfResponse(refused)).toBe("INVALID_REQUEST");
  }
});

it("[SOCKET-14] selects no subprotocol where none was offered, and lets a header come before a subprotocol", async () => {
  const plain = await upgrade(ada.accessToken, "authorization");
  expect(plain.headers.get("sec-websocket-protocol")).toBeNull();
  plain.webSocket?.accept();
  plain.webSocket?.close();
  const both = await connecting({
    authorization: "Bearer x",
    "sec-websocket-protocol": `klatch.v1, bearer.${ada.accessToken}`,
  });
  expect(both.status).toBe(401);
});

it("[SOCKET-14] takes nothing that names a user from the client", async () => {
  const response = await fetchWorker({
    method: "GET",
    path: "/ws",
    token: ada.accessToken,
    headers: {
      upgrade: "websocket",
      "klatch-user-id": gone.user.id,
      ...writeSocketCaller({ deviceId: gone.device.id, family: "f", generation: 1 }, 1),
    },
  });
  if (response.webSocket === null) throw new Error("no upgrade");
  const socket = new TestSocket(response.webSocket);
  expect(await socket.next()).toMatchObject({ type: "welcome", userId: ada.user.id, deviceId: ada.device.id });
  socket.close();
});

it("[SOCKET-14] refuses pages of every other origin unless the deployment names it", async () => {
  const authorization = `Bearer ${ada.accessToken}`;
  for (const other of ["https://app.example", "http://klatch.test", "https://klatch.test:8443", "null", ""]) {
    const refused = await connecting({ authorization, origin: other });
    expect([other, await codeOfResponse(refused)]).toEqual([other, "FORBIDDEN"]);
  }
  for (const headers of [{ authorization }, { authorization, origin }]) {
    const response = await connecting(headers);
    expect(response.status).toBe(101);
    response.webSocket?.accept();
    response.webSocket?.close();
  }
});

it("[SOCKET-14] refuses pages of origins that CORS_ORIGINS does not name", async () => {
  const list = { CORS_ORIGINS: "https://app.example" };
  const authorization = `Bearer ${ada.accessToken}`;
  const refused = await connecting({ authorization, origin: "https://evil.example" }, list);
  expect(refused.status).toBe(403);
  expect(await codeOfResponse(refused)).toBe("FORBIDDEN");
  for (const allowed of ["https://app.example", origin]) {
    const response = await connecting({ authorization, origin: allowed }, list);
    expect(response.status).toBe(101);
    response.webSocket?.accept();
    response.webSocket?.close();
  }
});
