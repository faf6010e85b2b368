// Invitations to groups in the SDK: when the app is told of them, and what an answer does.
import { expect, it } from "vitest";
import { memoryStore } from "@klatch/sdk";
import { groupId, userIds } from "../../schema/protocol/examples/story.ts";
import { groupConversation } from "../../schema/protocol/http-groups.words.ts";
import { FakeWorld, problem, session, settle } from "../support/sdk-fakes.ts";
import { syncDone } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

async function connected() {
  const [world, store] = [new FakeWorld(), memoryStore()];
  await store.save(session);
  const client = world.client({ store });
  await client.start();
  await settle();
  world.socket.say({ ...world.welcome(), features: ["invitations"] });
  await settle();
  world.socket.say(syncDone);
  await settle();
  return { world, client };
}

it("[SDK-185] invitations are told to the app when their list is another one, also after a reconnect, and not again", async () => {
  const { world, client } = await connected();
  const told: (string | null)[] = [];
  client.on("invitations", ({ revision }) => told.push(revision));
  expect(client.invitations.revision).toBeNull();
  world.socket.say({ type: "invitations-changed", revision: "1_5" });
  world.socket.say({ type: "invitations-changed", revision: "1_5" });
  world.socket.end(1006);
  await world.clock.advance(10_000);
  world.socket.say({ ...world.welcome(), features: ["invitations"] });
  await settle();
  world.socket.say({ ...syncDone, invitations: "1_5" });
  expect(told).toEqual(["1_5"]);
  world.socket.say({ ...syncDone, invitations: "2_9" }, { type: "invitations-changed" });
  expect([told, client.invitations.revision, client.scheduled.revision]).toEqual([["1_5", "2_9", null], null, null]);
});

it("[SDK-185] every tab is told, and one that comes later", async () => {
  const { world, browser, first, second } = await twoTabs();
  const told: unknown[] = [];
  for (const { client } of [first, second]) client.on("invitations", ({ revision }) => told.push(revision));
  world.socket.say({ type: "invitations-changed", revision: "1_5" });
  await browser.hearAll();
  expect(told).toEqual(["1_5", "1_5"]);
  const third = await browser.open();
  await browser.hearAll();
  expect(third.client.invitations.revision).toBe("1_5");
});

it("[SDK-185] who accepts has the group in the list at once; names of who invites are known; a refusal has its code", async () => {
  const { world, client } = await connected();
  const invitation = { groupId, group: { name: "Tea", avatar: "", memberCount: 2 }, invitedBy: userIds.alice };
  const alice = { id: userIds.alice, username: "alice", displayName: "Alice" };
  world.answer = ({ method }) => ({
    status: 200,
    body:
      method === "GET"
        ? { items: [{ ...invitation, createdAt: 1, expiresAt: 2 }], next: null, people: [alice] }
        : { groupId, joined: true, requested: false, conversation: groupConversation },
  });
  world.calls.length = 0;
  expect((await client.invitations.list()).items).toMatchObject([invitation]);
  expect(client.people.known(userIds.alice)).toMatchObject({ displayName: "Alice" });
  expect(await client.invitations.accept(groupId)).toMatchObject({ joined: true });
  expect(client.conversations().map(({ id }) => id)).toEqual([groupId]);
  await client.invitations.decline(groupId);
  expect(world.calls.map(({ method, path, body }) => [`${method} ${path}`, body])).toEqual([
    ["GET /api/invitations", undefined],
    [`POST /api/invitations/${groupId}`, { accept: true }],
    [`POST /api/invitations/${groupId}`, { accept: false }],
  ]);
  world.answer = () => ({ status: 404, body: problem(404, "NOT_FOUND") });
  await expect(client.invitations.accept(groupId)).rejects.toMatchObject({ code: "NOT_FOUND", class: "fatal" });
});

it("[SDK-187] who makes a group is told who has to agree first, and nothing where nobody has", async () => {
  const { world, client } = await connected();
  const { invited } = { invited: [userIds.bob] };
  const made = { group: { id: groupId, name: "Tea" }, conversation: groupConversation };
  world.answer = () => ({ status: 201, body: { ...made, invited } });
  expect(await client.groups.create({ name: "Tea", memberIds: invited })).toEqual({ ...made.group, invited });
  world.answer = () => ({ status: 201, body: made });
  expect(await client.groups.create({ name: "Tea", memberIds: invited })).toEqual(made.group);
});
