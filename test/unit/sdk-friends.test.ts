// Friends, requests and notes in the SDK: known at once, offline, and in every tab; shown as a call has answered.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient, type Person } from "../../sdk/entry.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { FakeWorld, peer, problem, session, settle } from "../support/sdk-fakes.ts";
import { syncDone } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

const bob = peer;
const eve = "user_eve" as UserId;

const friend = (userId: UserId, peopleVersion: number, more: Partial<Person> = {}): Person => ({
  userId,
  friendSince: peopleVersion,
  peopleVersion,
  ...more,
});
const changed = (person: Person) => ({
  type: "people-changed",
  peopleVersion: person.peopleVersion,
  people: [person],
});
const ids = (people: readonly Person[]): UserId[] => people.map(({ userId }) => userId);

async function connected(peopleVersion = 0, store = memoryStore(), world = new FakeWorld()) {
  world.features = ["friends"];
  await store.save(session);
  const client = world.client({ store });
  await client.start();
  await settle();
  world.socket.say(world.welcome());
  await settle();
  world.socket.say({ ...syncDone, ...(peopleVersion > 0 && { peopleVersion }) });
  await settle();
  return { world, client, store };
}

const people = (client: KlatchClient) => [
  ids(client.friends.all()),
  ids(client.friends.requests()),
  ids(client.friends.blocked()),
];

