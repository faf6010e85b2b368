// The boundary of a socket: every bad input gets its code, and nothing of it goes further.
import { describe, expect, it } from "vitest";
import { parseSocketMessage, type ParsedFrame } from "../../durable-objects/sockets/wire/klatch-v1/parse-frames.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";

const send = {
  type: "send-message",
  clientMsgId: "m-1",
  conversationId: "direct_a",
  content: { type: "text", text: "hi" },
};
const typing = { type: "typing", conversationId: "direct_a", active: true };

/** The parsed frames, or the code that refused the message whole. */
const parse = (message: unknown): readonly ParsedFrame[] | { code: ErrorCode } =>
  parseSocketMessage(typeof message === "string" ? message : JSON.stringify(message));

const codesOf = (parsed: readonly ParsedFrame[] | { code: ErrorCode }): (ErrorCode | "accepted")[] =>
  "code" in parsed ? [parsed.code] : parsed.map((one) => ("code" in one ? one.code : "accepted"));

const padded = (bytes: number): string => JSON.stringify(typing).padEnd(bytes, " ");

describe("a WebSocket message", () => {
  it("[SOCKET-3] holds one frame or an array of up to 256, each accepted or refused on its own", () => {
    expect(codesOf(parse(typing))).toEqual(["accepted"]);
    expect(codesOf(parse([typing, 7, send]))).toEqual(["accepted", "INVALID_FRAME", "accepted"]);
    expect(codesOf(parse([]))).toEqual(["INVALID_FRAME"]);
    expect(codesOf(parse(Array.from({ length: 256 }, () => typing)))).toHaveLength(256);
  });

  it.each([257, 10_000])("[LIMIT-2] of %i frames is refused whole", (count) => {
    expect(parse(`[${Array.from({ length: count }, () => 0).join(",")}]`)).toEqual({ code: "TOO_MANY_FRAMES" });
  });

  it("[LIMIT-1] of exactly 256 KiB of UTF-8 is read, one byte more is not", () => {
    expect(codesOf(parse(padded(wireLimits.maxSocketMessageBytes)))).toEqual(["accepted"]);
    expect(parse(padded(wireLimits.maxSocketMessageBytes + 1))).toEqual({ code: "TOO_LARGE" });
    const emoji = "😀".repeat(wireLimits.maxSocketMessageBytes / 4);
    expect(parse(emoji)).toEqual({ code: "INVALID_JSON" });
    expect(parse(`${emoji}!`)).toEqual({ code: "TOO_LARGE" });
  });

  it("[ERR-3] that is binary or not JSON is refused", () => {
    expect(parseSocketMessage(new TextEncoder().encode(JSON.stringify(typing)).slice().buffer)).toEqual({
      code: "BINARY_NOT_SUPPORTED",
    });
    for (const text of ["", "{", "ping ", "[1,", "undefined", "\uFEFF{}", "{'type':'typing'}", "NaN"]) {
      expect(parse(text), text).toEqual({ code: "INVALID_JSON" });
    }
  });

  it("[SOCKET-7] may be nested as deep as it likes", () => {
    const depth = 100_000;
    expect(codesOf(parse("[".repeat(depth) + "]".repeat(depth)))).toEqual(["INVALID_FRAME"]);
    const content = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    expect(codesOf(parse(`{"type":"send-message","content":${content}}`))).toEqual(["INVALID_FRAME"]);
  });
});

