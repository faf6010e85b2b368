// A platform without WebSocket, such as Node 20: what needs one says so at once, and the rest works.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KlatchClient } from "@klatch/sdk";
import { FakeWorld, session } from "../support/sdk-fakes.ts";

beforeEach(() => {
  vi.stubGlobal("WebSocket", undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const clear = { name: "KlatchError", code: "INVALID_REQUEST", message: expect.stringContaining("runtime.WebSocket") };

function clientWithout(world: FakeWorld): KlatchClient {
  const { WebSocket: _, ...runtime } = world.runtime;
  return world.client({ runtime });
}

it("[SDK-54] connect rejects at once and says what to pass", async () => {
  const world = new FakeWorld();
  const client = clientWithout(world);
  await client.restore();
  await expect(client.connect()).rejects.toMatchObject(clear);
  expect(client.connection).toEqual({ state: "idle" });
  expect(world.clock.timers).toBe(0);
});

it("[SDK-54] start rejects too, unless nobody is signed in", async () => {
  const world = new FakeWorld();
  await expect(clientWithout(world).start()).rejects.toMatchObject(clear);
  world.saved.push(null);
  expect(await clientWithout(world).start()).toBeNull();
});

it("[SDK-54] calls over HTTP work without one", async () => {
  const world = new FakeWorld();
  const client = clientWithout(world);
  await client.restore();
  world.answer = () => ({ status: 200, body: { user: session.user } });
  expect(await client.userByUsername("me")).toEqual(session.user);
});
