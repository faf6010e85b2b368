// The first call of an app that knows its username and password: it signs in only if it has to.
import { memoryStore } from "@klatch/sdk";
import { expect, it } from "vitest";
import { FakeWorld, session, settle, tokens, type FakeCall } from "../support/sdk-fakes.ts";

const bob = { id: "user_bob", username: "Bob", displayName: "Bob", createdAt: 0 };
const password = "correct horse";

function signingIn(world: FakeWorld): void {
  world.answer = ({ path }: FakeCall) =>
    path === "/api/auth/login"
      ? { status: 200, body: { user: bob, device: { id: "device_bob" }, ...tokens(7) } }
      : { status: 404 };
}

const paths = (world: FakeWorld): string[] => world.calls.map(({ path }) => path);

it("[SDK-58] signs in if nobody is signed in, and connects", async () => {
  const world = new FakeWorld();
  world.saved.push(null);
  signingIn(world);
  const client = world.client();
  expect((await client.start({ username: "bob", password })).user.username).toBe("Bob");
  await settle();
  expect(paths(world)).toEqual(["/api/auth/login"]);
  expect(world.sockets).toHaveLength(1);
});

it("[SDK-58] signs nobody in who is signed in, in whatever case the name is written", async () => {
  const world = new FakeWorld();
  const client = world.client();
  expect((await client.start({ username: "ME", password })).user).toEqual(session.user);
  await settle();
  expect([paths(world), world.sockets.length]).toEqual([[], 1]);
});

it("[SDK-58] signs in anew if another user is signed in, of whom nothing is left", async () => {
  const world = new FakeWorld();
  signingIn(world);
  const store = memoryStore();
  await store.save(session);
  await store.commit(session.user.id, { drafts: new Map([["d", "a draft"]]) });
  const client = world.client({ store });
  expect((await client.start({ username: "bob", password })).user.id).toBe(bob.id);
  expect(await store.loadState(session.user.id)).toBeNull();
  client.close();
});
