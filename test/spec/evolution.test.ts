// Clients and servers of different age: which frame an answer belongs to, what each side understands, and logs that were
// set back to an earlier time.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import { serverFeatures } from "../../schema/protocol/features.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { append, conversationObject, pair, sessionObject, textMessage } from "../support/actors.ts";

afterEach(() => void vi.restoreAllMocks());

describe("[EVOLVE-2] requestId", () => {
  it("comes back in the answer of every frame", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    // Escaped in JSON, so that an answer that is built by hand shows it.
    const requestId = 'a "quoted" one \\ \u0000 \u{1f600}';
    phone.send({ ...textMessage(id, "hello"), requestId });
    expect(await phone.take("message-ack")).toMatchObject({ seq: 1, requestId });
    phone.send({ type: "sync", requestId });
    expect(await phone.take("sync-done")).toMatchObject({ requestId });
    phone.send({ type: "typing", conversationId: id, active: true, requestId });
    expect(await phone.take("done")).toEqual({ type: "done", requestId, conversationId: id });
    phone.send({ type: "echo", nonce: "n", requestId });
    expect(await phone.take("done")).toEqual({ type: "done", requestId });
    await other.take("new-message");
    other.send({ type: "mark-read", conversationId: id, seq: 1, requestId });
    const receipt = await other.take("read-receipt", (frame) => frame.requestId === requestId);
    expect(receipt).toEqual({ type: "read-receipt", conversationId: id, userId: bob.id, seq: 1, requestId });
    // The count comes in the order of events.
    expect(await other.take("read-receipt", (frame) => frame.requestId === undefined)).toMatchObject({ unread: 0 });
  });

  it("comes back in refusals, repeated ones too, and in those of frames that are not well-formed", async () => {
    const { alice } = await pair();
    const phone = await alice.live();
    const conversationId = "direct_nobody" as ConversationId;
    const requestId = "r".repeat(64);
    const frames = [
      { ...textMessage(conversationId, "hello"), requestId },
      { type: "mark-read", conversationId, seq: 1, requestId },
      { type: "typing", conversationId, active: true, requestId },
      { type: "sync", cursors: { [conversationId]: 1 }, requestId },
      { type: "shout", requestId },
      { type: "typing", conversationId, active: 1, requestId },
    ];
    for (const frame of frames) {
      phone.sendText(JSON.stringify(frame));
      expect(await phone.take("error")).toMatchObject({ requestId });
    }
  });

  it("that is already so is answered like one that changes something", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 2);
    const phone = await alice.live();
    for (const requestId of ["one", "two"]) {
      phone.send({ type: "mark-read", conversationId: id, seq: 2, requestId });
      expect(await phone.take("read-receipt", (frame) => frame.requestId === requestId)).toMatchObject({ seq: 2 });
    }
  });
});

describe("[EVOLVE-1] [SOCKET-26] [FILE-32] features and windows", () => {
  it("are in welcome; what a client names beyond them is ignored, and survives nothing", async () => {
    const { alice } = await pair();
    const phone = await alice.connect();
    expect(await phone.take("welcome")).toMatchObject({
      features: serverFeatures,
      limits: {
        editSeconds: defaultLimits.EDIT_SECONDS,
        recallSeconds: defaultLimits.RECALL_SECONDS,
        fileMaxBytes: defaultLimits.FILE_MAX_BYTES,
      },
    });
    await phone.sync({ features: [...serverFeatures, "telepathy"] });
    await evictDurableObject(sessionObject(alice.id));
    const attached = await runInDurableObject(sessionObject(alice.id), (_, state) =>
      state.getWebSockets().map((socket) => socket.deserializeAttachment() as { features?: unknown }),
    );
    expect(attached.map(({ features = [] }) => features)).toEqual([serverFeatures]);
  });
});

