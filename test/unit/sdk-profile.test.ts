// One's own profile, those of others, and the search for people, in the SDK.
import { beforeEach, describe, expect, it } from "vitest";
import type { KlatchClient } from "@klatch/sdk";
import { groupId, userIds } from "../../schema/protocol/examples/story.ts";
import { me, peer, problem, session, settle, type FakeAnswer } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

const ada = { ...session.user, username: "ada", displayName: "Ada L.", avatar: "🦊" };
const own = { user: ada, bio: "Reads.", status: null, usernameChangeAt: null };
const bob = { id: peer, username: "bob", displayName: "Bob", createdAt: 0 };

let device: Device;
let client: KlatchClient;
let calls: string[];
const answerWith = (answer: FakeAnswer): void => void device.answerWith(answer, calls);
beforeEach(async () => {
  calls = [];
  device = new Device();
  client = await device.install();
});

describe("[SDK-195] a client's own profile", () => {
  it("is fetched and changed; new names are in the session and known at once, and after a restart", async () => {
    const told: string[] = [];
    client.on("person", ({ displayName }) => told.push(displayName));
    answerWith({ status: 200, body: own });
    expect(await client.me.edit({ displayName: "Ada L.", avatar: "🦊" })).toEqual(own);
    expect(await client.me.get()).toEqual(own);
    expect(calls[0]?.startsWith("PATCH /api/me ")).toBe(true);
    expect(calls[1]).toBe("GET /api/me");
    expect([client.session?.user, client.people.known(me)]).toEqual([ada, ada]);
    expect(told).toEqual(["Ada L."]);
    await device.crash(client);
    client = await device.start();
    expect([client.session?.user, client.people.known(me)]).toEqual([ada, ada]);
    expect(client.session?.refreshToken).toBe(session.refreshToken);
  });

  it("that was changed on another device is taken from any answer that names the user", async () => {
    answerWith({ status: 200, body: { items: [ada], next: null } });
    await client.usersById([me]);
    await settle();
    expect(client.session?.user).toEqual(ada);
    await device.crash(client);
    client = await device.start();
    expect(client.session?.user).toEqual(ada);
  });

  it("is refused as the server says, and nothing is changed", async () => {
    answerWith({ status: 409, body: problem(409, "USERNAME_TAKEN") });
    await expect(client.me.edit({ username: "bob" })).rejects.toMatchObject({ code: "USERNAME_TAKEN" });
    expect(client.session?.user).toEqual(session.user);
  });
});

describe("[SDK-240] a picture as the avatar", () => {
  const avatar = `/avatars/${userIds.alice}/${"0".repeat(26)}`;

  it("is sent as bytes, of a Blob or a source; the answer is in the session and known at once", async () => {
    const sent: unknown[] = [];
    device.world.answer = ({ method, path, body }) => {
      sent.push(`${method} ${path}`, body);
      return { status: 200, body: { ...own, user: { ...ada, avatar } } };
    };
    const bytes = new TextEncoder().encode("cups");
    expect((await client.me.setAvatar(new Blob([bytes]))).user.avatar).toBe(avatar);
    const source = {
      name: "",
      type: "",
      size: 4,
      read: (from: number, to: number) => Promise.resolve(bytes.slice(from, to)),
    };
    await client.me.setAvatar(source);
    expect(sent).toEqual(["PUT /api/me/avatar", bytes, "PUT /api/me/avatar", bytes]);
    expect([client.session?.user.avatar, client.people.known(me)?.avatar]).toEqual([avatar, avatar]);
  });

  it("that is too large is refused unread", async () => {
    const read = (): never => {
      throw new Error("it was read");
    };
    const large = { name: "", type: "", size: 262_145, read };
    await expect(client.me.setAvatar(large)).rejects.toMatchObject({ code: "TOO_LARGE" });
    await expect(client.groups.setAvatar(groupId, large)).rejects.toMatchObject({ code: "TOO_LARGE" });
  });

  it("has an address; any other avatar has none", () => {
    expect(client.avatarUrl(avatar)).toBe(`http://server.test${avatar}`);
    for (const other of [undefined, "", "🦊", "https://example.com/a.png", "/avatars/../api/me", `${avatar}/x`])
      expect(client.avatarUrl(other)).toBeNull();
  });
});

describe("[SDK-196] other people", () => {
  it("are shown with bio and status, and their names become the newest; an earlier server tells none", async () => {
    const profile = { bio: "Fox.", status: { emoji: "🌴", text: "", until: null } };
    answerWith({ status: 200, body: { user: bob, profile } });
    expect(await client.profileOf(peer)).toEqual({ user: bob, profile });
    expect(client.people.known(peer)).toEqual(bob);
    answerWith({ status: 200, body: { user: { ...bob, displayName: "Rob" } } });
    expect((await client.profileOf(peer)).profile).toEqual({ bio: "", status: null });
    expect(client.people.known(peer)).toMatchObject({ displayName: "Rob" });
  });

  it("are searched for in pages, and known from then on", async () => {
    answerWith({ status: 200, body: { items: [bob], next: "abc" } });
    expect(await client.searchUsers("bob & 王", { limit: 5 })).toEqual({ items: [bob], next: "abc" });
    expect(client.people.known(peer)).toEqual(bob);
    await client.searchUsers("bob", { cursor: "abc" });
    const asked = calls.map((call) => Object.fromEntries(new URL(call.slice(4), "http://server.test").searchParams));
    expect(asked).toEqual([
      { q: "bob & 王", limit: "5" },
      { q: "bob", cursor: "abc" },
    ]);
  });
});
