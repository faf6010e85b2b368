// The fuzzer of hostile clients: that it makes what it says, and notices what it is there to notice.
import { assert, integer, property } from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { expectedAnswers, expectedOfAll, type Expected } from "../../lab/fuzz/attack/expected-answers.ts";
import { Owed } from "../../lab/fuzz/attack/owed.ts";
import { fitting } from "../../lab/fuzz/inputs/from-shape.ts";
import { fitsRoute, httpInput } from "../../lab/fuzz/inputs/http-inputs.ts";
import { printTree } from "../../lab/fuzz/inputs/json-tree.ts";
import { idsFrom } from "../../lab/fuzz/inputs/known-ids.ts";
import { socketPayload } from "../../lab/fuzz/inputs/socket-inputs.ts";
import { mutateTree } from "../../lab/fuzz/inputs/mutate.ts";
import { readOptions } from "../../lab/fuzz/options.ts";
import { Random } from "../../lab/kit/random.ts";
import { burdensOf, faultsOf, type FuzzResult } from "../../lab/fuzz/verdict.ts";
import { growthOf } from "../../lab/fuzz/watch/memory.ts";
import { Tally } from "../../lab/fuzz/watch/tally.ts";
import { encodeFrame, frameReader } from "../../lab/kit/ws-frames.ts";
import { downFrame, type DownFrame } from "../../schema/protocol/down.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { newGroupId, newUserId } from "../../schema/protocol/ids.ts";
import { upFrame } from "../../schema/protocol/up.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";

const self = newUserId();
const ids = idsFrom({
  own: [newGroupId()],
  foreign: [newGroupId()],
  users: [self],
  usernames: ["mallory"],
  accessTokens: ["a.known.token"],
  refreshTokens: ["a.refresh.token"],
  deviceSecrets: ["a.secret"],
});
const seeds = integer({ min: 0 }).map(String);
/** A valid `typing` may be refused, and need not be answered. */
const isRefusal = ({ what, isRequired }: Expected): boolean => isRequired && /^(error|INVALID|TOO)/.test(what);
const error = (code: ErrorCode, about: object = {}): DownFrame => ({ type: "error", code, message: "", ...about });

