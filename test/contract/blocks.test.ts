// Blocks over HTTP and sockets: what goes between two people of whom one has blocked the other, and what each is told.
import { beforeEach, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { directConversationId, type ConversationId } from "../../schema/protocol/ids.ts";
import { newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callConversation, startTalk, type Talk } from "../support/talk.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const block = (who: SessionResult, userId: string, method: "PUT" | "DELETE" = "PUT"): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/blocks/${userId}`, token: who.accessToken });

const blocksOf = async (who: SessionResult, query = "") =>
  (await callWorker({ method: "GET", path: `/api/blocks${query}`, token: who.accessToken })).body as {
    items: { userId: string; blockedAt: number }[];
    next: string | null;
  };

const text = (words: string) => ({ clientMsgId: newClientMsgId(), content: { type: "text", text: words } });

const say = (who: SessionResult, id: ConversationId, words: string): Promise<HttpAnswer> =>
  callConversation(who, "POST", `${id}/messages`, text(words));

const entryOf = async (who: SessionResult, id: ConversationId) => {
  const { body } = await callConversation(who, "GET", "");
  return (body as { items: { id: string; blocked?: true }[] }).items.find((one) => one.id === id);
};

describe("[BLOCK-1] [BLOCK-2] between two people of whom one has blocked the other", () => {
  let people: Talk;
  beforeEach(async () => {
    people = await startTalk();
    const { ada, bob, talk } = people;
    for (const [who, words] of [
      [ada, "one"],
      [bob, "two"],
      [ada, "three"],
    ] as const)
      await say(who, talk, words);
    const poll = { type: "poll", question: "When?", options: ["Now", "Later"] };
    const asked = { clientMsgId: newClientMsgId(), content: poll };
    await callConversation(ada, "POST", `${talk}/messages`, asked);
    await block(bob, ada.user.id);
  });

  it("nothing that either does reaches the other: it is refused with the same code", async () => {
    const { ada, bob, talk } = people;
    const opId = newClientMsgId();
    for (const [who, seq] of [
      [ada, 1],
      [bob, 2],
    ] as const) {
      const of = `${talk}/messages/${seq}`;
      const refusals = [
        say(who, talk, "hello?"),
        callConversation(who, "PATCH", of, { opId, content: { type: "text", text: "else" } }),
        callConversation(who, "PUT", `${of}/reactions/%F0%9F%91%8D?opId=${newClientMsgId()}`),
        callConversation(who, "PUT", `${of}/pin?opId=${newClientMsgId()}`),
        callConversation(who, "PUT", `${talk}/messages/4/vote`, { opId: newClientMsgId(), options: [0] }),
        callConversation(who, "PATCH", talk, { ttlMs: 86_400_000 }),
        callConversation(who, "POST", `${talk}/forwards`, {
          clientMsgId: newClientMsgId(),
          from: { conversationId: talk, seqs: [seq] },
          merged: false,
        }),
      ];
      expect((await Promise.all(refusals)).map(codeOf)).toEqual(refusals.map(() => "NOT_ACCEPTED"));
    }
    expect((await callConversation(bob, "GET", `${talk}/messages`)).body).toMatchObject({ headSeq: 4 });
  });

  it("both read what was said and take back their own; neither is told that the other types or has read", async () => {
    const { ada, bob, talk } = people;
    const [hers, his] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
    hers.send({ type: "typing", conversationId: talk, active: true });
    for (const who of [ada, bob])
      expect((await callConversation(who, "POST", `${talk}/read`, { seq: 4 })).status).toBe(200);
    expect((await callConversation(ada, "DELETE", `${talk}/messages/3`)).status).toBe(200);
    await his.take("message-recalled");
    expect(his.all("typing")).toEqual([]);
    for (const [socket, who] of [
      [hers, ada],
      [his, bob],
    ] as const)
      expect(socket.all("read-receipt").filter(({ userId }) => userId !== who.user.id)).toEqual([]);
    expect((await callConversation(ada, "GET", `${talk}/messages/1/receipts`)).body).toMatchObject({
      items: [],
      hiddenCount: 1,
    });
  });

  it("and all is as it was when the block has ended", async () => {
    const { ada, bob, talk } = people;
    expect((await block(bob, ada.user.id, "DELETE")).status).toBe(204);
    for (const who of [ada, bob]) expect((await say(who, talk, "again")).status).toBe(201);
    // Each has a block of their own.
    expect((await block(bob, ada.user.id)).status).toBe(204);
    expect((await block(ada, bob.user.id)).status).toBe(204);
    expect((await block(bob, ada.user.id, "DELETE")).status).toBe(204);
    for (const who of [ada, bob]) expect(codeOf(await say(who, talk, "now?"))).toBe("NOT_ACCEPTED");
  });
});

it("[BLOCK-3] only who has blocked is told of it, on all their devices; a group of both is as it was", async () => {
  const { ada, bob, talk } = await startTalk();
  await say(ada, talk, "one");
  const made = await callWorker({
    method: "POST",
    path: "/api/groups",
    token: ada.accessToken,
    body: { name: "Tea", memberIds: [bob.user.id] },
  });
  const { id: group } = (made.body as { group: { id: ConversationId } }).group;
  const before = await entryOf(ada, talk);
  await entryOf(bob, talk);
  const [hers, his] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
  await block(bob, ada.user.id);
  expect(await his.take("conversation-changed")).toMatchObject({ conversationId: talk, blocked: true });
  expect(await entryOf(bob, talk)).toMatchObject({ blocked: true });
  expect(await entryOf(ada, talk)).toEqual(before);
  expect(hers.all("conversation-changed").filter((entry) => "blocked" in entry)).toEqual([]);
  expect((await say(ada, group, "in the group")).status).toBe(201);
  await his.take("new-message");
  await block(bob, ada.user.id, "DELETE");
  expect(await his.take("conversation-changed")).not.toHaveProperty("blocked");
  expect(await entryOf(bob, talk)).not.toHaveProperty("blocked");
});

it("[BLOCK-4] holds in a conversation that is opened later, by either", async () => {
  const [ada, bob, eve] = await Promise.all(["ada", "bob", "eve"].map((name) => register(newUsername(name))));
  if (ada === undefined || bob === undefined || eve === undefined) throw new Error("three people");
  for (const opener of [ada, eve]) {
    await block(bob, opener.user.id);
    const talk = directConversationId(opener.user.id, bob.user.id);
    const by = opener === ada ? opener : bob;
    expect(await openDirect(by.accessToken, by === bob ? opener.user.id : bob.user.id)).toBe(talk);
    expect(codeOf(await say(bob, talk, "hello"))).toBe("NOT_ACCEPTED");
    // Who began themselves is answered as anybody who is not accepted yet.
    expect(codeOf(await say(opener, talk, "hello?"))).toBe(opener === by ? null : "NOT_ACCEPTED");
    expect(JSON.stringify((await callConversation(bob, "GET", "")).body)).not.toContain("hello?");
    await block(bob, opener.user.id, "DELETE");
    expect((await say(opener, talk, "hello")).status).toBe(201);
    const page = JSON.stringify((await callConversation(bob, "GET", `${talk}/messages`)).body);
    expect([page.includes("hello"), page.includes("hello?")]).toEqual([true, false]);
  }
});

it("[BLOCK-4] holds in a conversation that is opened at the same time", async () => {
  const bob = await register(newUsername("bob"));
  for (let n = 0; n < 6; n++) {
    const ada = await register(newUsername("ada"));
    const [talk] = await Promise.all([openDirect(ada.accessToken, bob.user.id), block(bob, ada.user.id)]);
    expect(codeOf(await say(bob, talk, "hello"))).toBe("NOT_ACCEPTED");
    await say(ada, talk, "hello?");
    expect(JSON.stringify((await callConversation(bob, "GET", "")).body)).not.toContain("hello?");
  }
});

it("[BLOCK-6] blocks are listed in pages, the newest first; a repeat changes nothing, and nobody blocks themselves", async () => {
  const [bob, ...others] = await Promise.all(["bob", "one", "two", "six"].map((name) => register(newUsername(name))));
  if (bob === undefined) throw new Error("somebody");
  const ids = others.map(({ user }) => user.id);
  for (const id of [...ids, ...ids]) expect((await block(bob, id)).status).toBe(204);
  const first = await blocksOf(bob, "?limit=2");
  expect(first.items.map(({ userId }) => userId)).toEqual(ids.toReversed().slice(0, 2));
  const rest = await blocksOf(bob, `?limit=2&cursor=${first.next}`);
  expect(rest).toMatchObject({ items: [{ userId: ids[0] }], next: null });
  expect(await blocksOf(others[0] as SessionResult)).toEqual({ items: [], next: null });
  for (const method of ["PUT", "DELETE"] as const)
    expect(codeOf(await block(bob, bob.user.id, method))).toBe("FORBIDDEN");
  for (const id of ["nobody", `user_${"0".repeat(26)}`]) expect(codeOf(await block(bob, id))).toBe("USER_NOT_FOUND");
  for (const query of ["?limit=0", "?limit=201", "?cursor=a%20b", "?of=me"])
    expect(codeOf(await callWorker({ method: "GET", path: `/api/blocks${query}`, token: bob.accessToken }))).toBe(
      "INVALID_REQUEST",
    );
});