describe("friends in the SDK", () => {
  it("[SDK-184] follow what a server says to a device that understands it, with an event for each change", async () => {
    const { world, client } = await connected();
    expect(world.socket.framesOf("sync")[0]).toMatchObject({ features: expect.arrayContaining(["friends"]) });
    const told: unknown[] = [];
    client.on("friends", ({ people: those }) => told.push(...ids(those)));
    const request = { by: "them" as const, requestedAt: 5, expiresAt: world.clock.nowMs + 1_000 };
    world.socket.say(changed({ userId: bob, request, peopleVersion: 1 }), changed(friend(eve, 2)));
    expect([people(client), told]).toEqual([
      [[eve], [bob], []],
      [bob, eve],
    ]);
    world.socket.say(
      changed({ userId: eve, peopleVersion: 3 }),
      changed({ userId: eve, blockedAt: 9, peopleVersion: 4 }),
    );
    expect(people(client)).toEqual([[], [bob], [eve]]);
    expect(client.friends.of(bob)?.request?.by).toBe("them");
    // A request that is over is none, without news.
    await world.clock.advance(1_000);
    expect([client.friends.of(bob), people(client)]).toEqual([null, [[], [], [eve]]]);
    expect(world.calls).toEqual([]);
  });

  it("[SDK-184] lists favourites first, then the newest", async () => {
    const { world, client } = await connected();
    world.socket.say(
      changed(friend(bob, 1, { favourite: true })),
      changed(friend(eve, 2)),
      changed(friend(session.user.id, 3)),
    );
    expect(ids(client.friends.all())).toEqual([bob, session.user.id, eve]);
  });

  it("[SDK-184] fetch what they have missed, again if that fails, and all of it from a server that was restored", async () => {
    const world = new FakeWorld();
    let isUp = false;
    let answer: object = { items: [friend(bob, 6), friend(eve, 7)], next: null, peopleVersion: 7 };
    world.answer = () =>
      isUp ? { status: 200, body: answer } : { status: 503, body: problem(503, "UNAVAILABLE", { class: "backoff" }) };
    const { client, store } = await connected(7, memoryStore(), world);
    expect(people(client)).toEqual([[], [], []]);
    isUp = true;
    await world.clock.advance(1_000);
    await settle();
    expect(people(client)).toEqual([[eve, bob], [], []]);
    expect(world.calls.map(({ path }) => path)).toContain("/api/people?since=0&limit=200");
    world.socket.say(changed(friend(eve, 9, { remark: "Evie" })));
    answer = { items: [friend(eve, 9, { remark: "Evie" })], next: null, peopleVersion: 9 };
    await settle();
    expect([world.calls.at(-1)?.path, client.friends.of(eve)?.remark]).toEqual([
      "/api/people?since=7&limit=200",
      "Evie",
    ]);
    answer = { items: [friend(bob, 2)], next: null, peopleVersion: 2 };
    await client.stored();
    client.close();
    const later = await connected(2, store, world);
    expect([world.calls.at(-1)?.path, people(later.client)]).toEqual([
      "/api/people?since=0&limit=200",
      [[bob], [], []],
    ]);
  });

  it("[SDK-184] are known at the start, without a connection, and not to another user", async () => {
    const { world, client, store } = await connected();
    world.socket.say(changed(friend(bob, 1, { remark: "Bobby", tags: ["chess"] })));
    await client.stored();
    client.close();
    const offline = new FakeWorld().client({ store });
    await offline.restore();
    expect(offline.friends.of(bob)).toMatchObject({ remark: "Bobby", tags: ["chess"] });
    await offline.logout();
    expect(offline.friends.all()).toEqual([]);
  });

  it("[SDK-184] are the same in every tab, and in one that comes later", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told: unknown[] = [];
    for (const { client } of [first, second]) client.on("friends", () => told.push(ids(client.friends.all())));
    world.socket.say(changed(friend(bob, 1)));
    await browser.hearAll();
    expect(told).toEqual([[bob], [bob]]);
    const third = await browser.open();
    await browser.hearAll();
    expect(ids(third.client.friends.all())).toEqual([bob]);
  });

  it("[SDK-188] are shown as a call has answered, until the server's list says what came of it", async () => {
    const { world, client } = await connected();
    const request = { by: "me" as const, requestedAt: 5, expiresAt: world.clock.nowMs + 1_000_000, message: "Hi" };
    world.answer = ({ method }) =>
      method === "DELETE"
        ? { status: 204 }
        : { status: 200, body: { person: { userId: bob, request, peopleVersion: 1 } } };
    const told: unknown[] = [];
    client.on("friends", () => told.push(client.friends.of(bob)?.request?.message ?? null));
    await client.friends.request(bob, "Hi");
    expect([people(client), world.calls[0]?.body]).toEqual([[[], [bob], []], { userId: bob, message: "Hi" }]);
    world.socket.say(changed({ userId: bob, request, peopleVersion: 1 }));
    await client.friends.cancel(bob);
    expect(client.friends.of(bob)).toBeNull();
    world.socket.say(changed({ userId: bob, peopleVersion: 2 }), changed(friend(bob, 3)));
    expect(people(client)).toEqual([[bob], [], []]);
    // What the list has already, and what is older, changes nothing.
    world.answer = () => ({ status: 200, body: { person: { userId: bob, peopleVersion: 2 } } });
    await client.friends.reject(bob);
    expect(people(client)).toEqual([[bob], [], []]);
    expect(told).toEqual(["Hi", "Hi", null, null, null]);
  });

  it("[SDK-188] an end that is answered late takes back nothing that came meanwhile", async () => {
    const { world, client } = await connected();
    world.socket.say(changed(friend(bob, 1)));
    const late = Promise.withResolvers<{ status: number }>();
    world.answer = () => late.promise;
    const removed = client.friends.remove(bob);
    const request = { by: "them" as const, requestedAt: 5, expiresAt: world.clock.nowMs + 1_000_000 };
    world.socket.say(changed({ userId: bob, peopleVersion: 2 }), changed({ userId: bob, request, peopleVersion: 3 }));
    late.resolve({ status: 204 });
    await removed;
    expect(people(client)).toEqual([[], [bob], []]);
  });

  it("[SDK-188] each call names what it does, and an earlier server refuses it", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const { friends } = client;
    const calls = [
      friends.request(bob),
      friends.accept(bob),
      friends.reject(bob),
      friends.cancel(bob),
      friends.remove(bob),
      friends.edit(bob, { favourite: true, tags: [] }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(world.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/api/friend-requests", { userId: bob }],
      ["POST", `/api/friend-requests/${bob}`, { accept: true }],
      ["POST", `/api/friend-requests/${bob}`, { accept: false }],
      ["DELETE", `/api/friend-requests/${bob}`, undefined],
      ["DELETE", `/api/friends/${bob}`, undefined],
      ["PATCH", `/api/friends/${bob}`, { favourite: true, tags: [] }],
    ]);
  });
});
