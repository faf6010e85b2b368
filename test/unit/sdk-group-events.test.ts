// What happens in a group: it reaches the app in its turn and changes the group's entry; and what a muted user sends.
import { describe, expect, it } from "vitest";
import type { GroupChange } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChange } from "../../schema/protocol/events/member-changed.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { groupId, userIds } from "../../schema/protocol/examples/story.ts";
import { conversationChanged, FakeWorld, me, message, peer, settle } from "../support/sdk-fakes.ts";

describe("[SDK-25] events of a group", () => {
  const event = (seq: number, more: object) => ({
    conversationId: groupId,
    seq,
    actorId: peer,
    createdAt: 1_000 + seq,
    ...more,
  });
  const members = (seq: number, whom: UserId[], change: MemberChange, more: object = {}) =>
    event(seq, { type: "member-changed", userIds: whom, change, ...more });
  const changed = (seq: number, change: GroupChange, more: object = {}) =>
    event(seq, { type: "group-changed", change, ...more });

  /** Connected, with the group in the inbox up to seq 4; and everything it hears of. */
  const listedGroup = {
    conversationId: groupId,
    kind: "group" as const,
    group: { name: "Coffee", avatar: "", memberCount: 3 },
  };

  async function inGroup() {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.say(conversationChanged({ ...listedGroup, headSeq: 4, cursorSeq: 2, unread: 2 }));
    const heard: (readonly [string, number])[] = [];
    client.on("message", ({ seq }) => heard.push(["message", seq]));
    client.on("member-changed", ({ seq }) => heard.push(["member-changed", seq]));
    client.on("group-changed", ({ seq }) => heard.push(["group-changed", seq]));
    const entry = () => client.conversations().find(({ id }) => id === groupId);
    return { world, client, heard, entry };
  }

  it("come once each and in the order of seq, among the messages", async () => {
    const { world, heard } = await inGroup();
    const joined = members(5, [userIds.carol], { kind: "joined", how: "added", role: "member" });
    world.socket.say(joined);
    world.socket.say({ ...message(6), conversationId: groupId }, changed(7, { kind: "info", name: "Tea" }));
    world.socket.say(joined);
    expect(heard).toEqual([
      ["member-changed", 5],
      ["message", 6],
      ["group-changed", 7],
    ]);
  });

  it("after a gap are asked for, not shown", async () => {
    const { world, heard } = await inGroup();
    world.socket.say(changed(6, { kind: "all-silenced", allSilenced: true }));
    await settle();
    expect(heard).toEqual([]);
    expect(world.socket.syncs.at(-1)).toEqual({ type: "sync", cursors: { [groupId]: 4 } });
  });

  it("move the entry's head and carry the server's count", async () => {
    const { world, entry } = await inGroup();
    world.socket.say(members(5, [userIds.carol], { kind: "left" }));
    expect(entry()).toMatchObject({ headSeq: 5, unread: 2, cursorSeq: 2 });
    world.socket.say(changed(6, { kind: "dissolved" }, { unread: 1 }));
    expect(entry()).toMatchObject({ headSeq: 6, unread: 1, cursorSeq: 2 });
    world.socket.say({ type: "void", conversationId: groupId, seq: 7, toSeq: 9, createdAt: 2_000, unread: 0 });
    expect(entry()).toMatchObject({ headSeq: 9, unread: 0 });
  });

  it("change what the list shows of the group", async () => {
    const { world, entry } = await inGroup();
    const listed = () => [entry()?.group?.name, entry()?.group?.memberCount, entry()?.left === true];
    world.socket.say(changed(5, { kind: "info", name: "Tea", description: "hot" }));
    expect(listed()).toEqual(["Tea", 3, false]);
    world.socket.say(
      members(6, [userIds.carol, "user_david" as UserId], { kind: "joined", how: "added", role: "member" }),
    );
    expect(listed()).toEqual(["Tea", 5, false]);
    world.socket.say(members(7, [userIds.carol], { kind: "left" }));
    expect(listed()).toEqual(["Tea", 4, false]);
    world.socket.say(members(8, [me], { kind: "removed", banned: false }));
    expect(listed()).toEqual(["Tea", 3, true]);
    world.socket.say(members(9, [me], { kind: "joined", how: "added", role: "member" }));
    expect(listed()).toEqual(["Tea", 4, false]);
    world.socket.say(changed(10, { kind: "dissolved" }));
    expect(listed()).toEqual(["Tea", 0, true]);
  });

  it("are not asked for anew because something else was refused, late", async () => {
    const { world, client } = await inGroup();
    const unlisted = "group_unlisted" as ConversationId;
    world.socket.say(members(5, [me], { kind: "left" }), { ...message(1), conversationId: unlisted });
    const cursors = () => [groupId, unlisted].map((id) => new Map(client.snapshot()?.cursors).get(id));
    expect(cursors()).toEqual([5, 1]);
    const refused = { type: "error", code: "CONVERSATION_NOT_FOUND", message: "" };
    const both = [groupId, unlisted].map((conversationId) => ({ ...refused, conversationId }));
    world.socket.say(...both);
    expect(cursors()).toEqual([5, 1]);
    await settle();
    const requestId = world.socket.lastRequestId("sync");
    world.socket.say(...both.map((refusal) => ({ ...refusal, requestId })));
    expect(cursors()).toEqual([5, undefined]);
  });

  it("with which the user comes back make the client ask for the entry", async () => {
    const { world } = await inGroup();
    world.socket.say(members(5, [me], { kind: "left" }));
    await settle();
    const asked = world.socket.framesOf("sync").length;
    world.socket.say(members(6, [me], { kind: "joined", how: "link", role: "member" }));
    await settle();
    expect(world.socket.framesOf("sync").slice(asked)).toMatchObject([{ type: "sync", inboxVersion: 1 }]);
  });

  it("that the entry was told of already do not change it again", async () => {
    const { world, heard, entry } = await inGroup();
    world.socket.say(conversationChanged({ ...listedGroup, headSeq: 6 }));
    world.socket.say(members(5, [userIds.carol], { kind: "joined", how: "added", role: "member" }));
    world.socket.say(changed(6, { kind: "info", name: "Tea" }));
    expect(heard.map(([, seq]) => seq)).toEqual([5, 6]);
    expect(entry()?.group).toEqual(listedGroup.group);
  });

  it("that a void may hide make the client ask for the entry", async () => {
    const { world } = await inGroup();
    world.socket.say({ type: "void", conversationId: groupId, seq: 5, toSeq: 9, createdAt: 2_000 });
    await settle();
    expect(world.socket.framesOf("sync").at(-1)).toMatchObject({ type: "sync", inboxVersion: 1 });
    const asked = world.socket.framesOf("sync").length;
    world.socket.say({ type: "sync-done", inboxVersion: 2 }, conversationChanged({ ...listedGroup, headSeq: 20 }));
    world.socket.say({ type: "void", conversationId: groupId, seq: 10, toSeq: 20, createdAt: 2_000 });
    await settle();
    expect(world.socket.framesOf("sync")).toHaveLength(asked);
  });

  it.each<MemberChange>([
    { kind: "joined", how: "link", role: "member" },
    { kind: "left" },
    { kind: "removed", banned: true },
  ])("of the user's own coming and going move their cursor: $kind", async (change) => {
    const { world, entry } = await inGroup();
    world.socket.say(members(5, [peer, me], change, { unread: 0 }));
    expect(entry()).toMatchObject({ headSeq: 5, cursorSeq: 5, unread: 0 });
    world.socket.say(members(6, [me], { kind: "role", role: "admin" }));
    expect(entry()).toMatchObject({ headSeq: 6, cursorSeq: 5 });
  });

  it("of a group that the inbox does not list yet make the client ask for its entry", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const heard: number[] = [];
    client.on("member-changed", ({ seq }) => heard.push(seq));
    world.socket.say(members(1, [me], { kind: "joined", how: "created", role: "member" }));
    await settle();
    expect(heard).toEqual([1]);
    expect(world.socket.framesOf("sync").at(-1)).toMatchObject({ type: "sync", inboxVersion: 1 });
  });
});

it("[SDK-26] a message to a group in which the user is muted fails at once, and the next one is tried", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  const [first, second] = [client.send(groupId, "one"), client.send(groupId, "two")];
  await settle();
  const { clientMsgId } = first;
  const muted = { type: "error", code: "MUTED", message: "", conversationId: groupId, retryAfterMs: 3_600_000 };
  world.socket.say({ ...muted, clientMsgId });
  await expect(first.acked).rejects.toMatchObject({ code: "MUTED", retryAfterMs: 3_600_000, class: "backoff" });
  await settle();
  expect(world.socket.framesOf("send-message").at(-1)?.clientMsgId).toBe(second.clientMsgId);
  second.acked.catch(() => {});
  client.close();
});
