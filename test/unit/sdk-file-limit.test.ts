// How large a file the server takes, as the SDK knows it.
import { expect, it } from "vitest";
import { FakeWorld, settle } from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

it("[SDK-232] is what the server said last; null before, and where it says nothing", async () => {
  const world = new FakeWorld();
  const client = world.client();
  const told: (number | null)[] = [];
  client.on("file-limit", ({ maxBytes }) => told.push(maxBytes));
  await client.restore();
  expect(client.files.maxBytes).toBeNull();
  void client.connect();
  await settle();
  world.socket.say(world.welcome());
  expect([client.files.maxBytes, told]).toEqual([null, []]);
  for (const fileMaxBytes of [5_000, 5_000, 9_000]) {
    world.socket.end(1006);
    await world.clock.advance(10_000);
    world.socket.say(world.welcome({ fileMaxBytes }));
    expect(client.files.maxBytes).toBe(fileMaxBytes);
  }
  expect(told).toEqual([5_000, 9_000]);
});

it("[SDK-232] every tab knows it, one that was there before and one that comes later", async () => {
  const { world, browser, first, second } = await twoTabs();
  world.socket.end(1006);
  await world.clock.advance(10_000);
  world.socket.say(world.welcome({ fileMaxBytes: 5_000 }));
  await browser.hearAll();
  const third = await browser.open();
  await browser.hearAll();
  expect([first, second, third].map(({ client }) => client.files.maxBytes)).toEqual([5_000, 5_000, 5_000]);
});
