// Silent and scheduled messages in the SDK: what is sent, kept and asked, and when the app is told.
import { describe, expect, it } from "vitest";
import { asClientMsgId, memoryStore } from "@klatch/sdk";
import { FakeFileServer } from "../support/fake-file-server.ts";
import { direct, FakeWorld, problem, session, settle } from "../support/sdk-fakes.ts";
import { syncDone } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

const later = { id: "m1", conversationId: direct, content: { type: "text", text: "later" }, state: "waiting" };

/** A client whose server understands these features. */
async function connectedTo(features: readonly string[], world = new FakeWorld(), store = memoryStore()) {
  await store.save(session);
  const client = world.client({ store });
  await client.start();
  await settle();
  world.socket.say({ ...world.welcome(), features: [...features] });
  await settle();
  world.socket.say(syncDone);
  await settle();
  return { world, client, store };
}

describe("[SDK-125] a silent message", () => {
  it("says so, also after a reload", async () => {
    const { world, client, store } = await connectedTo(["silent"]);
    expect(client.send(direct, "psst", { silent: true }).silent).toBe(true);
    expect(client.send(direct, "hello").silent).toBe(false);
    await settle();
    expect(world.socket.framesOf("send-message")).toMatchObject([{ content: { text: "psst" }, silent: true }]);
    await client.stored();
    client.close();
    const again = await connectedTo(["silent"], new FakeWorld(), store);
    await settle();
    expect(again.client.outgoing(direct).map(({ silent }) => silent)).toEqual([true, false]);
    expect(again.world.socket.framesOf("send-message")).toMatchObject([{ content: { text: "psst" }, silent: true }]);
  });

  it("does not say so to a server that would refuse it", async () => {
    const { world, client } = await connectedTo([]);
    client.send(direct, "psst", { silent: true });
    await settle();
    expect(world.socket.framesOf("send-message")).toMatchObject([{ content: { text: "psst" } }]);
    expect(world.socket.framesOf("send-message")[0]).not.toHaveProperty("silent");
  });

  it("is given back as such when the device is signed out", async () => {
    const { client } = await connectedTo(["silent"]);
    client.send(direct, "psst", { silent: true });
    const unsent: unknown[] = [];
    client.on("unsent", ({ messages }) => unsent.push(...messages));
    await client.logout();
    expect(unsent).toMatchObject([{ content: { text: "psst" }, silent: true }]);
  });
});

