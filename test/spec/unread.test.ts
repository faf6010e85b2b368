// How far each member has read, on all devices; and typing, which is told and not kept.
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { append, conversation, conversationObject, pair, textMessage } from "../support/actors.ts";

describe("unread", () => {
  it("[UNREAD-2] a send moves the sender's cursor only if it stood at the event before", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    other.send(textMessage(id, "one"));
    await phone.take("new-message");
    phone.send(textMessage(id, "two"));
    expect(await phone.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 1 });
    expect(await other.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 1 });
    other.send(textMessage(id, "three"));
    expect(await other.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 1 });
  });

  it("[UNREAD-3] a cursor never goes back, and not beyond the head", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 5);
    const phone = await alice.live();
    phone.send({ type: "mark-read", conversationId: id, seq: 4 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 4, unread: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 2 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 4, unread: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 6 });
    expect(await phone.take("error")).toMatchObject({ code: "SEQ_OUT_OF_RANGE", conversationId: id });
  });

  it("[UNREAD-4] [UNREAD-5] reading on one device reaches all of the reader's devices, and the other member", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    other.send(textMessage(id, "one"), textMessage(id, "two"), textMessage(id, "three"));
    for (const socket of [phone, laptop])
      expect(await socket.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 3 });
    laptop.send({ type: "mark-read", conversationId: id, seq: 2 });
    const receipt = { conversationId: id, userId: alice.id, seq: 2 };
    for (const socket of [phone, laptop])
      expect(await socket.take("read-receipt")).toEqual({ type: "read-receipt", ...receipt, unread: 1, mentions: 0 });
    expect(await other.take("read-receipt")).toEqual({ type: "read-receipt", ...receipt });
    expect(await conversation(id).read({ userId: alice.id, from: null })).toMatchObject({
      summary: { unread: 1, cursorSeq: 2 },
    });
  });
});

describe("signals", () => {
  it("[STREAM-7] typing reaches the other member's devices only, and is stored nowhere", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    // Signals go to those who listen: the stream must know that Bob does.
    phone.send(textMessage(id, "hello"));
    await other.take("new-message");
    phone.send({ type: "typing", conversationId: id, active: true });
    expect(await other.take("typing")).toEqual({ type: "typing", conversationId: id, userId: alice.id, active: true });
    await phone.drain();
    expect(phone.all("typing")).toEqual([]);
    const rows = await runInDurableObject(conversationObject(id), (_, state) =>
      state.storage.sql.exec("SELECT max(last_seq) AS n FROM log_0").one(),
    );
    expect(rows).toEqual({ n: 1 });
  });
});
