// The user's starred messages in the SDK: loaded once, shown at once, the same on all devices.
import { describe, expect, it } from "vitest";
import type { KlatchClient, Star } from "../../sdk/entry.ts";
import { direct, FakeWorld, problem, settle, type FakeAnswer, type FakeCall } from "../support/sdk-fakes.ts";

class StarWorld extends FakeWorld {
  stars: Star[] = [];
  override answer = ({ method, path }: FakeCall): FakeAnswer | Promise<FakeAnswer> => {
    const [, seq] = /messages\/(\d+)\/star/.exec(path) ?? [];
    if (method === "PUT") this.star(Number(seq));
    if (method === "DELETE") this.stars = this.stars.filter((star) => star.seq !== Number(seq));
    if (method !== "GET") return { status: 204 };
    // Two a page.
    const from = Number(new URLSearchParams(path.split("?")[1]).get("cursor") ?? 0);
    const items = this.stars.toSorted((a, b) => b.starredAt - a.starredAt).slice(from, from + 2);
    return { status: 200, body: { items, next: from + 2 < this.stars.length ? `${from + 2}` : null } };
  };

  star(seq: number): void {
    this.stars.push({ conversationId: direct, seq, starredAt: this.clock.nowMs + this.stars.length });
  }

  say(seq: number, starredAt: number | null): void {
    this.socket.say({ type: "star-changed", conversationId: direct, seq, starredAt });
  }
}

const seqs = (client: KlatchClient): number[] => client.starred.all().map(({ seq }) => seq);

describe("starred messages", () => {
  it("[SDK-123] are loaded page by page when they are asked for, once, and told of", async () => {
    const world = new StarWorld();
    for (const seq of [3, 7, 5]) world.star(seq);
    const client = await world.connected();
    expect(world.calls).toEqual([]);
    const told: unknown[] = [];
    client.on("starred", ({ seq }) => told.push(seq));
    await Promise.all([client.starred.load(), client.starred.load()]);
    expect([seqs(client), told.length, world.calls.length]).toEqual([[5, 7, 3], 3, 2]);
    expect([client.starred.has(direct, 7), client.starred.has(direct, 8)]).toEqual([true, false]);
  });

  it("[SDK-123] follow the user's other devices, also after an absence", async () => {
    const world = new StarWorld();
    world.star(3);
    const client = await world.connected();
    await client.starred.load();
    world.say(4, world.clock.nowMs + 9);
    world.say(3, null);
    expect(seqs(client)).toEqual([4]);
    world.stars = [];
    world.star(8);
    await world.reconnect();
    await settle();
    expect(seqs(client)).toEqual([8]);
  });

  it("[SDK-123] are shown at once, and taken back when they are refused", async () => {
    const world = new StarWorld();
    const client = await world.connected();
    await client.starred.load();
    const done = client.starred.set(direct, 3, true);
    expect(seqs(client)).toEqual([3]);
    await done;
    await client.starred.set(direct, 3, true);
    expect(world.calls.filter(({ method }) => method === "PUT")).toHaveLength(1);
    const accept = world.answer;
    world.answer = () => ({ status: 409, body: problem(409, "TOO_MANY") });
    await expect(client.starred.set(direct, 4, true)).rejects.toMatchObject({ code: "TOO_MANY" });
    await expect(client.starred.set(direct, 3, false)).rejects.toMatchObject({ code: "TOO_MANY" });
    expect(seqs(client)).toEqual([3]);
    world.answer = accept;
    await client.starred.set(direct, 3, false);
    expect([seqs(client), world.stars]).toEqual([[], []]);
  });

  it("[SDK-123] what is told while a page is on its way is newer than the page", async () => {
    const world = new StarWorld();
    world.star(3);
    const client = await world.connected();
    const { answer } = world;
    world.answer = async (call) => {
      const page = answer(call);
      await settle();
      world.say(3, null);
      world.say(6, world.clock.nowMs);
      return page;
    };
    await client.starred.load();
    expect(seqs(client)).toEqual([6]);
  });

  /** A list whose pages are answered one by one, as they were when they were asked for. */
  function slowList(world: StarWorld): { readonly next: () => Promise<void> } {
    const { answer } = world;
    const waiting: (() => void)[] = [];
    world.answer = (call) => {
      const given = answer(call);
      if (call.method !== "GET") return given;
      return new Promise((resolve) => waiting.push(() => resolve(given)));
    };
    const next = async (): Promise<void> => {
      waiting.shift()?.();
      await settle();
    };
    return { next };
  }

  it("[SDK-123] that are set while the list is on its way are in it, once, also when it is asked for again", async () => {
    const world = new StarWorld();
    for (const seq of [1, 2, 3]) world.star(seq);
    const client = await world.connected();
    const { next } = slowList(world);
    const loaded = client.starred.load();
    await settle();
    await client.starred.set(direct, 7, true);
    // It was away, and the list is asked for anew, while a page of the one before is still to come.
    await world.reconnect();
    await client.starred.set(direct, 2, false);
    for (let pages = 0; pages < 6; pages++) await next();
    await loaded;
    expect(seqs(client)).toEqual([7, 3, 1]);
    expect(world.stars.map(({ seq }) => seq)).toEqual([1, 3, 7]);
  });

  it("[SDK-123] a refused star takes nothing away that the server has", async () => {
    const world = new StarWorld();
    world.star(3);
    const client = await world.connected();
    const { next } = slowList(world);
    const { answer } = world;
    world.answer = (call) =>
      call.method === "GET" ? answer(call) : { status: 503, body: problem(503, "UNAVAILABLE") };
    const loaded = client.starred.load();
    // Starred on another device, which this one does not know yet.
    await expect(client.starred.set(direct, 3, true)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await settle();
    await next();
    await loaded;
    expect(seqs(client)).toEqual([3]);
  });

  it("[SDK-123] a star that is not known here yet is taken back nevertheless", async () => {
    const world = new StarWorld();
    world.star(3);
    const client = await world.connected();
    await client.starred.set(direct, 3, false);
    await client.starred.load();
    expect([seqs(client), world.stars]).toEqual([[], []]);
  });

  it("[SDK-123] what the user asks of one message is done in their order, and other devices' later word counts", async () => {
    const world = new StarWorld();
    const client = await world.connected();
    await client.starred.load();
    const asked: (() => void)[] = [];
    const { answer } = world;
    world.answer = (call) => new Promise((resolve) => asked.push(() => resolve(answer(call))));
    const both = [client.starred.set(direct, 3, true), client.starred.set(direct, 3, false)];
    await settle();
    expect([asked.length, seqs(client)]).toEqual([1, []]);
    asked.shift()?.();
    await settle();
    asked.shift()?.();
    await Promise.all(both);
    expect([world.stars, seqs(client)]).toEqual([[], []]);
    const late = client.starred.set(direct, 4, true);
    await settle();
    world.say(4, world.clock.nowMs);
    world.say(4, null);
    asked.shift()?.();
    await late;
    expect(seqs(client)).toEqual([]);
  });

  it("[SDK-123] a list that could not be had is asked for again when the device is back", async () => {
    const world = new StarWorld();
    const client = await world.connected();
    const { answer } = world;
    world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
    await expect(client.starred.load()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    world.answer = answer;
    world.star(5);
    await world.reconnect();
    await settle();
    expect(seqs(client)).toEqual([5]);
  });
});