describe("[SDK-126] scheduled messages", () => {
  it("are told to the app when their list is another one, and not again", async () => {
    const { world, client } = await connectedTo(["scheduled"]);
    const told: (string | null)[] = [];
    client.on("scheduled", ({ revision }) => told.push(revision));
    expect(client.scheduled.revision).toBeNull();
    world.socket.say({ type: "scheduled-messages-changed", revision: "1_5" });
    world.socket.say({ type: "scheduled-messages-changed", revision: "1_5" });
    expect([told, client.scheduled.revision]).toEqual([["1_5"], "1_5"]);
    world.socket.end(1006);
    await world.clock.advance(10_000);
    world.socket.say({ ...world.welcome(), features: ["scheduled"] });
    await settle();
    world.socket.say({ ...syncDone, scheduled: "1_5" });
    expect(told).toEqual(["1_5"]);
    world.socket.say({ ...syncDone, scheduled: "2_9" }, { type: "scheduled-messages-changed" });
    expect([told, client.scheduled.revision]).toEqual([["1_5", "2_9", null], null]);
  });

  it("are told to every tab, and to one that comes later", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told: unknown[] = [];
    for (const { client } of [first, second]) client.on("scheduled", ({ revision }) => told.push(revision));
    world.socket.say({ type: "scheduled-messages-changed", revision: "1_5" });
    await browser.hearAll();
    expect(told).toEqual(["1_5", "1_5"]);
    const third = await browser.open();
    await browser.hearAll();
    expect(third.client.scheduled.revision).toBe("1_5");
  });

  it("are listed as a whole, page by page", async () => {
    const { world, client } = await connectedTo([]);
    world.answer = ({ path }) => ({
      status: 200,
      body: path.includes("cursor=5_1")
        ? { items: [{ ...later, id: "m2" }], next: null }
        : { items: [later], next: "5_1" },
    });
    expect((await client.scheduled.list()).map(({ id }) => id)).toEqual(["m1", "m2"]);
  });

  it("are added, changed, cancelled and sent, each by its route", async () => {
    const { world, client } = await connectedTo([]);
    const ack = { clientMsgId: "x", conversationId: direct, seq: 4, messageId: `${direct}:4`, createdAt: 9 };
    world.answer = ({ method, path }) => {
      if (method === "DELETE") return { status: 204 };
      return path.endsWith("/send") ? { status: 200, body: ack } : { status: 201, body: { scheduledMessage: later } };
    };
    world.calls.length = 0;
    const id = asClientMsgId("m1");
    await client.scheduled.add(direct, "later", 5, { clientMsgId: id, silent: true, mentions: [] });
    await client.scheduled.add(direct, "later", 5, { silent: false });
    await client.scheduled.change(id, { sendAt: 7, content: "changed", silent: false });
    await client.scheduled.cancel(id);
    expect(await client.scheduled.sendNow(id)).toMatchObject({ seq: 4 });
    const text = (said: string): object => ({ type: "text", text: said });
    const made = { conversationId: direct, content: text("later"), sendAt: 5 };
    expect(world.calls.map(({ method, path, body }) => [`${method} ${path}`, body])).toEqual([
      ["POST /api/scheduled-messages", { ...made, clientMsgId: id, silent: true, mentions: [] }],
      ["POST /api/scheduled-messages", { ...made, clientMsgId: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
      ["PATCH /api/scheduled-messages/m1", { content: text("changed"), sendAt: 7, silent: false }],
      ["DELETE /api/scheduled-messages/m1", undefined],
      ["POST /api/scheduled-messages/m1/send", undefined],
    ]);
    world.answer = () => ({ status: 409, body: problem(409, "TOO_LATE") });
    await expect(client.scheduled.cancel(id)).rejects.toMatchObject({ code: "TOO_LATE", class: "fatal" });
  });
});

describe("[SDK-230] a scheduled message with a file", () => {
  const cups = new File(["hello"], "cups.txt", { type: "text/plain" });

  it("is scheduled with what the server found, once that has the file", async () => {
    const { world, client } = await connectedTo(["scheduled", "files", "scheduled-files"]);
    const server = new FakeFileServer(64);
    world.answer = (call) =>
      call.path.includes("scheduled") ? { status: 201, body: { scheduledMessage: later } } : server.answer(call);
    world.calls.length = 0;
    const sent: number[] = [];
    const made = await client.scheduled.addFile(direct, cups, 5, {
      as: "file",
      words: { caption: "The new cups" },
      clientMsgId: asClientMsgId("m1"),
      silent: true,
      onProgress: ({ sent: bytes }) => sent.push(bytes),
    });
    const [fileId = ""] = server.uploads.keys();
    const content = {
      type: "file",
      fileId,
      size: 5,
      mimeType: "text/plain",
      name: "cups.txt",
      caption: "The new cups",
    };
    expect([made.id, sent.at(-1), Buffer.from(server.bytesOf(fileId) ?? []).toString()]).toEqual(["m1", 5, "hello"]);
    const body = { conversationId: direct, clientMsgId: "m1", content, sendAt: 5, silent: true };
    expect(world.calls.at(-1)).toMatchObject({ method: "POST", path: "/api/scheduled-messages", body });
  });

  it("is not scheduled when the upload is refused or given up", async () => {
    const { world, client } = await connectedTo(["scheduled", "files", "scheduled-files"]);
    world.answer = () => ({ status: 413, body: problem(413, "TOO_LARGE") });
    const options = { as: "file" } as const;
    await expect(client.scheduled.addFile(direct, cups, 5, options)).rejects.toMatchObject({ code: "TOO_LARGE" });
    const ended = new AbortController();
    world.answer = () => new Promise(() => {});
    const adding = client.scheduled.addFile(direct, cups, 5, { ...options, signal: ended.signal });
    ended.abort();
    await expect(adding).rejects.toMatchObject({ name: "AbortError" });
    expect(world.calls.filter(({ path }) => path.includes("scheduled"))).toEqual([]);
  });

  it("[SDK-221] asks nothing of a server that takes no pictures of stickers", async () => {
    const { world, client } = await connectedTo(["scheduled", "files", "scheduled-files"]);
    world.calls.length = 0;
    const options = { as: "sticker", words: { emoji: "🎉" } } as const;
    await expect(client.scheduled.addFile(direct, cups, 5, options)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(world.calls).toEqual([]);
  });

  it("asks nothing of a server that would forget the file", async () => {
    const { world, client } = await connectedTo(["scheduled", "files"]);
    world.calls.length = 0;
    await expect(client.scheduled.addFile(direct, cups, 5, { as: "file" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    expect(world.calls).toEqual([]);
  });
});
