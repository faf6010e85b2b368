// Frames on a socket that are well formed and still refused: too large, not one's own, not yet, too many.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { errorRuleOf } from "../../schema/protocol/errors.ts";
import { messageIdOf } from "../../schema/protocol/ids.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { logIn, newClientMsgId, newUsername, openLive, register } from "../support/people.ts";
import { TestSocket } from "../support/test-socket.ts";
import { callWorker } from "../support/worker-http.ts";
import { errorsFor, expectUnnoticed, makeWorld, message, typing, type World } from "./hostile-world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => {
  for (const neighbour of world.neighbours) neighbour.close();
});

describe("[LIMIT-3] content", () => {
  const room = wireLimits.maxContentBytes - JSON.stringify({ type: "text", text: "" }).length;
  const frameWith = (text: string): string =>
    JSON.stringify({ type: "send-message", conversationId: world.talk, ...message(text) });

  it.each([
    ["16 KiB and a byte", "a".repeat(room + 1)],
    ["100 KB", "a".repeat(100_000)],
    ["few characters, many bytes", "€".repeat(Math.ceil((room + 1) / 3))],
    ["characters that JSON escapes", '"'.repeat(room / 2 + 1)],
  ])("is refused: %s", async (_name, text) => {
    const socket = await TestSocket.open(world.alice.accessToken);
    await socket.nextOfType("welcome");
    const [error] = await errorsFor(socket, frameWith(text), 1);
    expect(error).toMatchObject({ code: "CONTENT_TOO_LARGE", conversationId: world.talk });
    socket.close();
    await expectUnnoticed(world);
  });

  it("of exactly 16 KiB is stored", async () => {
    const own = await makeWorld();
    const socket = await openLive(own.alice.accessToken);
    socket.sendText(JSON.stringify({ type: "send-message", conversationId: own.talk, ...message("a".repeat(room)) }));
    expect(await socket.nextOfType("message-ack")).toMatchObject({ seq: own.headSeq + 1 });
    socket.close();
  });
});

describe("[ERR-7] [ERR-8] conversations that one is not in, or that cannot be", () => {
  const self = (id: string): string => id.replace(/^user_/, "");
  it.each([
    ["invented", () => "direct_nobody"],
    ["with the prefix only", () => "direct_"],
    ["with oneself", ({ alice }: World) => `direct_${self(alice.user.id)}_${self(alice.user.id)}`],
    ["of others", ({ bob }: World) => `direct_${"0".repeat(26)}_${self(bob.user.id)}`],
    ["a user", ({ bob }: World) => bob.user.id],
    ["a property of objects", () => "constructor"],
    ["another property of objects", () => "__proto__"],
  ])("%s", async (_name, idOf) => {
    const socket = await TestSocket.open(world.alice.accessToken);
    await socket.nextOfType("welcome");
    const conversationId = idOf(world);
    for (const frame of [
      { type: "send-message", conversationId, ...message() },
      { type: "mark-read", conversationId, seq: 1 },
      { type: "typing", conversationId, active: true },
    ]) {
      const [error] = await errorsFor(socket, JSON.stringify(frame), 1);
      expect(error).toMatchObject({ code: "CONVERSATION_NOT_FOUND", conversationId });
    }
    socket.close();
    await expectUnnoticed(world);
  });
});

describe("[ERR-8] [SEND-5] [SEND-11] well-formed, and still refused", () => {
  it.each([
    [
      "an id from the future",
      (_world: World) => ({ clientMsgId: newClientMsgId(Date.now() + 3_600_000) }),
      "CLOCK_AHEAD",
    ],
    [
      "a reply to what is not there yet",
      ({ talk }: World) => ({ replyTo: messageIdOf(talk, 999) }),
      "SEQ_OUT_OF_RANGE",
    ],
    [
      "a reply to another conversation",
      (_world: World) => ({ replyTo: "direct_nobody:1" }),
      "INVALID_FRAME",
      "/replyTo",
    ],
    [
      "[TEXT-32] a text of which nothing is seen",
      (_world: World) => ({ content: { type: "text", text: "\u3164\u{E0041}\n" } }),
      "CONTENT_BLANK",
      "/content/text",
    ],
  ] as const)("%s", async (_name, fields, code, pointer?: string) => {
    const socket = await TestSocket.open(world.alice.accessToken);
    await socket.nextOfType("welcome");
    const frame = { type: "send-message", conversationId: world.talk, ...message(), ...fields(world) };
    const [error] = await errorsFor(socket, JSON.stringify(frame), 1);
    expect(error).toEqual({
      type: "error",
      code,
      message: errorRuleOf(code).title,
      clientMsgId: frame.clientMsgId,
      conversationId: world.talk,
      ...(pointer !== undefined && { pointer }),
    });
    socket.close();
    await expectUnnoticed(world);
  });
});

