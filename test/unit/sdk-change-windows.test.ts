// How long the server lets people change messages, as the SDK knows it.
import { expect, it } from "vitest";
import type { ChangeWindows } from "@klatch/sdk";
import { FakeWorld, settle } from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

const usual: ChangeWindows = { editMs: 900_000, recallMs: 120_000 };

it("[SDK-180] what the server says counts, and what is usual until then and where it says nothing", async () => {
  const world = new FakeWorld();
  const client = world.client();
  const told: ChangeWindows[] = [];
  client.on("change-windows", (windows) => told.push(windows));
  expect(client.changeWindows).toEqual(usual);
  await client.restore();
  void client.connect();
  await settle();
  world.socket.say(world.welcome());
  expect([client.changeWindows, told]).toEqual([usual, []]);
  world.socket.end(1006);
  await world.clock.advance(10_000);
  world.socket.say(world.welcome({ editSeconds: 30, recallSeconds: 0 }));
  expect([client.changeWindows, told]).toEqual([{ editMs: 30_000, recallMs: 0 }, [{ editMs: 30_000, recallMs: 0 }]]);
  // The same again is no news.
  world.socket.end(1006);
  await world.clock.advance(10_000);
  world.socket.say(world.welcome({ editSeconds: 30, recallSeconds: 0 }));
  expect(told).toHaveLength(1);
});

it("[SDK-180] every tab knows it, one that was there before and one that comes later", async () => {
  const { world, browser, first, second } = await twoTabs();
  const told: ChangeWindows[] = [];
  for (const { client } of [first, second]) client.on("change-windows", (windows) => told.push(windows));
  world.socket.end(1006);
  await world.clock.advance(10_000);
  world.socket.say(world.welcome({ editSeconds: 30, recallSeconds: 5 }));
  await browser.hearAll();
  const windows = { editMs: 30_000, recallMs: 5_000 };
  expect(told).toEqual([windows, windows]);
  const third = await browser.open();
  await browser.hearAll();
  expect([first, second, third].map(({ client }) => client.changeWindows)).toEqual([windows, windows, windows]);
});
