// People and drafts: asked for together, told of, and kept in the store.
import { beforeEach, describe, expect, it } from "vitest";
import type { KlatchClient } from "@klatch/sdk";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { direct, me, peer, problem, session, settle, tokens, type FakeAnswer } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

const user = (id: string, displayName = "Pia"): object => ({ id, username: "pia", displayName, createdAt: 0 });
const group = "group_tea" as ConversationId;
const idsFrom = (first: number, count: number): UserId[] =>
  Array.from({ length: count }, (_, index) => `user_${first + index}` as UserId);

describe("people", () => {
  let device: Device;
  let client: KlatchClient;
  /** Answers the oldest call that waits: by default with all who were asked for. */
  let waiting: ((answer?: FakeAnswer) => void)[];
  /** Who was asked for, call by call. */
  let asked: string[][];

  const everybody = (ids: readonly string[]): FakeAnswer => ({
    status: 200,
    body: { items: ids.map((id) => user(id)), next: null },
  });
  const answer = async (said?: FakeAnswer): Promise<void> => {
    waiting.shift()?.(said);
    await settle();
  };
  const refusal = (status: number, code: string): FakeAnswer => ({ status, body: problem(status, code) });

  /** Calls for people wait for `answer`. */
  const hold = (): void => {
    [waiting, asked] = [[], []];
    device.world.answer = ({ path }) => {
      if (path === "/api/auth/refresh") return { status: 200, body: tokens(2) };
      const ids = (new URL(path, "http://server.test").searchParams.get("ids") ?? "").split(",");
      asked.push(ids);
      return new Promise((resolve) => {
        waiting.push((said = everybody(ids)) => resolve(said));
      });
    };
  };
  const want = async (...ids: readonly UserId[]): Promise<void> => {
    for (const id of ids) client.people.get(id);
    await settle();
  };

  beforeEach(async () => {
    device = new Device();
    client = await device.install();
    hold();
  });

  it("[SDK-41] are asked for once a day, however often their names are wanted, and known from the store", async () => {
    const known: string[] = [];
    client.on("person", ({ displayName }) => known.push(displayName));
    expect([client.people.get(peer), client.people.get(peer)]).toEqual([null, null]);
    await settle();
    await answer();
    expect(known).toEqual(["Pia"]);
    expect(client.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    expect(device.world.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /api/users?ids=${peer}`]);
    await device.crash(client);

    client = await device.start();
    hold();
    expect(client.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    expect(asked).toEqual([]);
    device.world.clock.sleep(25 * 3_600_000);
    expect(client.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    await answer();
    await want(peer);
    expect(asked).toEqual([[peer]]);
  });

  it("[SDK-41] are looked at as far as they are known without asking for anybody", async () => {
    expect(client.people.known(peer)).toBeNull();
    await settle();
    expect(asked).toEqual([]);
    await want(peer);
    await answer();
    expect(client.people.known(peer)).toMatchObject({ displayName: "Pia" });
  });

  it("[SDK-41] who are wanted in one turn are asked for together, and who is wanted soon after in the next call", async () => {
    const [first, second] = [idsFrom(0, 120), idsFrom(120, 30)];
    await want(...first, ...first);
    await want(...second.slice(0, 10));
    await want(...second, ...first);
    await device.world.clock.advance(2_000);
    expect(asked).toEqual([first]);
    await answer();
    expect(asked).toEqual([first, second]);
    await answer();
    const third = idsFrom(150, 20);
    await want(...third.slice(0, 10));
    await device.world.clock.advance(299);
    await want(...third);
    expect(asked).toHaveLength(2);
    await device.world.clock.advance(1);
    expect(asked).toEqual([first, second, third]);
    await answer();
    await want(...third);
    for (const id of [...first, ...second]) expect(client.people.get(id)).not.toBeNull();
    await settle();
    expect([asked.length, waiting.length]).toEqual([3, 0]);
  });

  it("[SDK-41] [SDK-17] who waits for the next call is not asked for after close, and no timer is left", async () => {
    await want(...idsFrom(0, 2));
    await answer();
    const { timers } = device.world.clock;
    await want(...idsFrom(2, 2));
    expect(device.world.clock.timers).toBe(timers + 1);
    client.close();
    expect(device.world.clock.timers).toBe(0);
    await device.world.clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it("[SDK-41] a clock that jumps back holds up no call for longer than a second", async () => {
    await want(peer);
    await answer();
    device.world.clock.nowMs -= 3_600_000;
    await want(...idsFrom(0, 1));
    await device.world.clock.advance(1_000);
    expect(asked).toHaveLength(2);
  });

  it("[SDK-41] are asked for 200 at a time, one call after the other", async () => {
    const ids = idsFrom(0, 450);
    await want(...ids);
    expect(asked).toHaveLength(1);
    await answer();
    await answer();
    expect(asked).toHaveLength(2);
    await device.world.clock.advance(1_000);
    await answer();
    expect(asked).toEqual([ids.slice(0, 200), ids.slice(200, 400), ids.slice(400)]);
  });

  it("[SDK-41] who does not exist is not asked for again in this run, nor is what cannot be an id", async () => {
    const [nobody, other] = ["user_nobody", "user_other"] as UserId[];
    if (nobody === undefined || other === undefined) throw new Error("two ids");
    await want(nobody, other, "a,b" as UserId, "ä" as UserId, "" as UserId, "x".repeat(65) as UserId);
    expect(asked).toEqual([[nobody, other]]);
    await answer(everybody([other]));
    device.world.clock.sleep(25 * 3_600_000);
    await want(nobody, "a,b" as UserId);
    expect(asked).toHaveLength(1);
    expect(client.people.get(nobody)).toBeNull();
    await want(other);
    expect(asked).toEqual([[nobody, other], [other]]);
  });

  it.each([
    ["fails", refusal(503, "UNAVAILABLE"), 2],
    ["is refused for its rate", refusal(429, "RATE_LIMITED"), 2],
    ["would be refused again", refusal(400, "INVALID_REQUEST"), 1],
  ])("[SDK-41] when a call %s, those in it are asked for half a minute later or never", async (_name, said, calls) => {
    await want(...idsFrom(0, 3));
    await answer(said);
    device.world.clock.sleep(29_000);
    await want(...idsFrom(0, 3));
    expect(asked).toHaveLength(1);
    device.world.clock.sleep(2_000);
    await want(...idsFrom(0, 3));
    expect(asked).toHaveLength(calls);
  });

  it("[SDK-60] whom a page of members or of the inbox names are known, and not asked for", async () => {
    const [one, two, three] = idsFrom(0, 3);
    if (one === undefined || two === undefined || three === undefined) throw new Error("three ids");
    await want(three);
    const during = idsFrom(0, 4);
    await want(...during);
    const held = device.world.answer;
    device.world.answer = ({ path }) => ({
      status: 200,
      body: { items: [], next: null, inboxVersion: 1, people: [user(path.includes("members") ? one : two, "Page")] },
    });
    const known: string[] = [];
    client.on("person", ({ id }) => known.push(id));
    expect((await client.groups.members(group)).people).toMatchObject([{ id: one }]);
    expect((await client.listInbox()).people).toMatchObject([{ id: two }]);
    expect(known).toEqual([one, two]);
    device.world.answer = held;
    await answer();
    await device.world.clock.advance(1_000);
    // Of those who were wanted meanwhile, the pages named two.
    expect(asked).toEqual([[three], ["user_3"]]);
    await answer();
    expect(client.people.get(one)).toMatchObject({ displayName: "Page" });
    expect(asked).toHaveLength(2);
    await device.crash(client);
    expect((await device.store.loadState(me))?.people.get(two)?.user.displayName).toBe("Page");
  });

  it("[SDK-41] all who are known are listed, also by the next start and without a network, and nobody is asked for", async () => {
    const [one, two] = idsFrom(0, 2);
    if (one === undefined || two === undefined) throw new Error("two ids");
    await want(one, two);
    await answer(everybody([two]));
    expect(client.people.all().map(({ id }) => id)).toEqual([me, two]);
    await device.crash(client);
    const next = await device.start();
    expect(next.people.all().map(({ id }) => id)).toEqual([me, two]);
    await settle();
    expect(asked).toHaveLength(1);
  });

  it("[SDK-60] by the client's own call are all at once, those who exist, and known from then on", async () => {
    const ids = idsFrom(0, 3);
    const found = client.usersById(ids);
    await settle();
    await answer(everybody(ids.slice(1)));
    expect((await found).map(({ id }) => id)).toEqual(ids.slice(1));
    await want(...ids.slice(1));
    expect(asked).toEqual([ids]);
    expect(await client.usersById([])).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it("[SDK-46] an answer to the user before is not kept for the next, whose names do not wait for it", async () => {
    await want(peer);
    const page = client.groups.members(group);
    await settle();
    const [answerPeople, answerPage] = waiting;
    device.world.answer = ({ path }) => {
      if (path !== "/api/auth/login") return { status: 204 };
      const next = { id: "user_next", username: "next", displayName: "next", createdAt: 0 };
      return { status: 200, body: { user: next, device: { id: session.deviceId }, ...tokens(2) } };
    };
    await client.logout();
    await client.login({ username: "next", password: "correct horse" });
    hold();
    await want("user_a" as UserId);
    expect(asked).toEqual([["user_a"]]);
    answerPeople?.();
    answerPage?.({ status: 200, body: { items: [], next: null, people: [user("user_b")] } });
    await page;
    await answer();
    await client.stored();
    const stored = await device.store.loadState("user_next" as UserId);
    expect([...(stored?.people.keys() ?? [])].toSorted()).toEqual(["user_a", "user_next"]);
    client.close();
  });
});

describe("drafts", () => {
  it("[SDK-41] are told when they change, and forgotten when empty", async () => {
    const device = new Device();
    const client = await device.install();
    const told: string[] = [];
    client.on("draft", ({ text }) => told.push(text));
    for (const text of ["D", "D", "De", ""]) client.drafts.set(direct, text);
    expect(told).toEqual(["D", "De", ""]);
    await device.crash(client);
    expect((await device.store.loadState(me))?.drafts.size).toBe(0);
  });
});
