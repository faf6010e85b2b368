// What the log keeps as text: events as frames, previews, and the readers' checkpoint.
import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { packReaders, unpackReaders } from "../../durable-objects/conversation/readers/pack-readers.ts";
import type { Reader } from "../../durable-objects/conversation/readers/readers.ts";
import { eventFrameText, previewOf, type StoredEvent } from "../../durable-objects/conversation/log/event-frame.ts";
import { withCounts } from "../../durable-objects/stream/event-run.ts";
import { toAppendItem } from "../../durable-objects/user-session/sending/append-item.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { isBlank } from "../../schema/protocol/blank.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { newMessageFrame, type NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import { sendMessageBodyShape } from "../../schema/protocol/message.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";

const conversationId = "direct_a_b" as ConversationId;

/** What the log stores of a text that somebody sent. */
function stored(text: string, companions: object = {}): StoredEvent {
  const submission = v.parse(sendMessageBodyShape, {
    clientMsgId: "m-1",
    content: { type: "text", text },
    ...companions,
  });
  const { body, clientMsgId } = toAppendItem(conversationId, submission) as AppendItem;
  return { seq: 7, createdAt: 1_800_000_000_000, senderId: "user_1" as UserId, clientMsgId, body };
}

const hostile = [
  '"',
  "\\",
  '","seq":1,"text":"',
  "\u2028\u2029\u0000\u007f.",
  "😀".repeat(10),
  "</script>",
  "__proto__",
  '{"a":1}',
  "$&`$'",
];

describe("an event's frame", () => {
  /** The frame as a client reads it. */
  const received = (text: string): NewMessageFrame => {
    const [frame = ""] = withCounts([eventFrameText(conversationId, stored(text))], { unread: 3, mentions: 2 });
    return v.parse(newMessageFrame, JSON.parse(frame));
  };
  const fields = { seq: 7, messageId: "direct_a_b:7", unread: 3, unreadMentions: 2 };

  it.each(hostile)("[SOCKET-11] holds the text %j as it was sent", (text) => {
    expect(received(text)).toMatchObject({ ...fields, content: { type: "text", text } });
  });

  it("[SOCKET-11] holds any text as it was sent", () => {
    const character = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
    const text = fc.array(character, { minLength: 1 }).map((codes) => String.fromCodePoint(...codes));
    fc.assert(
      fc.property(text, (sent) => {
        fc.pre(!isBlank(sent));
        expect(received(sent)).toMatchObject({ ...fields, content: { type: "text", text: sent } });
      }),
      { numRuns: 200 },
    );
  });

  it("[SOCKET-11] holds what else the sender decided", () => {
    const text = eventFrameText(conversationId, stored("hi", { replyTo: "direct_a_b:3", mentions: ["user_2"] }));
    expect(v.parse(newMessageFrame, JSON.parse(text))).toMatchObject({ replyTo: "direct_a_b:3", mentions: ["user_2"] });
  });
});

describe("a preview", () => {
  it("[TEXT-35] begins where something is seen, if nothing is of the text's beginning", () => {
    const max = wireLimits.previewMaxChars;
    const gap = "\n\u200B".repeat(max);
    expect(previewOf(stored(`${gap}then`))?.text).toBe("then");
    expect(previewOf(stored(`\n  then${gap}`))?.text).toBe(`\n  then${gap}`.slice(0, max));
    const body = JSON.stringify({ content: { type: "text", text: gap } });
    expect(previewOf({ ...stored("x"), body })?.text).toBe(gap.slice(0, max));
  });

  it("[INBOX-2] [TEXT-31] is the text's beginning, cut between two graphemes", () => {
    const max = wireLimits.previewMaxChars;
    expect(previewOf(stored("hi"))?.text).toBe("hi");
    expect(previewOf(stored("a".repeat(max + 1)))?.text).toBe("a".repeat(max));
    expect(previewOf(stored(`${"a".repeat(max - 1)}😀`))?.text).toBe("a".repeat(max - 1));
    expect(previewOf(stored(`${"a".repeat(max - 2)}😀b`))?.text).toBe(`${"a".repeat(max - 2)}😀`);
    expect(previewOf(stored("😀".repeat(max)))?.text).toBe("😀".repeat(max / 2));
    expect(previewOf(stored("🇩🇪".repeat(max)))?.text).toBe("🇩🇪".repeat(max / 4));
    expect(previewOf(stored(`${"x".repeat(max - 3)}👨\u200D👩\u200D👧`))?.text).toBe("x".repeat(max - 3));
  });
});

describe("a checkpoint", () => {
  it("[HIB-3] gives back the readers that were packed", () => {
    const counts = fc.nat(1_000_000);
    const reader: fc.Arbitrary<Reader> = fc.record({
      cursorSeq: counts,
      cursorOrdinal: counts,
      cursorSent: counts,
      own: fc.record({ sent: counts, chain: fc.array(counts, { maxLength: 20 }) }),
    });
    const userId = fc.stringMatching(/^user_[0-9a-z]{3,26}$/) as fc.Arbitrary<UserId>;
    fc.assert(
      fc.property(fc.array(fc.tuple(userId, reader), { maxLength: 20 }), (entries) => {
        const readers = new Map(entries);
        expect(unpackReaders(packReaders(readers)).readers).toEqual(readers);
      }),
    );
  });

  it("is refused when it is not one", () => {
    for (const text of ["", "3", '{"user_1":[1,2]}', '{"user_1":[1,2,3,4,"5"]}'])
      expect(() => unpackReaders(text), text).toThrow();
  });
});
