// Polls on a device: what the user chooses shows at once, waits, goes out, or is taken back.
import { describe, expect, it } from "vitest";
import type { KlatchClient, OutgoingChange, PollState } from "@klatch/sdk";
import { conversationChanged, direct, FakeWorld, me, message, peer, settle } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

const features = ["polls"];
const content = { type: "poll", question: "Where?", options: ["Office", "Park", "Here"], multiple: true };
const pollMessage = { ...message(1, { senderId: peer }), content };
const base = (seq: number) => ({ conversationId: direct, seq, createdAt: seq, targetSeq: 1, fallback: "" });

async function catchUp(world: FakeWorld, ...frames: object[]): Promise<void> {
  world.socket.say({ ...world.welcome(), features });
  await settle();
  world.socket.say(...frames, { type: "sync-done", inboxVersion: 1 });
  await settle();
}

async function device(): Promise<{
  kept: Device;
  client: KlatchClient;
  world: FakeWorld;
  shown: () => PollState | undefined;
}> {
  const kept = new Device();
  const client = await kept.install();
  await catchUp(kept.world, conversationChanged(), pollMessage, message(2));
  const timeline = client.timeline(direct);
  await timeline.opened;
  return { kept, client, world: kept.world, shown: () => pollIn(timeline.items) };
}

const pollIn = (items: ReturnType<KlatchClient["timeline"]>["items"]): PollState | undefined =>
  items.flatMap((item) => (item.kind === "event" && item.event.seq === 1 ? [item.state?.poll] : []))[0];

const answer = ({ opId, conversationId }: OutgoingChange, rest: object): object => ({
  requestId: opId,
  conversationId,
  ...rest,
});

describe("votes", () => {
  it("[SDK-170] show at once, and are what the event says once it is there", async () => {
    const { client, world, shown } = await device();
    expect(shown()).toBeUndefined();
    const vote = client.vote(direct, 1, [2, 0]);
    expect(shown()).toEqual({ counts: [1, 0, 1], voters: 1, mine: [2, 0] });
    await settle();
    expect(world.socket.framesOf("vote")).toMatchObject([{ seq: 1, options: [2, 0], opId: vote.opId }]);
    world.socket.say({ type: "vote-changed", ...base(3), senderId: peer, options: [0], counts: [1, 0, 0], voters: 1 });
    expect(shown()).toEqual({ counts: [2, 0, 1], voters: 2, mine: [2, 0] });
    world.socket.say(answer(vote, { type: "done", seq: 4 }));
    await settle();
    expect(shown()?.voters).toBe(2);
    const voted = { senderId: me, options: [0, 2], counts: [2, 0, 1], voters: 2 };
    world.socket.say({ type: "vote-changed", ...base(4), ...voted });
    await settle();
    expect([shown(), vote.state]).toEqual([{ counts: [2, 0, 1], voters: 2, mine: [0, 2] }, "done"]);
    // Of another device of the user, in an anonymous poll: the event names them.
    world.socket.say({ type: "vote-changed", ...base(5), senderId: me, options: [], counts: [1, 0, 0], voters: 1 });
    expect(shown()).toEqual({ counts: [1, 0, 0], voters: 1 });
    world.socket.say({ type: "vote-changed", ...base(6), counts: [1, 1, 0], voters: 2 });
    expect(shown()).toEqual({ counts: [1, 1, 0], voters: 2 });
  });

  it("[SDK-170] that are refused are taken back, and those of a closed poll show nothing", async () => {
    const { client, world, shown } = await device();
    const vote = client.vote(direct, 1, [1]);
    await settle();
    world.socket.say(answer(vote, { type: "error", code: "POLL_CLOSED", message: "No." }));
    await settle();
    expect([vote.error?.code, shown()]).toEqual(["POLL_CLOSED", undefined]);
    vote.discard();
    const ended = { senderId: peer, counts: [0, 3, 0], voters: 3 };
    world.socket.say({ type: "poll-closed", ...base(3), ...ended });
    const closed = { counts: [0, 3, 0], voters: 3, closedBy: peer, closedAt: 3 };
    expect(shown()).toEqual(closed);
    client.vote(direct, 1, [1]);
    expect(shown()).toEqual(closed);
  });

  it("[SDK-171] that wait give way to a later one; the same one twice is once; an end shows at once", async () => {
    const { client, world, shown } = await device();
    client.send(direct, "in front");
    await settle();
    const votes = [[0], [1], [2, 1]].map((options) => client.vote(direct, 1, options));
    expect(client.vote(direct, 1, [1, 2])).toBe(votes[2]);
    const close = client.closePoll(direct, 1);
    expect(client.closePoll(direct, 1)).toBe(close);
    await settle();
    expect(votes.map(({ state }) => state)).toEqual(["discarded", "discarded", "waiting"]);
    expect(shown()).toMatchObject({ counts: [0, 1, 1], voters: 1, closedBy: me });
    expect(client.outgoingChanges().map(({ kind }) => kind)).toEqual(["vote", "close-poll"]);
    expect(world.socket.framesOf("vote")).toEqual([]);
  });

  it("[SDK-171] a vote for nothing is sent after one that is on the wire", async () => {
    const { client, world } = await device();
    const first = client.vote(direct, 1, [1]);
    await settle();
    client.vote(direct, 1, []);
    world.socket.say(answer(first, { type: "done", seq: 3 }));
    await settle();
    expect(world.socket.framesOf("vote").map(({ options }) => options)).toEqual([[1], []]);
  });

  it("[SDK-141] [SDK-171] wait in the store without a connection, and go out under their ids", async () => {
    const { kept, client } = await device();
    client.close();
    const vote = client.vote(direct, 1, [1]);
    await kept.crash(client);
    const second = await kept.start();
    expect(second.outgoingChanges().map(({ opId, state }) => [opId, state])).toEqual([[vote.opId, "waiting"]]);
    await catchUp(kept.world);
    expect(kept.world.socket.framesOf("vote")).toMatchObject([{ opId: vote.opId, options: [1] }]);
  });

  it("[SDK-146] fail at once at a server that knows no polls", async () => {
    const client = await new FakeWorld().connected();
    const poll = { type: "poll" as const, question: "Where?", options: ["Here", "There"] };
    const changes = [client.vote(direct, 1, [0]), client.closePoll(direct, 1), client.send(direct, poll)];
    await settle();
    expect(changes.map(({ error }) => error?.code)).toEqual(["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
  });
});
