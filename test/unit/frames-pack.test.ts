// Frames on their way out: packed into few WebSocket messages, refusals as error frames.
import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { errorFrameOf } from "../../durable-objects/sockets/wire/klatch-v1/error-frames.ts";
import { EventRun, packEvents } from "../../durable-objects/stream/event-run.ts";
import { packFrames, packRun } from "../../durable-objects/sockets/pack-frames.ts";
import { errorFrame } from "../../schema/protocol/error-frame.ts";
import { errorCodes } from "../../schema/protocol/errors.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { FakeSocket } from "../support/fake-session.ts";
import { turn } from "../support/quick-turns.ts";

const bytes = (text: string): number => new TextEncoder().encode(text).byteLength;
const framesIn = (text: string): unknown[] => [JSON.parse(text)].flat();

describe("packing", () => {
  it("[SOCKET-3] keeps the order and the protocol's limits", () => {
    const character = fc.constantFrom("a", "é", "\u2028", "😀", '"', "\\", "a😀b");
    const frame = fc.record({ text: character, times: fc.integer({ min: 1, max: 16_000 }) });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 40 }), (drafts) => {
        const frames = drafts.map(({ text, times }) => JSON.stringify({ text: text.repeat(times) }));
        const packed = packFrames(frames);
        expect(packed.flatMap(framesIn)).toEqual(frames.map((one): unknown => JSON.parse(one)));
        for (const message of packed) {
          expect(bytes(message)).toBeLessThanOrEqual(wireLimits.maxSocketMessageBytes);
          expect(framesIn(message).length).toBeLessThanOrEqual(wireLimits.maxFramesPerSocketMessage);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("[SOCKET-3] 600 small frames take three messages, one frame is not wrapped, none take none", () => {
    expect(packFrames(Array.from({ length: 600 }, () => "{}")).map((text) => framesIn(text).length)).toEqual([
      256, 256, 88,
    ]);
    expect(packFrames(["{}"])).toEqual(["{}"]);
    expect(packFrames([])).toEqual([]);
  });

  it("answers of one turn leave together", async () => {
    const { socket, texts } = new FakeSocket();
    socket.queue({ type: "sync-done", inboxVersion: 1 });
    socket.queue({ type: "sync-done", inboxVersion: 2 });
    await turn();
    socket.queue({ type: "sync-done", inboxVersion: 3 });
    await turn();
    expect(texts.map((text) => framesIn(text).length)).toEqual([2, 1]);
  });
});

describe("an error frame", () => {
  it.each(errorCodes)("[ERR-1] [ERR-2] for %s says the code's own sentence, whatever it is about", (code) => {
    const plain = errorFrameOf({ code });
    const detailed = errorFrameOf({ code, retryAfterMs: 5 }, {});
    expect(v.is(errorFrame, plain)).toBe(true);
    expect(v.is(errorFrame, detailed)).toBe(true);
    expect(detailed.message).toBe(plain.message);
  });
});

describe("the unread count", () => {
  const events = [1, 2].map((seq) => ({ seq, frame: `{"seq":${seq}}` }));

  it("[UNREAD-4] [COUNT-7] stands on the last event of what arrives together, and nowhere when more follow", () => {
    const run = new EventRun(packEvents(events));
    expect(packRun(run, { unread: 3 })).toEqual(['[{"seq":1},{"seq":2,"unread":3}]']);
    expect(packRun(run, null)).toEqual(['[{"seq":1},{"seq":2}]']);
    expect(packRun(run.after(1), { unread: 3, mentions: 1 })).toEqual(['{"seq":2,"unread":3,"unreadMentions":1}']);
    expect(packRun(run.after(2), { unread: 3 })).toEqual([]);
  });
});

describe("a run of events", () => {
  it("[STREAM-7] that was cut is never more than that again, and itself when all of it is asked for", () => {
    const events = [1, 2, 3, 4].map((seq) => ({ seq, frame: `{"seq":${seq}}` }));
    const cut = new EventRun(packEvents(events)).after(2);
    expect(cut.after(1)).toBe(cut);
    expect(cut.after(2)).toBe(cut);
    expect(cut.after(3).seqs).toEqual([4]);
    expect(cut.after(4).after(0).seqs).toEqual([]);
  });

  it("[SOCKET-3] [UNREAD-4] gives after any seq what its frames one by one would be, in few messages", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.nat(14), fc.option(fc.nat(9)), (chars, after, unread) => {
        const events = chars.map((length, i) => ({
          seq: i + 1,
          frame: JSON.stringify({ seq: i + 1, x: "é,".repeat(length / 2) }),
        }));
        const run = new EventRun(packEvents(events)).after(after);
        const rest = events.filter(({ seq }) => seq > after);
        const frames = rest.map(({ frame }): unknown => ({
          ...(JSON.parse(frame) as object),
          ...(unread !== null && frame === rest.at(-1)?.frame ? { unread } : {}),
        }));
        const messages = packRun(run, unread === null ? null : { unread });
        expect(messages.flatMap(framesIn)).toEqual(frames);
        for (const message of messages) expect(bytes(message)).toBeLessThanOrEqual(wireLimits.maxSocketMessageBytes);
        expect(run.seqs).toEqual(rest.map(({ seq }) => seq));
        expect(run.lastSeq).toBe(rest.at(-1)?.seq ?? null);
      }),
      { numRuns: 100 },
    );
  });
});
