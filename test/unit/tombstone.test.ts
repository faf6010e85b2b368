// What is left of an erased message.
import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { eventFrameText } from "../../durable-objects/conversation/log/event-frame.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { packedBytes, type HistoryEvent } from "../../schema/history/packed-events.ts";
import {
  isTombstone,
  isWipedHash,
  tombstoneOf,
  withErased,
  withRoomForTombstone,
} from "../../schema/history/tombstone.ts";
import { eventFrame } from "../../schema/protocol/events/events.ts";
import { directConversationId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";

const [alice, bob] = ["user_1", "user_2"].map((id) => `${id}${"a".repeat(25)}`) as [UserId, UserId];
const conversationId = directConversationId(alice, bob);

const eventOf = (body: string, clientMsgId = "id" as ClientMsgId): HistoryEvent => ({
  seq: 7,
  createdAt: 9,
  senderId: alice,
  clientMsgId,
  bodyHash: hashBody(body),
  body,
});
const saying = (text: string): HistoryEvent => eventOf(JSON.stringify({ content: { type: "text", text } }));
const gone = { type: "gone", fallback: "This message was removed." };

describe("[HISTORY-12] a tombstone", () => {
  it("says that there was a message, and nothing of what it said", () => {
    const { body, bodyHash, ...rest } = tombstoneOf(saying("The code of the safe is 4711, do not tell anybody."));
    expect(JSON.parse(body)).toEqual({ content: gone });
    expect(rest).toEqual({ seq: 7, createdAt: 9, senderId: alice, clientMsgId: "id" });
    expect([bodyHash, isWipedHash(bodyHash), isWipedHash(hashBody("any"))]).toEqual(["-".repeat(14), true, false]);
  });

  it("has the length of what it replaces, whatever that was, and stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const event = saying(text);
        const tombstone = tombstoneOf(event);
        expect(packedBytes(tombstone.body)).toBe(Math.max(packedBytes(event.body), 41));
        expect(tombstoneOf(tombstone)).toEqual(tombstone);
        expect([isTombstone(event), isTombstone(tombstone)]).toEqual([false, true]);
        const frame = JSON.parse(eventFrameText(conversationId, tombstone)) as { content: typeof gone };
        expect(frame.content.type).toBe("gone");
        expect(typeof frame.content.fallback).toBe("string");
      }),
    );
  });

  it("of an edit is a frame of the protocol, as long as what it replaces [CHANGE-3]", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), fc.boolean(), (text, mentions) => {
        const edit = {
          type: "message-edited",
          senderId: alice,
          targetSeq: 3,
          content: { type: "text", text },
          ...(mentions && { mentions: [bob] }),
          fallback: `Edited: ${text}`,
        };
        const event = eventOf(withRoomForTombstone(JSON.stringify(edit)), "" as ClientMsgId);
        const tombstone = tombstoneOf(event);
        expect(packedBytes(tombstone.body)).toBe(packedBytes(event.body));
        expect(tombstoneOf(tombstone)).toEqual(tombstone);
        const frame = v.parse(eventFrame, JSON.parse(eventFrameText(conversationId, tombstone)));
        expect(frame).toMatchObject({ type: "message-edited", targetSeq: 3, content: { type: "gone", fallback: "" } });
      }),
    );
  });

  it("is not made of a change of the conversation", () => {
    const change = eventOf('{"type":"group-updated"}', "" as ClientMsgId);
    expect(withErased([change, saying("x")], new Set([7]))).toEqual([change, tombstoneOf(saying("x"))]);
    expect(isTombstone(change)).toBe(false);
  });
});
