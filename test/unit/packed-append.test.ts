// Messages and acks as they travel between a session and a conversation: packed, and as lists to earlier code.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packAcks, packItems, unpackAcks, unpackItems } from "../../durable-objects/stream/packed-append.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { SendMessageBody } from "../../schema/protocol/message.ts";
import { FakeConversation, FakeSession } from "../support/fake-session.ts";
import { uuidV7 } from "../support/test-log.ts";

const items = fc.array(
  fc.record(
    {
      clientMsgId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).map((id) => id as ClientMsgId),
      body: fc.string({ unit: "binary" }).map((text) => JSON.stringify({ content: { type: "text", text } })),
      bodyHash: fc.stringMatching(/^[a-z0-9]{14}$/),
      replyToSeq: fc.nat(),
      mentionsAll: fc.constant(true as const),
    },
    { requiredKeys: ["clientMsgId", "body", "bodyHash"] },
  ),
  { minLength: 1, maxLength: 40 },
);
const acks = (firstSeq: number, count: number, createdAt = 5): AppendResult[] =>
  Array.from({ length: count }, (_, index) => ({ ack: { seq: firstSeq + index, createdAt } }));

describe("packed messages", () => {
  it("are the same when they are unpacked, whatever people write", () => {
    fc.assert(
      fc.property(items, (sent: AppendItem[]) => {
        expect(unpackItems(structuredClone(packItems(sent)))).toEqual(sent);
      }),
    );
  });

  it("are answered by three numbers when all of them follow each other, and else one by one", () => {
    expect(packAcks(acks(7, 3))).toEqual({ firstSeq: 7, createdAt: 5, count: 3 });
    for (const results of [
      acks(7, 3),
      [],
      [...acks(7, 1), refused("DUPLICATE_MESSAGE")],
      [refused("INTERNAL"), ...acks(7, 1)],
      [...acks(7, 1), ...acks(9, 1)],
      [...acks(7, 1), ...acks(8, 1, 6)],
    ])
      expect(unpackAcks(structuredClone(packAcks(results)))).toEqual(results);
  });
});

describe("a session", () => {
  const texts = (count: number): SendMessageBody[] =>
    Array.from({ length: count }, (_, index) => ({
      clientMsgId: uuidV7(Date.now(), index),
      content: { type: "text", text: `${index}` },
    }));

  it.each([false, true])(
    "[SEND-9] packs what goes together (the conversation runs earlier code: %s)",
    async (isEarlier) => {
      const conversation = new FakeConversation("direct_user_a_user_b" as ConversationId, 0);
      conversation.runsEarlierCode = isEarlier;
      const { conversations } = await FakeSession.withKnown(conversation);
      const seqsOf = async (count: number): Promise<unknown[]> =>
        (await conversations.send(conversation.id, texts(count))).map((ack) => ("seq" in ack ? ack.seq : ack.refusal));
      expect(await seqsOf(5)).toEqual([1, 2, 3, 4, 5]);
      expect(await seqsOf(3)).toEqual([6, 7, 8]);
      expect(conversation.appends).toEqual(isEarlier ? ["packed", "list", "list"] : ["packed", "list"]);
    },
  );
});
