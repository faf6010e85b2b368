// A submission on its way into the log: serialised and hashed once, so that a repeat is known again.
import { describe, expect, it } from "vitest";
import { toAppendItem } from "../../durable-objects/user-session/sending/append-item.ts";
import { parseSocketMessage } from "../../durable-objects/sockets/wire/klatch-v1/parse-frames.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { SendMessageFrame } from "../../schema/protocol/message.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";

const conversationId = "direct_a" as ConversationId;

/** The item made of a frame as it came in, fields in the order given. */
function itemOf(text: string): AppendItem | Refused {
  const parsed = parseSocketMessage(text);
  const [one] = "code" in parsed ? [] : parsed;
  if (one === undefined || "code" in one) throw new Error("the frame was refused");
  return toAppendItem(conversationId, one.frame as SendMessageFrame);
}

const frame = (rest: string): string =>
  `{"type":"send-message","clientMsgId":"m-1","conversationId":"direct_a",${rest}}`;

const hashOf = (rest: string): string => (itemOf(frame(rest)) as AppendItem).bodyHash;

describe("an item", () => {
  it("[SEND-2] has the same hash in whatever order its fields came", () => {
    const hash = hashOf('"content":{"type":"text","text":"hi"},"replyTo":"direct_a:3","mentions":["user_1"]');
    expect(hashOf('"mentions":["user_1"],"replyTo":"direct_a:3","content":{"text":"hi","type":"text"}')).toBe(hash);
    expect(
      hashOf('"content": {"text" : "h\\u0069", "type": "text"}, "replyTo":"direct_a:3","mentions":["user_1"]'),
    ).toBe(hash);
  });

  it("[SEND-3] has another hash for anything else", () => {
    const variants = [
      '"content":{"type":"text","text":"hi"}',
      '"content":{"type":"text","text":"hi "}',
      '"content":{"type":"text","text":"hi"},"replyTo":"direct_a:3"',
      '"content":{"type":"text","text":"hi"},"replyTo":"direct_a:4"',
      '"content":{"type":"text","text":"hi"},"mentions":[]',
      '"content":{"type":"text","text":"hi"},"mentions":["user_1"]',
      '"content":{"type":"text","text":"hi"},"mentions":["user_1","user_1"]',
    ];
    expect(new Set(variants.map(hashOf)).size).toBe(variants.length);
  });

  it("[SEND-11] replies only within its own conversation", () => {
    const content = '"content":{"type":"text","text":"hi"}';
    expect(itemOf(frame(`${content},"replyTo":"direct_a:3"`))).toMatchObject({ replyToSeq: 3 });
    expect(itemOf(frame(`${content},"replyTo":"direct_b:3"`))).toMatchObject({ refusal: { code: "INVALID_FRAME" } });
  });

  it("[TEXT-32] is refused when nothing is seen of its text, and pointed at", () => {
    const withText = (text: string) =>
      itemOf(frame(`"content":${JSON.stringify({ type: "text", text })},"replyTo":"direct_a:3"`));
    for (const text of [" ", "\n\t", "\u3000\u200B", "\u3164\u2800", "\u{E0067}\uFE0F\u200D", " ".repeat(16_000)])
      expect(withText(text)).toEqual({ refusal: { code: "CONTENT_BLANK", pointer: "/content/text" } });
    for (const text of [".", " x", "\u200B😀", "\u0E48"]) expect(withText(text)).not.toHaveProperty("refusal");
  });

  it("[LIMIT-3] weighs its content as JSON in bytes, to the byte", () => {
    const most = wireLimits.maxContentBytes - JSON.stringify({ type: "text", text: "" }).length;
    const refusal = { refusal: { code: "CONTENT_TOO_LARGE" } };
    const content = (text: string): string => `"content":${JSON.stringify({ type: "text", text })}`;
    expect(itemOf(frame(content("a".repeat(most))))).not.toMatchObject(refusal);
    expect(itemOf(frame(content("a".repeat(most + 1))))).toMatchObject(refusal);
    expect(itemOf(frame(content("é".repeat(most / 2 + 1))))).toMatchObject(refusal);
    expect(itemOf(frame(content('"'.repeat(most / 2 + 1))))).toMatchObject(refusal); // each is escaped
  });
});