describe("[EVOLVE-4] a conversation that was set back to an earlier time", () => {
  it("a cursor beyond the head is answered with the head and the entry, then the log goes on from there", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 3);
    const phone = await alice.connect();
    await phone.sync({ cursors: { [id]: 9 } });
    expect(await phone.take("sync-required")).toEqual({
      type: "sync-required",
      conversationId: id,
      headSeq: 3,
      setBack: true,
    });
    expect(await phone.take("conversation-changed", ({ headSeq }) => headSeq === 3)).toMatchObject({ unread: 3 });
    await phone.sync({ cursors: { [id]: 3 } });
    await append(id, bob, 1);
    expect(await phone.take("new-message")).toMatchObject({ seq: 4 });
  });

  it("is told to all sockets once the session has asked; nobody misses what comes after", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 2);
    const backup = await rowsOf(id);
    await append(id, bob, 3);
    const phone = await alice.live();
    await restore(id, backup);
    const laptop = await alice.connect();
    // More than even the session knows, so that it asks the conversation.
    await laptop.sync({ cursors: { [id]: 6 } });
    for (const socket of [phone, laptop])
      expect(await socket.take("sync-required")).toMatchObject({ conversationId: id, headSeq: 2, setBack: true });
    expect(await laptop.take("conversation-changed", ({ headSeq }) => headSeq === 2)).toMatchObject({ unread: 2 });
    await append(id, bob, 1);
    for (const socket of [phone, laptop]) {
      await socket.sync({ cursors: { [id]: 2 } });
      expect(await socket.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 3 });
    }
    await append(id, bob, 1);
    for (const socket of [phone, laptop]) expect(await socket.take("new-message")).toMatchObject({ seq: 4 });
    const listed = await alice.ask(await alice.signIn(), { kind: "list-inbox", query: { limit: 10 } });
    expect(listed).toMatchObject({ [itemsField(listed)]: [{ headSeq: 4, unread: 4 }] });
  });
});

it("[SOCKET-6] a log that was set back to before it began is refused by the requestId of the sync", async () => {
  const { alice, bob, id } = await pair();
  await append(id, bob, 2);
  const phone = await alice.connect();
  vi.spyOn(Conversation.prototype, "read").mockResolvedValue(refused("CONVERSATION_NOT_FOUND"));
  phone.send({ type: "sync", cursors: { [id]: 1 }, requestId: "mine" });
  const refusal = { code: "CONVERSATION_NOT_FOUND", conversationId: id, requestId: "mine" };
  expect(await phone.take("error")).toMatchObject(refusal);
  expect(await phone.take("sync-done")).toMatchObject({ requestId: "mine" });
});

const itemsField = (page: object): string => ("items" in page ? "items" : "conversations");

type Rows = Readonly<Record<string, readonly Record<string, SqlStorageValue>[]>>;

/** Everything that the conversation has stored. */
const rowsOf = (id: ConversationId): Promise<Rows> =>
  runInDurableObject(conversationObject(id), (_, { storage: { sql } }) => {
    const tables = sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    const own = tables.map(({ name }) => name).filter((name) => !name.startsWith("_") && !name.startsWith("sqlite_"));
    return Object.fromEntries(own.map((name) => [name, sql.exec(`SELECT * FROM ${name}`).toArray()]));
  });

/** As a restore of its storage does it: the conversation starts anew with the rows of then. */
async function restore(id: ConversationId, rows: Rows): Promise<void> {
  await runInDurableObject(conversationObject(id), (_, { storage }) => {
    storage.transactionSync(() => {
      for (const [name, before] of Object.entries(rows)) {
        storage.sql.exec(`DELETE FROM ${name}`);
        for (const row of before) {
          const marks = Object.keys(row).map(() => "?");
          storage.sql.exec(
            `INSERT INTO ${name} (${Object.keys(row).join()}) VALUES (${marks.join()})`,
            ...Object.values(row),
          );
        }
      }
    });
  });
  await evictDurableObject(conversationObject(id));
}
