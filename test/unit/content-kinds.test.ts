// The kinds of content: what may be sent, what is delivered, and what clients of other versions show instead.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { toAppendItem } from "../../durable-objects/user-session/sending/append-item.ts";
import { parseSocketMessage } from "../../durable-objects/sockets/wire/klatch-v1/parse-frames.ts";
import {
  contentKinds,
  delivered,
  deliveredContentShape,
  filesOf,
  previewText,
  sentContentKinds,
  type Content,
} from "../../schema/protocol/content/content.ts";
import { stickerContent } from "../../schema/protocol/content/sticker.ts";
import { conversationId, fileId, groupId, userIds } from "../../schema/protocol/examples/story.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { sendMessage, sendMessageBodyShape } from "../../schema/protocol/message.ts";
import { contentLine, contentText } from "../../sdk/client/content-text.ts";

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

const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });
const location = { type: "location", latitude: 52.5, longitude: 13.4 };
const card = { type: "card", userId: userIds.carol, name: "Carol" };
const link = { type: "link", url: "https://coffee.example/menu", title: "Menu" };
const custom = { type: "custom", name: "example.coffee", data: {}, fallback: "Coffee" };
const sticker = { type: "sticker", emoji: "🎉" };
const picture = { fileId, size: wireLimits.maxStickerBytes, mimeType: "image/webp", width: 512, height: 1 };

describe("[KIND-3] what is taken", () => {
  it.each([
    ...[...sentContentKinds.values()].map(({ example }) => example),
    { ...location, latitude: -90, longitude: 180, name: "The pole", address: "Antarctica\n1" },
    { type: "card", groupId, name: "Coffee at three" },
    { ...link, url: "http://[::1]:8080/?q=a#b", description: "What there is" },
    { ...link, url: "https://café.example/漢字" },
    { ...custom, data: nested(wireLimits.maxCustomLevels) },
    { ...custom, name: "a", data: { list: [null, 1.5, true, "x", [[]]] } },
    ...["❤", "❤️", "👍🏽", "👨‍👩‍👧", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "\u{1FADF}"].map((emoji) => ({ type: "sticker", emoji })),
    ...["png", "webp", "gif", "jpeg"].map((type) => ({ ...sticker, ...picture, mimeType: `image/${type}` })),
  ])("%j", (content) => {
    expect(isTakenByHttp(content)).toBe(true);
    expect(bySocket(content)).toEqual([{ frame: expect.objectContaining({ content }) }]);
  });
});

