// Who has read a message, as apps ask for it; counts of large groups; and whether this user's reading is shown.
import { expect, it } from "vitest";
import { direct, FakeWorld, peer, settle, type FakeCall } from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

it("[SDK-135] asks who has read a message, and who has not, page by page", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  const page = { items: [{ userId: peer }], readCount: 1, unreadCount: 0, hiddenCount: 0, next: null };
  const asked: string[] = [];
  world.answer = ({ method, path }: FakeCall) => {
    asked.push(`${method} ${path}`);
    return { status: 200, body: page };
  };
  expect(await client.receiptsOf(direct, 7)).toEqual(page);
  await client.receiptsOf(direct, 7, { read: false, cursor: peer, limit: 20 });
  const path = `GET /api/conversations/${direct}/messages/7/receipts`;
  expect(asked).toEqual([path, `${path}?read=false&cursor=${peer}&limit=20`]);
});

it("[SDK-136] tells counts of a large group in every tab, and keeps none of them as a receipt", async () => {
  const { world, browser, first, second } = await twoTabs();
  const told: unknown[] = [];
  for (const { client } of [first, second]) client.on("receipt-count", ({ seq, count }) => told.push([seq, count]));
  world.socket.say({ type: "receipt-count", conversationId: direct, seq: 1, count: 40 });
  await browser.hearAll();
  expect(told).toEqual([
    [1, 40],
    [1, 40],
  ]);
  expect([...first.client.receipts(direct)]).toEqual([]);
});

it("[SDK-137] reads and changes whether others see what this user reads", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  const asked: unknown[] = [];
  world.answer = ({ method, path, body }: FakeCall) => {
    asked.push([method, path, body]);
    return { status: 200, body: { receipts: method === "GET" } };
  };
  expect(await client.privacy()).toEqual({ receipts: true });
  expect(await client.setPrivacy({ receipts: false })).toEqual({ receipts: false });
  await settle();
  expect(asked).toEqual([
    ["GET", "/api/me/privacy", undefined],
    ["PATCH", "/api/me/privacy", { receipts: false }],
  ]);
});