describe("inputs", () => {
  it("show tokens and secrets that somebody has, on sockets and over HTTP", () => {
    const sent = Array.from({ length: 30_000 }, (_, input) => {
      const random = new Random(`tokens:${input}`);
      return input % 2 === 0 ? String(socketPayload(random, ids)) : String(httpInput(random, ids, "t").body);
    }).join("\n");
    for (const known of ["a.known.token", "a.refresh.token", "a.secret"]) expect(sent).toContain(known);
  });

  it("are the same for the same seed, and others for another", () => {
    const numbers = (seed: string): readonly number[] => {
      const random = new Random(seed);
      return Array.from({ length: 20 }, () => random.below(1_000));
    };
    expect(numbers("1:7")).toEqual(numbers("1:7"));
    expect(numbers("1:7")).not.toEqual(numbers("1:8"));
  });

  it("[SOCKET-12] fit the shape of which they are made", () => {
    assert(
      property(seeds, (seed) => {
        const text = printTree(fitting(upFrame, new Random(seed), ids));
        expect(v.safeParse(upFrame, JSON.parse(text)).issues ?? []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("mostly do not any more once they were changed", () => {
    const random = new Random("mutants");
    const mutants = Array.from({ length: 500 }, () => printTree(mutateTree(fitting(upFrame, random, ids), random)));
    const accepted = mutants.filter((text) => !expectedAnswers(text, self, true).some(isRefusal));
    expect(accepted.length).toBeLessThan(mutants.length / 4);
  });

  it("reach every route that takes a body, with bodies that fit and bodies that do not", () => {
    const random = new Random("routes");
    const made = Array.from({ length: 40_000 }, () => httpInput(random, ids, "a.b.c"));
    const bodies = made.filter(({ body, route }) => body !== undefined && route.body !== undefined);
    const withBody = routeList.filter(({ body }) => body !== undefined);
    expect(withBody.filter((route) => !made.some((input) => input.route === route))).toEqual([]);
    expect(bodies.filter(fitsRoute).length).toBeGreaterThan(bodies.length / 8);
    expect(bodies.filter((input) => !fitsRoute(input)).length).toBeGreaterThan(bodies.length / 3);
  });
});

describe("what is owed for a WebSocket message", () => {
  const owed = (payload: string | Buffer, isLive = true): readonly string[] =>
    expectedAnswers(payload, self, isLive)
      .filter(({ isRequired }) => isRequired)
      .map(({ what }) => what);

  it.each([
    ["ping", ["pong"]],
    ["{", ["INVALID_JSON"]],
    ["[]", ["INVALID_FRAME"]],
    ['{"type":"typing","conversationId":"a","active":true}', []],
    ['{"type":"sync","cursors":{"a":1}}', ["sync-done"]],
    ['{"type":"sync","cursors":{"__proto__":1}}', ["error about {}"]],
    ['[{"type":"shout","conversationId":"a"},7]', ['error about {"conversationId":"a"}', "error about {}"]],
    [`[${"0,".repeat(256)}0]`, ["TOO_MANY_FRAMES"]],
    [" ".repeat(262_145), ["TOO_LARGE"]],
  ])("%.40s", (payload, what) => {
    expect(owed(payload)).toEqual(what);
  });

  it("nothing binary, and receipts only to sockets in sync", () => {
    expect(owed(Buffer.from("{}"))).toEqual(["BINARY_NOT_SUPPORTED"]);
    const markRead = '{"type":"mark-read","conversationId":"a","seq":1}';
    expect(owed(markRead)).toEqual(["receipt of a"]);
    expect(owed(markRead, false)).toEqual([]);
  });

  it("one receipt for all that marks the same conversation", () => {
    const marks = [1, 2].map((seq) => JSON.stringify({ type: "mark-read", conversationId: "a", seq }));
    const owedForAll = expectedOfAll([...marks, `[${marks.join()}]`], self, true);
    const receipts = owedForAll.filter(({ what }) => what === "receipt of a");
    expect(receipts.map(({ isRequired }) => isRequired)).toEqual([true, false, false, false]);
  });

  it("a receipt, or the entry of a socket that is catching up, as far as it was read", () => {
    const [mark] = expectedAnswers('{"type":"mark-read","conversationId":"a","seq":5}', self, true);
    const entry = (cursorSeq: number) =>
      v.parse(downFrame, {
        ...{ type: "conversation-changed", conversationId: "a", kind: "direct", peerId: "user_b", headSeq: 9 },
        ...{ cursorSeq, unread: 0, preview: null, activeAt: 0, inboxVersion: 1 },
      });
    expect([4, 5].map((cursorSeq) => mark?.isAnsweredBy(entry(cursorSeq)))).toEqual([false, true]);
  });

  it("what the server sees: half a character arrives as another one, unless it was escaped", () => {
    const message = {
      type: "send-message",
      conversationId: "a",
      clientMsgId: "b",
      content: { type: "text", text: "?" },
    };
    const text = JSON.stringify(message);
    expect(owed(text.replace("?", "\uD83C"))).toEqual(["ack of b"]);
    expect(owed(text.replace("?", String.raw`\uD83C`))).toEqual([
      'error about {"clientMsgId":"b","conversationId":"a"}',
    ]);
  });

  it("is settled whatever order fitting answers come in", () => {
    const expected = expectedAnswers('[{"type":"sync"},7,{"type":"shout"}]', self, true);
    const answers = [error("RATE_LIMITED"), error("INVALID_FRAME"), error("UNKNOWN_FRAME_TYPE")];
    for (const order of [answers, answers.toReversed()]) {
      const all = new Owed(expected);
      expect(order.map((answer) => all.take(answer))).toEqual([true, true, true]);
      expect(all.isSettled).toBe(true);
    }
    const one = new Owed(expected);
    expect(one.take(error("INVALID_FRAME", { conversationId: "a" }))).toBe(false);
    expect(one.take(error("INVALID_FRAME")) && one.take({ type: "sync-done", inboxVersion: 1 })).toBe(true);
    expect(one.missing.map(({ what }) => what)).toEqual(["error about {}"]);
  });
});

it("frames of any length arrive as they were sent, however they are cut", () => {
  const payloads = [0, 1, 125, 126, 65_535, 65_536].map((length) => Buffer.alloc(length, 7));
  const bytes = Buffer.concat(payloads.map((payload) => encodeFrame({ opcode: 1, payload, isMasked: false })));
  for (const size of [1_000, 65_537, bytes.length]) {
    const read: Buffer[] = [];
    const reader = frameReader((_opcode, payload) => read.push(Buffer.from(payload)));
    for (let at = 0; at < bytes.length; at += size) reader(bytes.subarray(at, at + size));
    expect(read.map(({ length }) => length)).toEqual(payloads.map(({ length }) => length));
  }
});

describe("the verdict", () => {
  const good: FuzzResult = {
    seed: 1,
    inputs: 1,
    byCode: {},
    violations: { http5xx: 0 },
    kept: [],
    neighboursClosed: 0,
    neighbourFaults: [],
    latencyMs: { quiet: 2, attacked: 3 },
    heapRatio: 1,
    residentRatio: 1,
    memory: [],
  };

  it("is good only when nothing was wrong, slow or kept", () => {
    const wrong = (change: Partial<FuzzResult>): number => {
      const result = { ...good, ...change };
      return faultsOf(result).length + burdensOf(result).length;
    };
    expect(wrong({})).toBe(0);
    expect(wrong({ violations: { unanswered: 1 } })).toBe(1);
    expect(wrong({ neighboursClosed: 1 })).toBe(1);
    expect(wrong({ neighbourFaults: ["a gap"] })).toBe(1);
    expect(wrong({ latencyMs: { quiet: 2, attacked: 5 } })).toBe(1);
    expect(wrong({ heapRatio: 1.11 })).toBe(1);
  });

  it("compares the last third of a run with the second", () => {
    expect(growthOf([9, 9, 2, 2, 3, 3])).toBe(1.5);
    expect(growthOf([1, 2])).toBe(1);
  });

  it("keeps some inputs of each kind of violation, and counts them all", () => {
    const tally = new Tally();
    for (let input = 0; input < 50; input += 1) tally.violation("http5xx", input, "500", "x".repeat(10_000));
    tally.violation("unanswered", 50, "no pong", "ping");
    expect(tally.violationsOf("http5xx")).toBe(50);
    expect(tally.kept.map(({ kind }) => kind)).toContain("unanswered");
    expect(JSON.stringify(tally.kept).length).toBeLessThan(10_000);
  });
});

it("the command's options are whole numbers", () => {
  expect(readOptions(["--inputs", "5", "--seed", "7", "--json"])).toMatchObject({ inputs: 5, seed: 7, json: true });
  expect(() => readOptions(["--inputs", "many"])).toThrow(RangeError);
  expect(() => readOptions(["--hard"])).toThrow(TypeError);
});
