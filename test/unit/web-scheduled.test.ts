// Scheduled messages in the web client: which times are offered, what a field for a time says, and what the page knows.
import { asConversationId, asClientMsgId, type ScheduledMessage } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import { ScheduledModel } from "../../apps/web/model/scheduled.ts";
import { fromLocalInput, presetTimes, toLocalInput } from "../../apps/web/scheduled/preset-times.ts";
import { direct, FakeWorld, settle } from "../support/sdk-fakes.ts";

const local = (text: string): number => new Date(text).getTime();
const offered = (text: string): string[] =>
  presetTimes(local(text)).map(({ name, atMs }) => `${name} ${toLocalInput(atMs)}`);

describe("[WEB-210] the times that are offered", () => {
  it("are in an hour, tonight, tomorrow morning, and Monday morning before a weekend", () => {
    // A Wednesday.
    expect(offered("2026-12-02T10:20:30")).toEqual([
      "hour 2026-12-02T11:21",
      "tonight 2026-12-02T20:00",
      "tomorrow 2026-12-03T09:00",
    ]);
    expect(offered("2026-12-04T18:01:00")).toEqual([
      "hour 2026-12-04T19:01",
      "tomorrow 2026-12-05T09:00",
      "monday 2026-12-07T09:00",
    ]);
    // On Sunday Monday is tomorrow.
    expect(offered("2026-12-06T21:00:00")).toEqual(["hour 2026-12-06T22:00", "tomorrow 2026-12-07T09:00"]);
    expect(offered("2026-12-31T23:30:00")[1]).toBe("tomorrow 2027-01-01T09:00");
  });

  it("are never now or past, whatever the time", () => {
    for (let minute = 0; minute < 7 * 1_440; minute += 7) {
      const now = local("2026-10-22T00:00:00") + minute * 60_000;
      expect(presetTimes(now).filter(({ atMs }) => fromLocalInput(toLocalInput(atMs), now) === null)).toEqual([]);
    }
  });

  it("a field takes none that is past, or more than 366 days ahead", () => {
    const now = local("2026-12-02T10:20:30");
    expect(fromLocalInput("2026-12-02T10:20", now)).toBeNull();
    expect(fromLocalInput("2026-12-02T10:21", now)).toBe(local("2026-12-02T10:21"));
    expect([fromLocalInput("", now), fromLocalInput("2028-01-01T00:00", now)]).toEqual([null, null]);
  });
});

describe("[WEB-211] the page", () => {
  const item = (id: string, conversationId = direct): ScheduledMessage => ({
    id: asClientMsgId(id),
    conversationId,
    content: { type: "text", text: id },
    sendAt: 1,
    state: "waiting",
    createdAt: 0,
  });

  it("asks for scheduled messages only when there are some, again when they have changed, and once more while it asks", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const model = new ScheduledModel(client);
    await settle();
    const asked = () => world.calls.filter(({ path }) => path.startsWith("/api/scheduled-messages")).length;
    expect(asked()).toBe(0);
    let items = [item("a"), item("b", asConversationId("group_other"))];
    world.answer = async () => ({ status: 200, body: { items, next: null } });
    world.socket.say({ type: "scheduled-messages-changed", revision: "2_1" });
    await settle();
    expect([asked(), model.in(direct).map(({ id }) => id)]).toEqual([1, ["a"]]);
    items = [item("c")];
    world.socket.say({ type: "scheduled-messages-changed", revision: "1_7" });
    world.socket.say({ type: "scheduled-messages-changed", revision: "1_8" });
    await settle();
    expect([asked(), model.in(direct).map(({ id }) => id)]).toEqual([3, ["c"]]);
    world.socket.say({ type: "scheduled-messages-changed" });
    await settle();
    expect([asked(), model.in(direct)]).toEqual([3, []]);
  });

  it("asks again after the next sync for what could not be asked for", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const model = new ScheduledModel(client);
    world.answer = () => Promise.reject(new TypeError("offline"));
    world.socket.say({ type: "scheduled-messages-changed", revision: "1_1" });
    await settle();
    expect(model.in(direct)).toEqual([]);
    world.answer = async () => ({ status: 200, body: { items: [item("a")], next: null } });
    world.socket.end(1006);
    await world.clock.advance(10_000);
    world.socket.say(world.welcome());
    await settle();
    world.socket.say({ type: "sync-done", inboxVersion: 1, scheduled: "1_1" });
    await settle();
    expect(model.in(direct).map(({ id }) => id)).toEqual(["a"]);
  });
});
