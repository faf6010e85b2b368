// Notes: a user's conversation with themselves, on the real actors.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { directConversationId, membersOfDirect } from "../../schema/protocol/ids.ts";
import { conversation, conversationObject, itemOf, textMessage, TestUser } from "../support/actors.ts";

describe("[KIND-5] notes to oneself", () => {
  it("[HTTP-16] are opened once, and are one's own conversation with oneself", async () => {
    const alice = new TestUser();
    const device = await alice.signIn();
    const first = await alice.ask(device, { kind: "open-direct", peerId: alice.id });
    const id = directConversationId(alice.id, alice.id);
    expect(first).toMatchObject({ created: true, conversation: { id, kind: "direct", peerId: alice.id, unread: 0 } });
    expect(await alice.ask(device, { kind: "open-direct", peerId: alice.id })).toMatchObject({ created: false });
    expect(membersOfDirect(id)).toEqual([alice.id, alice.id]);
  });

  it("reach every device of their user, once, and are never unread, after hibernation too", async () => {
    const alice = new TestUser();
    const id = await alice.open(alice);
    const [phone, laptop] = [await alice.live(), await alice.live()];
    phone.send(textMessage(id, "milk"), textMessage(id, "bread"));
    for (const socket of [phone, laptop])
      expect(await socket.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 0, senderId: alice.id });
    phone.send({ type: "mark-read", conversationId: id, seq: 2 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 2, unread: 0 });
    await evictDurableObject(conversationObject(id));
    laptop.send(textMessage(id, "tea"));
    expect(await phone.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 0 });
    await laptop.drain();
    expect(laptop.all("new-message").map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await conversation(id).read({ userId: alice.id, from: null })).toMatchObject({
      summary: { headSeq: 3, unread: 0, peerId: alice.id },
    });
  });

  it("cost one delivery a message", async () => {
    const alice = new TestUser();
    const id = await alice.open(alice);
    const sent = await conversation(id).append({ senderId: alice.id, items: [itemOf("milk")], allowance: 1 });
    expect(sent).toEqual([{ ack: expect.objectContaining({ seq: 1 }), cost: 1, members: 1 }]);
  });

  it("nobody else gets in, and no other conversation of theirs changes", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(alice);
    const [phone, other] = [await alice.live(), await bob.live()];
    other.send(textMessage(id, "hello"));
    expect(await other.take("error")).toMatchObject({ code: "CONVERSATION_NOT_FOUND" });
    expect(await conversation(id).read({ userId: bob.id, from: null })).toEqual({
      refusal: { code: "CONVERSATION_NOT_FOUND" },
    });
    await phone.drain();
    expect(phone.all("new-message")).toEqual([]);
    expect(await bob.ask(await bob.signIn(), { kind: "list-inbox", query: { limit: 10 } })).toMatchObject({
      items: [],
    });
  });
});
