// Bad input on a socket, however shaped: a coded error, an open socket, nothing stored, and nobody else notices.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ErrorFrame } from "../../schema/protocol/error-frame.ts";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { messageIdOf, type ConversationId } from "../../schema/protocol/ids.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";
import { upFrameTypes, type UpFrame } from "../../schema/protocol/up.ts";
import { headSeqOf, logIn, newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { TestSocket } from "../support/test-socket.ts";
import { callWorker } from "../support/worker-http.ts";
import {
  fieldsOf,
  inheritedKeys,
  jsonObject,
  loneSurrogates,
  malformedIds,
  malformedNumbers,
  nestedArrays,
  nestedObjects,
  spoil,
} from "./hostile-inputs.ts";

type Case = readonly [name: string, input: string | Uint8Array, ...codes: ErrorCode[]];

interface World {
  /** She sends what follows. */
  readonly alice: SessionResult;
  /** Bob is in the conversation with her; he and her laptop must notice nothing. */
  readonly bob: SessionResult;
  readonly talk: ConversationId;
  readonly neighbours: readonly TestSocket[];
  readonly headSeq: number;
}

const message = (text = "Hello") => ({ clientMsgId: newClientMsgId(), content: { type: "text" as const, text } });

async function makeWorld(): Promise<World> {
  const [alice, bob] = [await register(newUsername("alice")), await register(newUsername("bob"))];
  const laptop = await logIn(alice.user.username);
  const talk = await openDirect(alice.accessToken, bob.user.id);
  const path = `/api/conversations/${talk}/messages`;
  expect((await callWorker({ method: "POST", path, token: alice.accessToken, body: message() })).status).toBe(201);
  const neighbours = [await openLive(bob.accessToken), await openLive(laptop.accessToken)];
  return { alice, bob, talk, neighbours, headSeq: 1 };
}

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

/** Nothing was stored, and the neighbours' sockets saw nothing. */
async function expectUnnoticed(): Promise<void> {
  expect(await headSeqOf(world.bob.accessToken, world.talk)).toBe(world.headSeq);
  for (const neighbour of world.neighbours) expect(await neighbour.drain()).toEqual([]);
}

/** The errors that come for one input; their texts are the table's, so nothing of the input is in them. */
async function errorsFor(socket: TestSocket, input: string | Uint8Array, count: number): Promise<ErrorFrame[]> {
  if (typeof input === "string") socket.sendText(input);
  else socket.sendBinary(input);
  const errors: ErrorFrame[] = [];
  while (errors.length < count) {
    const frame = await socket.next();
    if (typeof frame === "string" || frame.type !== "error") throw new Error(`no error: ${JSON.stringify(frame)}`);
    expect(frame.message).toBe(errorRuleOf(frame.code).title);
    errors.push(frame);
  }
  return errors;
}

function itRefuses(cases: readonly Case[]): void {
  it.each(cases)("%s", async (_name, input, ...codes) => {
    const socket = await TestSocket.open(world.alice.accessToken);
    await socket.nextOfType("welcome");
    expect((await errorsFor(socket, input, codes.length)).map(({ code }) => code)).toEqual(codes);
    // Open, and with nothing more to say.
    expect(await socket.drain()).toEqual([]);
    expect(socket.isOpen).toBe(true);
    socket.close();
    await expectUnnoticed();
  });
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const typing = (fields: Readonly<Record<string, string>> = {}): string =>
  jsonObject({ type: '"typing"', conversationId: '"direct_nobody"', active: "true", ...fields });
const padded = (bytes: number): string => typing() + " ".repeat(bytes - typing().length);

describe("[ERR-3] what is no JSON text", () => {
  itRefuses([
    ...[
      "",
      "hello",
      "{",
      "[",
      "}",
      '{"type":"sync"}{"type":"sync"}',
      "{type:'sync'}",
      '{"type":"sync",}',
      "NaN",
      "\u0000",
      "\ufeff{}",
    ].map((text): Case => [JSON.stringify(text), text, "INVALID_JSON"]),
    ["100,000 brackets that never close", "[".repeat(100_000), "INVALID_JSON"],
    ["nothing, binary", new Uint8Array(), "BINARY_NOT_SUPPORTED"],
    ["a frame, binary", utf8('{"type":"sync"}'), "BINARY_NOT_SUPPORTED"],
    ["noise, binary", crypto.getRandomValues(new Uint8Array(4_096)), "BINARY_NOT_SUPPORTED"],
  ]);
});

describe("[ERR-4] [SOCKET-3] what is no frame", () => {
  itRefuses([
    ...[
      "null",
      "true",
      "0",
      "1e400",
      '"sync"',
      "[]",
      "{}",
      "[null]",
      "[[]]",
      '[[{"type":"sync"}]]',
      '{"type":null}',
      '{"type":1}',
    ].map((text): Case => [text, text, "INVALID_FRAME"]),
    ['{"type":["sync"]}', '{"type":["sync"]}', "INVALID_FRAME"],
    ["two that are none", '[1,"x"]', "INVALID_FRAME", "INVALID_FRAME"],
    ["100,000 arrays in each other", nestedArrays(100_000), "INVALID_FRAME"],
    ["30,000 objects in each other", nestedObjects(30_000), "INVALID_FRAME"],
    ...["shout", "", "SYNC", "welcome", "new-message", "\\ud800", ...inheritedKeys].map((type): Case => [
      `type ${type}`,
      `{"type":"${type}"}`,
      "UNKNOWN_FRAME_TYPE",
    ]),
    ["a type twice: the last counts", '{"type":"sync","type":"shout"}', "UNKNOWN_FRAME_TYPE"],
  ]);
});

describe("[LIMIT-1] [LIMIT-2] too much", () => {
  itRefuses([
    ["a message of exactly 256 KiB is read", padded(wireLimits.maxSocketMessageBytes), "CONVERSATION_NOT_FOUND"],
    ["one byte more", padded(wireLimits.maxSocketMessageBytes + 1), "TOO_LARGE"],
    ["few characters, many bytes", `"${"€".repeat(wireLimits.maxSocketMessageBytes / 3)}"`, "TOO_LARGE"],
    ["a megabyte of brackets", "[".repeat(1_048_576), "TOO_LARGE"],
    ["257 frames", `[${Array.from({ length: 257 }, () => typing()).join(",")}]`, "TOO_MANY_FRAMES"],
    ["10,000 frames", `[${Array.from({ length: 10_000 }, () => "{}").join(",")}]`, "TOO_MANY_FRAMES"],
    ["100,000 elements", `[${"0,".repeat(99_999)}0]`, "TOO_MANY_FRAMES"],
  ]);
});

/** A frame of each type that would be carried out, and which of its fields may be missing. */
const validFrames = {
  sync: [{ type: "sync", inboxVersion: 0, cursors: {} }, ["inboxVersion", "cursors"]],
  "send-message": [
    {
      type: "send-message",
      conversationId: "direct_nobody",
      ...message(),
      replyTo: "direct_nobody:1",
      mentions: ["user_nobody"],
    },
    ["replyTo", "mentions"],
  ],
  "mark-read": [{ type: "mark-read", conversationId: "direct_nobody", seq: 1 }, []],
  typing: [{ type: "typing", conversationId: "direct_nobody", active: true }, []],
} as const satisfies Record<string, readonly [object, readonly string[]]>;

/** One text to put in the place of a value. */
const withField = (frame: object, key: string, json: string): string => jsonObject({ ...fieldsOf(frame), [key]: json });
const quoted = (text: string): string => `"${text}"`;

describe("[ERR-4] [ERR-5] frames with a field missing, malformed or too many", () => {
  it("covers every type of frame", () => {
    expect(Object.keys(validFrames).toSorted()).toEqual([...upFrameTypes].toSorted());
  });

  for (const [type, [frame, optional]] of Object.entries(validFrames)) {
    describe(`frame ${type}`, () => {
      // `{}` is a valid `cursors`; changes of `type` are looked at above.
      const variations = spoil(frame, optional).filter(([name]) => !/type|cursors: \{/.test(name));
      itRefuses(variations.map(([name, json]): Case => [name, json, "INVALID_FRAME"]));
    });
  }

  const [send] = validFrames["send-message"];
  const contents = [
    "{}",
    '{"type":"text"}',
    '{"text":"x"}',
    '{"type":"text","text":""}',
    '{"type":"text","text":1}',
    '{"type":"html","text":"x"}',
  ];
  describe("content", () => {
    itRefuses([
      ...contents.map((content): Case => [content, withField(send, "content", content), "INVALID_FRAME"]),
      ...["extra", ...inheritedKeys].map((key): Case => [
        `with ${key}`,
        withField(send, "content", `{"type":"text","text":"x","${key}":{}}`),
        "INVALID_FRAME",
      ]),
      ["30,000 objects deep", withField(send, "content", nestedObjects(30_000)), "INVALID_FRAME"],
      ["100,000 arrays deep", withField(send, "content", nestedArrays(100_000)), "INVALID_FRAME"],
    ]);
  });

  describe("cursors", () => {
    itRefuses([
      ...["__proto__", "constructor", "prototype"].map((key): Case => [
        `of ${key}`,
        `{"type":"sync","cursors":{"${key}":0}}`,
        "INVALID_FRAME",
      ]),
      ["deep", withField(validFrames.sync[0], "cursors", nestedObjects(30_000)), "INVALID_FRAME"],
    ]);
  });
});

describe("[ERR-4] ids of other characters, or too long", () => {
  const [send] = validFrames["send-message"];
  itRefuses([
    ...[...malformedIds, "a".repeat(161)].map((id): Case => [
      `conversationId ${id.slice(0, 20)}`,
      typing({ conversationId: quoted(id) }),
      "INVALID_FRAME",
    ]),
    ...[...malformedIds, "a".repeat(65)].map((id): Case => [
      `clientMsgId ${id.slice(0, 20)}`,
      withField(send, "clientMsgId", quoted(id)),
      "INVALID_FRAME",
    ]),
    ...[
      ...malformedIds.filter((id) => id !== "a:b"),
      "a:b",
      "a",
      "a:",
      ":1",
      "a:0",
      "a:01",
      "a:-1",
      "a:1e3",
      "a:99999999999999999",
      `${"a".repeat(161)}:1`,
    ].map((id): Case => [`replyTo ${id.slice(0, 20)}`, withField(send, "replyTo", quoted(id)), "INVALID_FRAME"]),
    ...malformedIds.map((id): Case => [
      `a mention of ${id}`,
      withField(send, "mentions", `["user_a","${id}"]`),
      "INVALID_FRAME",
    ]),
    ...malformedIds.map((id): Case => [`a cursor of ${id}`, `{"type":"sync","cursors":{"${id}":0}}`, "INVALID_FRAME"]),
  ]);
});

describe("[ERR-4] numbers at the edges", () => {
  const [markRead] = validFrames["mark-read"];
  itRefuses([
    ...[...malformedNumbers, "0", "-0"].map((seq): Case => [
      `seq ${seq}`,
      withField(markRead, "seq", seq),
      "INVALID_FRAME",
    ]),
    ...malformedNumbers.map((version): Case => [
      `inboxVersion ${version}`,
      `{"type":"sync","inboxVersion":${version}}`,
      "INVALID_FRAME",
    ]),
    ...malformedNumbers.map((cursor): Case => [
      `a cursor of ${cursor}`,
      `{"type":"sync","cursors":{"direct_nobody":${cursor}}}`,
      "INVALID_FRAME",
    ]),
  ]);

  it("[UNREAD-3] refuses the greatest seq there can be, and a cursor of it hides nothing", async () => {
    const socket = await TestSocket.open(world.alice.accessToken);
    socket.send({ type: "mark-read", conversationId: world.talk, seq: Number.MAX_SAFE_INTEGER });
    expect(await socket.nextOfType("error")).toMatchObject({ code: "SEQ_OUT_OF_RANGE", conversationId: world.talk });
    await expectUnnoticed();
    socket.send({ type: "sync", cursors: { [world.talk]: Number.MAX_SAFE_INTEGER } });
    await socket.nextOfType("sync-done");
    const [bob] = world.neighbours;
    bob?.send({ type: "send-message", conversationId: world.talk, ...message() } as UpFrame);
    expect(await socket.nextOfType("new-message")).toMatchObject({ seq: world.headSeq + 1 });
    for (const neighbour of world.neighbours)
      expect(await neighbour.nextOfType("new-message")).toMatchObject({ seq: world.headSeq + 1 });
    await bob?.drain();
    world = { ...world, headSeq: world.headSeq + 1 };
    socket.close();
  });
});

describe("[ERR-6] lone surrogates", () => {
  const [send] = validFrames["send-message"];
  itRefuses([
    ...loneSurrogates.map((text): Case => [
      `text ${text}`,
      withField(send, "content", `{"type":"text","text":"${text}"}`),
      "INVALID_FRAME",
    ]),
    ...loneSurrogates.map((key): Case => [
      `field ${key}`,
      jsonObject({ ...fieldsOf(send), [key]: "1" }),
      "INVALID_FRAME",
    ]),
  ]);

  it("but whole pairs arrive as they were sent", async () => {
    const { alice, bob, talk } = await makeWorld();
    const socket = await openLive(alice.accessToken);
    socket.sendText(
      `{"type":"send-message","conversationId":"${talk}","clientMsgId":"${newClientMsgId()}","content":{"type":"text","text":"\\ud83d\\ude00 \\u0000"}}`,
    );
    expect(await socket.nextOfType("new-message")).toMatchObject({ content: { text: "\u{1f600} \u0000" } });
    const { body } = await callWorker({
      method: "GET",
      path: `/api/conversations/${talk}/messages?limit=1`,
      token: bob.accessToken,
    });
    expect(body).toMatchObject({ events: [{ content: { text: "\u{1f600} \u0000" } }] });
  });
});

describe("[LIMIT-7] too many in one frame", () => {
  const [send] = validFrames["send-message"];
  const list = (count: number, of: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => of(index)).join(",");
  const mentions = list(wireLimits.maxMentions + 1, (index) => `"user_${index}"`);
  const cursors = list(wireLimits.maxSyncCursors + 1, (index) => `"direct_${index}":0`);
  itRefuses([
    ["51 mentions", withField(send, "mentions", `[${mentions}]`), "INVALID_FRAME"],
    ["3,001 cursors", `{"type":"sync","cursors":{${cursors}}}`, "INVALID_FRAME"],
  ]);
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
    await expectUnnoticed();
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
    await expectUnnoticed();
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
    ["a reply to another conversation", (_world: World) => ({ replyTo: "direct_nobody:1" }), "INVALID_FRAME"],
  ] as const)("%s", async (_name, fields, code) => {
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
    });
    socket.close();
    await expectUnnoticed();
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

afterAll(() => {
  for (const neighbour of world.neighbours) neighbour.close();
});