describe("a frame", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["a number", 3],
    ["a text", '"typing"'],
    ["an array in an array", [[typing]]],
    ["without a type", { conversationId: "direct_a" }],
    ["whose type is no text", { ...typing, type: ["typing"] }],
    ["with an unknown field", { ...typing, extra: 1 }],
    ["with a missing field", { type: "typing", conversationId: "direct_a" }],
    ["with a field of another type", { ...typing, active: "true" }],
    ["with a null", { ...typing, active: null }],
    ["with an id of other characters", { ...typing, conversationId: "direct a" }],
    ["with an empty id", { ...typing, conversationId: "" }],
    ["with an id that is too long", { ...typing, conversationId: "a".repeat(161) }],
    ["with an id that is an object", { ...typing, conversationId: { toString: "direct_a" } }],
    ["without a text", { ...send, content: { type: "text" } }],
    ["with an empty text", { ...send, content: { type: "text", text: "" } }],
    ["with content of another type", { ...send, content: { type: "image", text: "x" } }],
    ["with content that is an array", { ...send, content: ["text"] }],
    ["with more in its content", { ...send, content: { type: "text", text: "x", html: "<b>" } }],
    ["that replies to no id", { ...send, replyTo: "direct_a:0" }],
    ["that mentions too many", { ...send, mentions: Array.from({ length: 51 }, (_, i) => `user_${i}`) }],
    ["with a seq of 0", { type: "mark-read", conversationId: "direct_a", seq: 0 }],
    ["with a broken seq", { type: "mark-read", conversationId: "direct_a", seq: 1.5 }],
    ["with a seq beyond what is safe", { type: "mark-read", conversationId: "direct_a", seq: 2 ** 53 }],
    ["with a negative cursor", { type: "sync", cursors: { direct_a: -1 } }],
    ["with cursors in an array", { type: "sync", cursors: [3] }],
    ["with no cursors in an array", { type: "sync", cursors: [] }],
    ["with a cursor for no id", { type: "sync", cursors: { "direct a": 1 } }],
    [
      "with too many cursors",
      { type: "sync", cursors: Object.fromEntries(Array.from({ length: 3_001 }, (_, i) => [`c${i}`, 1])) },
    ],
    ["with a negative version", { type: "sync", inboxVersion: -1 }],
  ])("[ERR-4] %s is refused", (_name, frame) => {
    expect(codesOf(parse(frame))).toEqual(["INVALID_FRAME"]);
  });

  it.each(["sendMessage", "SYNC", "", "__proto__", "constructor", "welcome", "message-ack"])(
    "[ERR-4] of the type %j does not exist",
    (type) => {
      expect(codesOf(parse({ ...typing, type }))).toEqual(["UNKNOWN_FRAME_TYPE"]);
    },
  );

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "[ERR-5] a field named %s is unknown, wherever it stands",
    (name) => {
      const extra = `"${name}":{"active":true}`;
      expect(codesOf(parse(`{"type":"typing","conversationId":"direct_a","active":true,${extra}}`))).toEqual([
        "INVALID_FRAME",
      ]);
      const content = `{"type":"text","text":"x",${extra}}`;
      expect(
        codesOf(parse(`{"type":"send-message","clientMsgId":"m","conversationId":"direct_a","content":${content}}`)),
      ).toEqual(["INVALID_FRAME"]);
    },
  );

  it("[ERR-5] nor do such names count as conversations of a sync", () => {
    for (const name of ["__proto__", "constructor", "prototype"]) {
      expect(codesOf(parse(`{"type":"sync","cursors":{"a":1,"${name}":1}}`)), name).toEqual(["INVALID_FRAME"]);
    }
  });

  it("[ERR-6] with a lone surrogate is refused; a pair is not", () => {
    const texts = ["\\ud83d", "a\\ude00", "\\ude00\\ud83d", "\\ud83d\\ude00"];
    const frames = texts.map((text) => JSON.stringify(send).replace("hi", text));
    expect(frames.flatMap((frame) => codesOf(parse(frame)))).toEqual([
      "INVALID_FRAME",
      "INVALID_FRAME",
      "INVALID_FRAME",
      "accepted",
    ]);
  });

  it("[LIMIT-3] whose text is too large in bytes is told so", () => {
    const withText = (text: string): unknown => ({ ...send, content: { type: "text", text } });
    expect(codesOf(parse(withText("é".repeat(8_193))))).toEqual(["accepted"]); // its content is weighed as JSON later
    expect(codesOf(parse(withText("a".repeat(16_385))))).toEqual(["CONTENT_TOO_LARGE"]);
  });

  it("[SOCKET-6] [ERR-11] that is refused is named by its ids where these are well formed", () => {
    const origins = [
      { ...send, extra: 1 },
      { ...send, type: "nothing" },
      { ...send, clientMsgId: "no id", extra: 1 },
      { ...send, clientMsgId: 3, conversationId: ["direct_a"] },
      { ...send, requestId: "r-1", content: { type: "text", text: 7 } },
      { ...send, requestId: "r".repeat(65) },
      { ...send, "an unknown/field~ that is far too long to be repeated to anybody who sends it": 1 },
      { type: "sync", cursors: { "a/b": -1 } },
      { type: "sync", cursors: { direct_a: -1 } },
    ].map((frame) => parse(frame));
    expect(origins).toEqual([
      [{ code: "INVALID_FRAME", pointer: "/extra", origin: { clientMsgId: "m-1", conversationId: "direct_a" } }],
      [{ code: "UNKNOWN_FRAME_TYPE", origin: { clientMsgId: "m-1", conversationId: "direct_a" } }],
      [{ code: "INVALID_FRAME", pointer: "/clientMsgId", origin: { conversationId: "direct_a" } }],
      [{ code: "INVALID_FRAME", pointer: "/conversationId", origin: {} }],
      [
        {
          code: "INVALID_FRAME",
          pointer: "/content/text",
          origin: { requestId: "r-1", clientMsgId: "m-1", conversationId: "direct_a" },
        },
      ],
      [{ code: "INVALID_FRAME", pointer: "/requestId", origin: { clientMsgId: "m-1", conversationId: "direct_a" } }],
      [{ code: "INVALID_FRAME", pointer: "", origin: { clientMsgId: "m-1", conversationId: "direct_a" } }],
      [{ code: "INVALID_FRAME", pointer: "/cursors/a~1b", origin: {} }],
      [{ code: "INVALID_FRAME", pointer: "/cursors/direct_a", origin: {} }],
    ]);
  });
});
