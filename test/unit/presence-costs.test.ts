// What presence costs: rows and calls, counted over whole sessions.
import { describe, expect, it } from "vitest";
import { PresenceWorld, type Client, type Person } from "../support/presence-world.ts";

const minuteMs = 60_000;

/** Rows that each of these wrote, and calls between them, while this was done. */
async function costOf(world: PresenceWorld, people: readonly Person[], act: () => Promise<void> | void) {
  const before = people.map(({ rowsWritten }) => rowsWritten);
  const calls = world.calls;
  await act();
  await world.settle();
  return { rows: people.map(({ rowsWritten }, i) => rowsWritten - (before[i] ?? 0)), calls: world.calls - calls };
}

async function watched(watchers: number): Promise<{ world: PresenceWorld; bob: Person; clients: Client[] }> {
  const world = new PresenceWorld();
  const bob = world.add();
  const clients: Client[] = [];
  for (let n = 0; n < watchers; n++) {
    const client = world.add().connect();
    await client.watch([bob.id]);
    clients.push(client);
  }
  return { world, bob, clients };
}

describe("[PRESENCE-8] presence costs", () => {
  it("to begin to watch: a row on either side and a call; the same list again, or a client that comes back at once: none", async () => {
    const world = new PresenceWorld();
    const [bob, ada] = [world.add(), world.add()];
    const client = ada.connect();
    expect(await costOf(world, [bob, ada], () => client.watch([bob.id]))).toEqual({ rows: [1, 1], calls: 1 });
    expect(await costOf(world, [bob, ada], () => client.watch([bob.id]))).toEqual({ rows: [0, 0], calls: 0 });
    ada.close(client);
    const again = await costOf(world, [bob], () => ada.connect().watch([bob.id]));
    expect(again).toEqual({ rows: [0], calls: 0 });
  });

  it("a change: a call to each watcher; who comes and who goes a row, who is away none; nobody who watches: a row a minute", async () => {
    const { world, bob } = await watched(5);
    const watchers = world.people.slice(1);
    let his = bob.connect();
    await world.settle();
    expect(world.calls).toBe(10);
    const away = await costOf(world, [bob, ...watchers], async () => {
      his.look(false);
      await world.pass(6 * minuteMs);
    });
    expect(away).toEqual({ rows: [0, 0, 0, 0, 0, 0], calls: 5 });
    const gone = await costOf(world, [bob], async () => {
      bob.close(his);
      await world.pass(minuteMs);
    });
    expect(gone).toEqual({ rows: [1], calls: 5 });
    const flaps = await costOf(world, [bob], async () => {
      for (let n = 0; n < 50; n++) {
        his = bob.connect();
        await world.pass(10_000);
        bob.close(his);
        await world.pass(10_000);
      }
    });
    expect(flaps).toEqual({ rows: [1], calls: 5 });

    await world.pass(2 * minuteMs);
    const alone = world.add();
    const unwatched = await costOf(world, [alone], async () => {
      for (let n = 0; n < 60; n++) {
        const socket = alone.connect();
        await world.pass(1_000);
        alone.close(socket);
        await world.pass(1_000);
      }
    });
    expect(unwatched.rows[0]).toBeLessThanOrEqual(3);
    expect(unwatched.calls).toBe(0);
    expect(alone.alarmAt).toBe(null);
  });

  it("nothing, where nobody comes or goes, for a day", async () => {
    const { world, bob } = await watched(5);
    bob.connect();
    await world.pass(2 * minuteMs);
    const idle = await costOf(world, world.people, () => world.pass(24 * 60 * minuteMs));
    expect(idle).toEqual({ rows: [0, 0, 0, 0, 0, 0], calls: 0 });
    expect(world.people.map(({ alarmAt }) => alarmAt)).toEqual([null, null, null, null, null, null]);
  });
});

it("[PRESENCE-9] all whom a client watches come online within a second: it gets at most ten frames, and each watcher one call", async () => {
  const world = new PresenceWorld();
  const ada = world.add();
  const friends = Array.from({ length: 500 }, () => world.add());
  const hers = ada.connect();
  await hers.watch(friends.map(({ id }) => id));
  const [before, calls] = [hers.frames, world.calls];
  for (const [n, friend] of friends.entries()) {
    friend.connect();
    if (n % 10 === 9) await world.pass(20);
  }
  await world.pass(5_000);
  expect([...hers.seen.values()].filter(({ online }) => online)).toHaveLength(500);
  expect(hers.frames - before).toBeLessThanOrEqual(10);
  expect(world.calls - calls).toBe(500);
});

it("[PRESENCE-9] a thousand friends come online within a second: two devices that watch half of them each get at most ten frames, and so does who watches the latest 500", async () => {
  const world = new PresenceWorld();
  const ada = world.add();
  const friends = Array.from({ length: 1_000 }, () => world.add());
  const ids = friends.map(({ id }) => id);
  const devices = [ada.connect(), ada.connect("device_2"), ada.connect()] as const;
  for (const [n, list] of [ids.slice(0, 500), ids.slice(500), ids.slice(-500)].entries()) await devices[n]?.watch(list);
  const [before, calls] = [devices.map(({ frames }) => frames), world.calls];
  for (const [n, friend] of friends.entries()) {
    friend.connect();
    if (n % 20 === 19) await world.pass(20);
  }
  await world.pass(5_000);
  const online = devices.map(
    ({ seen }) => new Set([...seen.values()].flatMap((one) => (one.online ? [one.userId] : []))),
  );
  expect(online.map(({ size }) => size)).toEqual([500, 500, 500]);
  expect(new Set(online.flatMap((some) => [...some])).size).toBe(1_000);
  const frames = devices.map((device, n) => device.frames - (before[n] ?? 0));
  expect(Math.max(...frames)).toBeLessThanOrEqual(10);
  // However many of the user's devices watch them.
  expect(world.calls - calls).toBe(1_000);
});

it("[PRESENCE-5] [PRESENCE-9] who is watched by a thousand comes online: a call and a frame to each, and the next watcher is not told", async () => {
  const { world, bob, clients } = await watched(1_000);
  const late = world.add().connect();
  await late.watch([bob.id]);
  const [frames, calls] = [clients.map((client) => client.frames), world.calls];
  bob.connect();
  await world.pass(5_000);
  expect(new Set(clients.map((client, n) => client.frames - (frames[n] ?? 0)))).toEqual(new Set([1]));
  expect([world.calls - calls, clients.every(({ seen }) => seen.get(bob.id)?.online)]).toEqual([1_000, true]);
  expect(late.seen.get(bob.id)?.online).toBe(false);
});