describe("[KIND-3] what is refused, with the field", () => {
  it.each<readonly [string, object]>([
    ["/latitude", { ...location, latitude: 90.001 }],
    ["/latitude", { ...location, latitude: "52" }],
    ["/longitude", { ...location, longitude: -181 }],
    ["/name", { ...location, name: "" }],
    ["/name", { ...location, name: "\u3164" }],
    ["/address", { ...location, address: "x".repeat(513) }],
    ["/zoom", { ...location, zoom: 3 }],
    ["/userId", { ...card, groupId }],
    ["/userId", { type: "card", name: "Nobody" }],
    ["/userId", { ...card, userId: "../x" }],
    ["/name", { ...card, name: "x".repeat(65) }],
    ["/url", { ...link, url: "javascript:alert(1)" }],
    ["/url", { ...link, url: "ftp://coffee.example" }],
    ["/url", { ...link, url: "https://bank.example@evil.example/" }],
    ["/url", { ...link, url: "https://" }],
    ["/url", { ...link, url: "https://a b" }],
    ["/url", { ...link, url: `https://a.example/${"x".repeat(2_048)}` }],
    ["/title", { ...link, title: " " }],
    ["/description", { ...link, description: "\ud800" }],
    ["/name", { ...custom, name: "Coffee" }],
    ["/name", { ...custom, name: "a".repeat(65) }],
    ["/data", { ...custom, data: [] }],
    ["/data", { ...custom, data: null }],
    ["/data", { ...custom, data: nested(wireLimits.maxCustomLevels + 1) }],
    ["/data", { ...custom, data: { text: "\udc00" } }],
    ["/data", { ...custom, data: { "\udc00": 1 } }],
    ["/data", { ...custom, data: JSON.parse('{"a":{"__proto__":{}}}') as unknown }],
    ["/data", { ...custom, data: { a: { constructor: 1 } } }],
    ["/fallback", { ...custom, fallback: "" }],
    ["/fallback", { type: "custom", name: "a", data: {} }],
    ...["", "a", "👍👍", "🏽", "\u{FE0F}", "👍 ", "1", "#", "\ud83d", "👍".repeat(100)].map(
      (emoji) => ["/emoji", { ...sticker, emoji }] as const,
    ),
    ["/fileId", { ...sticker, ...picture, fileId: "x" }],
    ["/fileId", { ...sticker, fileId }],
    ["/fileId", { ...sticker, width: 4, height: 3 }],
    ...Object.keys(picture).map((field) => {
      const { [field]: _left, ...rest } = { ...picture } as Record<string, unknown>;
      return ["/fileId", { ...sticker, ...rest }] as const;
    }),
    ["/size", { ...sticker, ...picture, size: wireLimits.maxStickerBytes + 1 }],
    ["/size", { ...sticker, ...picture, size: 0 }],
    ["/width", { ...sticker, ...picture, width: 513 }],
    ["/height", { ...sticker, ...picture, height: 0.5 }],
    ["/height", { ...sticker, ...picture, height: "4" }],
    ...["image/svg+xml", "image/avif", "application/pdf", "image/PNG", "image/png; charset=utf-8"].map(
      (mimeType) => ["/mimeType", { ...sticker, ...picture, mimeType }] as const,
    ),
    ["/emoji", { type: "sticker", ...picture }],
    ["/caption", { ...sticker, ...picture, caption: "cups" }],
    ["/thumbhash", { ...sticker, ...picture, thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI" }],
  ])("%s of %j", (pointer, content) => {
    expect(bySocket(content)).toEqual([
      expect.objectContaining({ code: "INVALID_FRAME", pointer: `/content${pointer}` }),
    ]);
    expect(isTakenByHttp(content)).toBe(false);
  });

  it("[KIND-3] data that is nested ten thousand deep", () => {
    const deep = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
    const content = JSON.stringify({ ...custom, data: 0 }).replace(":0", `:${deep}`);
    const frame = JSON.stringify({ ...sendMessage.example, content: 0 }).replace('"content":0', `"content":${content}`);
    expect(parseSocketMessage(frame)).toEqual([
      expect.objectContaining({ code: "INVALID_FRAME", pointer: "/content/data" }),
    ]);
  });

  it("[KIND-3] a content of more than 16 KiB", () => {
    const send = (data: object) =>
      toAppendItem(conversationId, v.parse(sendMessageBodyShape, { ...body, content: { ...custom, data } }));
    expect(send({ text: "x".repeat(16_384) })).toEqual({ refusal: { code: "CONTENT_TOO_LARGE", pointer: "/content" } });
    expect(send({ text: "x".repeat(16_000) })).toHaveProperty("bodyHash");
  });
});

it("[KIND-4] an app says a content in its own words before the server has given it a fallback", () => {
  for (const { example } of sentContentKinds.values()) {
    expect(contentText(example)).toBe(delivered(example).fallback ?? contentText(example));
    expect(contentLine(delivered(example))).toBe(previewText(example));
  }
  expect(contentText({ type: "location", latitude: 1, longitude: -2.5 })).toBe("📍\n1.00000, -2.50000");
  expect(contentText(link as Content)).toBe("https://coffee.example/menu\nMenu");
});

it("[FILE-34] the file of a sticker is its picture, and it has none without one", () => {
  const { files } = stickerContent;
  expect(files({ type: "sticker", emoji: "🎉" })).toEqual([]);
  expect(filesOf({ ...sticker, ...picture } as Content)).toEqual([picture]);
  // As nobody may send it.
  expect(filesOf({ ...sticker, fileId } as Content)).toEqual([]);
  const arrives = delivered({ ...sticker, ...picture } as Content);
  expect([arrives.fallback, previewText(arrives), contentText(arrives), contentLine(arrives)]).toEqual(
    Array.from({ length: 4 }, () => "🎉"),
  );
});
