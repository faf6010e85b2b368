// Frames on a socket that are malformed, however: a coded error, an open socket, nothing stored, and nobody else notices.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { upFrameTypes, type UpFrame } from "../../schema/protocol/up.ts";
import { newClientMsgId, openLive } from "../support/people.ts";
import { TestSocket } from "../support/test-socket.ts";
import { callWorker } from "../support/worker-http.ts";
import {
  inheritedKeys,
  loneSurrogates,
  malformedIds,
  malformedNumbers,
  nestedArrays,
  nestedObjects,
  spoil,
  withField,
} from "./hostile-inputs.ts";
import { expectUnnoticed, itRefuses, makeWorld, message, typing, type Case, type World } from "./hostile-world.ts";

let world: World;
const worldNow = (): World => world;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => {
  for (const neighbour of world.neighbours) neighbour.close();
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const padded = (bytes: number): string => typing() + " ".repeat(bytes - typing().length);

describe("[ERR-3] what is no JSON text", () => {
  itRefuses(worldNow, [
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
  itRefuses(worldNow, [
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
  itRefuses(worldNow, [
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
  sync: [
    { type: "sync", inboxVersion: 0, cursors: {}, features: [], requestId: "r" },
    ["inboxVersion", "cursors", "features", "requestId"],
  ],
  "send-message": [
    {
      type: "send-message",
      conversationId: "direct_nobody",
      ...message(),
      replyTo: "direct_nobody:1",
      mentions: ["user_nobody"],
      burnAfterMs: 1_000,
      requestId: "r",
    },
    ["replyTo", "mentions", "burnAfterMs", "requestId"],
  ],
  "edit-message": [
    {
      type: "edit-message",
      opId: "op",
      conversationId: "direct_nobody",
      seq: 1,
      content: { type: "text", text: "hi" },
      mentions: ["all"],
      requestId: "r",
    },
    ["mentions", "requestId"],
  ],
  "recall-message": [{ type: "recall-message", conversationId: "direct_nobody", seq: 1 }, []],
  "watch-presence": [{ type: "watch-presence", userIds: ["user_nobody"], requestId: "r" }, ["requestId"]],
  "set-activity": [{ type: "set-activity", front: true, requestId: "r" }, ["requestId"]],
  react: [{ type: "react", opId: "op", conversationId: "direct_nobody", seq: 1, emoji: "👍", active: true }, []],
  vote: [{ type: "vote", opId: "op", conversationId: "direct_nobody", seq: 1, options: [0, 1] }, []],
  "close-poll": [{ type: "close-poll", conversationId: "direct_nobody", seq: 1 }, []],
  "pin-message": [{ type: "pin-message", opId: "op", conversationId: "direct_nobody", seq: 1, active: true }, []],
  "hide-messages": [{ type: "hide-messages", conversationId: "direct_nobody", seqs: [1] }, []],
  "mark-read": [{ type: "mark-read", conversationId: "direct_nobody", seq: 1 }, []],
  typing: [{ type: "typing", conversationId: "direct_nobody", active: true }, []],
  echo: [{ type: "echo", nonce: "n", requestId: "r" }, ["requestId"]],
  renew: [{ type: "renew", accessToken: "a.b.c", requestId: "r" }, ["requestId"]],
} as const satisfies Record<string, readonly [object, readonly string[]]>;

const quoted = (text: string): string => `"${text}"`;

describe("[ERR-4] [ERR-5] frames with a field missing, malformed or too many", () => {
  it("covers every type of frame", () => {
    expect(Object.keys(validFrames).toSorted()).toEqual([...upFrameTypes].toSorted());
  });

  for (const [type, [frame, optional]] of Object.entries(validFrames)) {
    describe(`frame ${type}`, () => {
      // `{}` is a valid `cursors`; changes of `type` are looked at above.
      const variations = spoil(frame, optional).filter(([name]) => !/type|cursors: \{|features: \[\]/.test(name));
      itRefuses(
        worldNow,
        variations.map(([name, json]): Case => [name, json, "INVALID_FRAME"]),
      );
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
    itRefuses(worldNow, [
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
    itRefuses(worldNow, [
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
  itRefuses(worldNow, [
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
  itRefuses(worldNow, [
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
    await expectUnnoticed(world);
    const { talk, headSeq } = world;
    socket.send({ type: "sync", cursors: { [talk]: Number.MAX_SAFE_INTEGER } });
    expect(await socket.nextOfType("sync-required")).toMatchObject({ headSeq, setBack: true });
    socket.send({ type: "sync", cursors: { [talk]: headSeq }, requestId: "again" });
    while ((await socket.nextOfType("sync-done")).requestId !== "again");
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
  itRefuses(worldNow, [
    ...loneSurrogates.map((text): Case => [
      `text ${text}`,
      withField(send, "content", `{"type":"text","text":"${text}"}`),
      "INVALID_FRAME",
    ]),
    ...loneSurrogates.map((key): Case => [`field ${key}`, withField(send, key, "1"), "INVALID_FRAME"]),
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

describe("[ERR-4] [EVOLVE-1] [EVOLVE-2] requestId, nonce and features", () => {
  const [echo] = validFrames.echo;
  const [sync] = validFrames.sync;
  const texts = ['""', quoted("r".repeat(65)), ...loneSurrogates.map(quoted)];
  const names = ["Edits", "edits!", "", "a".repeat(33), "\\ud800", "__proto__ ", "ä"];
  const sixtyFive = Array.from({ length: 65 }, (_, index) => `f${index}`);
  itRefuses(worldNow, [
    ...texts.map((text): Case => [
      `requestId ${text.slice(0, 20)}`,
      withField(echo, "requestId", text),
      "INVALID_FRAME",
    ]),
    ...texts.map((text): Case => [`nonce ${text.slice(0, 20)}`, withField(echo, "nonce", text), "INVALID_FRAME"]),
    ...names.map((name): Case => [`feature ${name}`, withField(sync, "features", `["${name}"]`), "INVALID_FRAME"]),
    ["features that are numbers", withField(sync, "features", "[1,2]"), "INVALID_FRAME"],
    ["65 features", withField(sync, "features", JSON.stringify(sixtyFive)), "INVALID_FRAME"],
    [
      "1,000 features",
      withField(sync, "features", JSON.stringify(sixtyFive.concat(...Array.from({ length: 15 }, () => sixtyFive)))),
      "INVALID_FRAME",
    ],
    ["a feature of 1 MB", withField(sync, "features", `["${"a".repeat(1_048_576)}"]`), "TOO_LARGE"],
    ["features in each other", withField(sync, "features", nestedArrays(30_000)), "INVALID_FRAME"],
  ]);
});

describe("[LIMIT-7] too many in one frame", () => {
  const [send] = validFrames["send-message"];
  const list = (count: number, of: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => of(index)).join(",");
  const mentions = list(wireLimits.maxMentions + 1, (index) => `"user_${index}"`);
  const cursors = list(wireLimits.maxSyncCursors + 1, (index) => `"direct_${index}":0`);
  itRefuses(worldNow, [
    ["51 mentions", withField(send, "mentions", `[${mentions}]`), "INVALID_FRAME"],
    ["3,001 cursors", `{"type":"sync","cursors":{${cursors}}}`, "INVALID_FRAME"],
  ]);
});