describe("[ERR-2] [SOCKET-6] [SOCKET-7] after all that", () => {
  it("an error names the frame it is about, and only by ids that are well formed", async () => {
    const socket = await TestSocket.open(world.alice.accessToken);
    await socket.nextOfType("welcome");
    const clientMsgId = newClientMsgId();
    const [named] = await errorsFor(
      socket,
      JSON.stringify({ type: "shout", clientMsgId, conversationId: "direct_nobody" }),
      1,
    );
    expect(named).toMatchObject({ clientMsgId, conversationId: "direct_nobody" });
    const [nameless] = await errorsFor(
      socket,
      JSON.stringify({ type: "shout", clientMsgId: "<script>", conversationId: 7 }),
      1,
    );
    expect(Object.keys(nameless ?? {}).toSorted()).toEqual(["code", "message", "type"]);
    socket.close();
  });

  it("the neighbours' sockets still work", async () => {
    const [bob, laptop] = world.neighbours;
    bob?.send({ type: "send-message", conversationId: world.talk, ...message("Still here") } as UpFrame);
    expect(await laptop?.nextOfType("new-message")).toMatchObject({
      seq: world.headSeq + 1,
      content: { text: "Still here" },
    });
  });
});

describe("again and again, while the clock stands still", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("[LIMIT-6] [SOCKET-7] a faulty socket is closed with 4429; the user's other socket is not", async () => {
    const alice = await register(newUsername("alice"));
    const [faulty, other] = [await openLive(alice.accessToken), await openLive(alice.accessToken)];
    for (let sent = 0; sent < defaultLimits.LIMIT_FAULTS_BURST; sent += 1) await errorsFor(faulty, "?", 1);
    expect(await faulty.drain()).toEqual([]);
    await errorsFor(faulty, "?", 1);
    expect(await faulty.closed()).toEqual({ code: 4429, reason: "RATE_LIMITED" });
    expect(await other.drain()).toEqual([]);
    other.send({ type: "sync" });
    await other.nextOfType("sync-done");
  });

  it("[LIMIT-5] frames beyond the rate are refused, over all devices and HTTP; limits count frames", async () => {
    const alice = await register(newUsername("alice"));
    const laptop = await logIn(alice.user.username);
    const [phone, other] = [await openLive(alice.accessToken), await openLive(laptop.accessToken)];
    // Each of the two took a token for its sync.
    const left = defaultLimits.LIMIT_FRAMES_BURST - 2;
    const frames = Array.from({ length: wireLimits.maxFramesPerSocketMessage }, () => typing());
    const errors = await errorsFor(phone, `[${frames.join(",")}]`, frames.length);
    const limited = errors.filter(({ code }) => code === "RATE_LIMITED");
    expect(limited).toHaveLength(frames.length - left);
    const retryAfterMs = 1_000 / defaultLimits.LIMIT_FRAMES_PER_SECOND;
    expect(new Set(limited.map((error) => error.retryAfterMs))).toEqual(new Set([retryAfterMs]));
    expect(await errorsFor(other, typing(), 1)).toMatchObject([
      { code: "RATE_LIMITED", conversationId: "direct_nobody" },
    ]);
    const ask = () => callWorker({ method: "GET", path: "/api/devices", token: alice.accessToken });
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ code: "RATE_LIMITED", retryAfterMs });
    expect(refused.headers.get("retry-after")).toBe("1");
    vi.setSystemTime(Date.now() + retryAfterMs);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });
});
