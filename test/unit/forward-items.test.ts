// What is appended of messages that are forwarded: copies, under ids by which a repeat makes nothing twice.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { eventFrameText } from "../../durable-objects/conversation/log/event-frame.ts";
import { pagesOf } from "../../durable-objects/user-session/inbox/read-messages.ts";
import { loadToForward } from "../../durable-objects/user-session/sending/load-to-forward.ts";
import { forwardedId, forwardItems } from "../../durable-objects/user-session/sending/forward-items.ts";
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";
import { clientMsgId, conversationId, groupId, timeMs, userIds } from "../../schema/protocol/examples/story.ts";
import { newMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ForwardBody } from "../../schema/protocol/forwards.ts";
import { uuidV7TimeMs, type ClientMsgId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import type { NamedMessage } from "../../schema/rpc/forwards.ts";
import type { Answer } from "../../schema/rpc/session-questions.ts";
import { standInFor } from "../support/stand-in-for.ts";

const text = (of: string): ReceivedContent => ({ type: "text", text: of });
const party = { type: "sticker", emoji: "🎉", fallback: "🎉" } as const;
const said = (seq: number, content: ReceivedContent, senderName = "Bob"): NamedMessage => ({
  seq,
  createdAt: timeMs + seq,
  content,
  author: { senderId: userIds.bob, senderName },
});
const body = (merged: boolean, seqs: number[] = [1, 2]): ForwardBody => ({
  clientMsgId,
  from: { conversationId: groupId, seqs },
  merged,
});
const itemsOf = (...asked: Parameters<typeof forwardItems>): readonly AppendItem[] => {
  const items = forwardItems(...asked);
  if ("refusal" in items) throw new Error(items.refusal.code);
  return items;
};
/** As members get it. */
const frameOf = ({ clientMsgId: id, body: stored }: AppendItem): unknown =>
  v.parse(
    newMessageFrame,
    JSON.parse(
      eventFrameText(conversationId, {
        seq: 9,
        createdAt: timeMs,
        senderId: userIds.alice,
        clientMsgId: id,
        body: stored,
      }),
    ),
  );
const nested = (levels: number): ReceivedContent =>
  levels === 0
    ? text("x")
    : { type: "forward", title: "t", items: [{ senderName: "a", createdAt: 1, content: nested(levels - 1) }] };

describe("[KIND-6] messages that are forwarded one by one", () => {
  it("are copies with their author, and say nothing of replies and mentions", () => {
    const items = itemsOf(body(false), [said(1, text("one"), 'Böb "1"]}'), said(2, party)]);
    expect(items.map(frameOf)).toMatchObject([
      { content: text("one"), forwardedFrom: { senderId: userIds.bob, senderName: 'Böb "1"]}' } },
      { content: party, forwardedFrom: { senderName: "Bob" } },
    ]);
    for (const item of items)
      expect(Object.keys(JSON.parse(item.body) as object)).toEqual(["content", "forwardedFrom"]);
  });

  it("have ids that follow from the request's: of its time, all different, the same each time", () => {
    const ids = Array.from({ length: 100 }, (_, index) => forwardedId(clientMsgId, index));
    expect(ids[0]).toBe(clientMsgId);
    expect(new Set(ids).size).toBe(100);
    expect(new Set(ids.map(uuidV7TimeMs))).toEqual(new Set([uuidV7TimeMs(clientMsgId)]));
    expect(ids).toEqual(Array.from({ length: 100 }, (_, index) => forwardedId(clientMsgId, index)));
    const timeless = forwardedId("x" as ClientMsgId, 1);
    expect([uuidV7TimeMs(timeless), timeless.length]).toEqual([null, 32]);
  });

  it("are told from others by what was asked for: what was edited meanwhile is the same message", () => {
    const [first, edited, other, joined] = [
      itemsOf(body(false), [said(1, text("one"))]),
      itemsOf(body(false), [said(1, text("edited"))]),
      itemsOf(body(false), [said(2, text("one"))]),
      itemsOf(body(true), [said(1, text("one"))]),
    ].map(([item]) => item?.bodyHash);
    expect(edited).toBe(first);
    expect(new Set([first, other, joined]).size).toBe(3);
  });
});

describe("[KIND-6] messages that are forwarded together", () => {
  it("are one message, with a text for clients that do not know it", () => {
    const long = "word ".repeat(100);
    const messages = [said(1, text("one")), said(2, text(long), "Ada"), said(3, nested(1), "Ada")];
    const [item, ...others] = itemsOf(body(true), messages);
    expect(others).toEqual([]);
    expect(frameOf(item as AppendItem)).toMatchObject({
      clientMsgId,
      content: {
        type: "forward",
        title: "Bob, Ada",
        items: messages.map(({ createdAt, content, author: { senderName } }) => ({ senderName, createdAt, content })),
        fallback: expect.stringMatching(/^Bob: one\nAda: word word .{1,200}…\nAda: $/),
      },
    });
  });

  it("name the first four who speak", () => {
    const titleOf = (names: readonly string[]): unknown => {
      const [item] = itemsOf(
        body(true),
        names.map((name, at) => said(at + 1, text("x"), name)),
      );
      return (frameOf(item as AppendItem) as { readonly content: { readonly title: string } }).content.title;
    };
    expect(titleOf(["a", "b", "a", "c", "d"])).toBe("a, b, c, d");
    expect(titleOf(["a", "b", "c", "d", "e"])).toBe("a, b, c, d …");
  });

  it("are refused when they are too much for one message, or nested deeper than three", () => {
    const large = Array.from({ length: 100 }, (_, at) => said(at + 1, text("x".repeat(150))));
    expect(forwardItems(body(true), large)).toEqual({ refusal: { code: "CONTENT_TOO_LARGE", pointer: "/from/seqs" } });
    expect(itemsOf(body(false), large)).toHaveLength(100);
    expect(itemsOf(body(true), [said(1, nested(2))])).toHaveLength(1);
    expect(forwardItems(body(true), [said(1, nested(3))])).toEqual({ refusal: { code: "TOO_MANY" } });
    // One by one it stays as deep as it is.
    expect(itemsOf(body(false), [said(1, nested(3))])).toHaveLength(1);
  });
});

describe("[KIND-7] what is read of the source", () => {
  const stored = (seq: number, words: string): string =>
    eventFrameText(groupId, {
      seq,
      createdAt: timeMs,
      senderId: userIds.bob,
      clientMsgId,
      body: JSON.stringify({ content: text(words), mentions: ["all"] }),
    });
  const gone = stored(4, "x").replace(/"content":\{[^}]*\}/, '"content":{"type":"gone","fallback":""}');
  const frames = [
    stored(1, "one"),
    stored(2, "two"),
    stored(3, "three"),
    gone,
    `{"type":"group-changed","conversationId":"${groupId}","seq":5,"createdAt":1}`,
    stored(6, "six"),
    stored(7, "seven"),
    stored(8, "eight").replace('"content"', '"forwardedFrom":{"senderId":"user_c","senderName":"Carol"},"content"'),
  ];
  const states: Record<string, MessageState> = {
    2: { asOf: 9, content: text("two, edited") },
    3: { asOf: 9, recalled: { reason: "sender" } },
    6: { asOf: 9, hidden: true },
  };
  const asked: object[] = [];
  const conversations = {
    loadPage: async (
      _id: unknown,
      { after = 0, limit }: { after?: number; limit: number },
    ): Promise<Answer<"load-page">> => {
      asked.push({ after, limit });
      return standInFor<Answer<"load-page">>({ frames: frames.slice(after, after + limit), states });
    },
  };
  const load = (...seqs: number[]) => loadToForward(conversations, { conversationId: groupId, seqs });

  it("is the present text, in the order of the log, each message once; who wrote a forwarded message stays its author", async () => {
    expect(await load(8, 2, 1, 2)).toEqual({
      messages: [
        { seq: 1, createdAt: timeMs, content: text("one"), author: { senderId: userIds.bob } },
        { seq: 2, createdAt: timeMs, content: text("two, edited"), author: { senderId: userIds.bob } },
        { seq: 8, createdAt: timeMs, content: text("eight"), author: { senderId: "user_c", senderName: "Carol" } },
      ],
    });
  });

  it.each([3, 4, 5, 6, 99])("%i is refused: removed, no message, hidden, or not there", async (seq) => {
    expect(await load(1, seq)).toEqual({ refusal: { code: "MESSAGE_NOT_FOUND", pointer: "/from/seqs/1" } });
  });

  it("is read in pages of at most a hundred events", () => {
    expect(pagesOf([1, 2, 17, 34, 100])).toEqual([
      { first: 1, last: 17 },
      { first: 34, last: 34 },
      { first: 100, last: 100 },
    ]);
    const near = pagesOf(Array.from({ length: 100 }, (_, at) => 1 + at * 3));
    expect(near.map(({ first, last }) => last - first + 1)).toEqual([100, 100, 94]);
  });
});
