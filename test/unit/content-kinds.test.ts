// The kinds of content: what may be sent, what is delivered, and what clients of other versions show instead.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parseSocketMessage } from "../../durable-objects/sockets/wire/klatch-v1/parse-frames.ts";
import {
  contentKinds,
  delivered,
  deliveredContentShape,
  previewText,
  sentContentKinds,
} from "../../schema/protocol/content/content.ts";
import { sendMessage, sendMessageBodyShape } from "../../schema/protocol/message.ts";

const { type: _type, conversationId: _to, ...body } = sendMessage.example;
const bySocket = (content: unknown): unknown => parseSocketMessage(JSON.stringify({ ...sendMessage.example, content }));
const isTakenByHttp = (content: unknown): boolean => v.is(sendMessageBodyShape, { ...body, content });

describe("[KIND-1] what only the server makes", () => {
  it.each(["gone", "system"])("%s: is delivered, and refused from a client", (type) => {
    const example = contentKinds.get(type)?.example;
    expect(sentContentKinds.has(type)).toBe(false);
    expect(v.is(deliveredContentShape, { fallback: "", ...example })).toBe(true);
    expect(bySocket(example)).toEqual([expect.objectContaining({ code: "INVALID_FRAME", pointer: "/content/type" })]);
    expect(isTakenByHttp(example)).toBe(false);
  });
});

it.each([...contentKinds.values()])(
  "[EVOLVE-5] $type is delivered with what stands for it elsewhere",
  ({ example }) => {
    const arrives = delivered(example);
    expect(v.parse(deliveredContentShape, arrives)).toEqual(arrives);
    expect(previewText(arrives)).not.toBe("");
    expect(arrives.fallback ?? previewText(arrives)).not.toBe("");
  },
);
