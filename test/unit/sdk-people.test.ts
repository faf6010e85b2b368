// People and drafts: asked for once, told of, and kept in the store.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import { direct, me, peer, problem, settle } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

describe("people and drafts", () => {
  const user = (id: string): object => ({ id, username: "pia", displayName: "Pia", createdAt: 0 });

  it("[SDK-41] are asked for once, however often their names are wanted, and known from the store after that", async () => {
    const device = new Device();
    const first = await device.install();
    device.world.answer = ({ path }) => ({ status: 200, body: { user: user(path.slice("/api/users/".length)) } });
    const known: string[] = [];
    first.on("person", ({ displayName }) => known.push(displayName));
    expect([first.people.get(peer), first.people.get(peer)]).toEqual([null, null]);
    await settle();
    expect(known).toEqual(["Pia"]);
    expect(first.people.get(peer)).toMatchObject({ displayName: "Pia" });
    expect(device.world.calls.map(({ path }) => path)).toEqual([`/api/users/${peer}`]);
    await device.crash(first);

    const second = await device.start();
    expect(second.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    expect(device.world.calls).toEqual([]);
    device.world.clock.sleep(25 * 3_600_000);
    expect(second.people.get(peer)).toMatchObject({ displayName: "Pia" });
    await settle();
    expect(device.world.calls).toHaveLength(1);
  });

  it("[SDK-41] are asked for a few at a time; nobody of that id is not asked for again, no answer later", async () => {
    const device = new Device();
    const client = await device.install();
    const ids = Array.from({ length: 9 }, (_, i) => `user_${i}` as UserId);
    const answers: (() => void)[] = [];
    let code = "USER_NOT_FOUND";
    device.world.answer = () =>
      new Promise((resolve) => {
        answers.push(() => resolve({ status: 404, body: problem(404, code) }));
      });
    for (const id of ids) client.people.get(id);
    await settle();
    expect(answers).toHaveLength(4);
    for (let answered = 0; answered < ids.length; answered++) {
      answers[answered]?.();
      await settle();
    }
    expect(answers).toHaveLength(9);
    device.world.clock.sleep(60_000);
    client.people.get(ids[0] ?? peer);
    await settle();
    expect(answers).toHaveLength(9);
    code = "UNAVAILABLE";
    for (const round of [10, 11]) {
      client.people.get(peer);
      client.people.get(peer);
      await settle();
      expect(answers).toHaveLength(round);
      answers.at(-1)?.();
      await settle();
      device.world.clock.sleep(60_000);
    }
  });

  it("[SDK-41] are told when a draft changes, and forget an empty one", async () => {
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
