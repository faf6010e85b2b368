// Messages with files: from being written, over the upload and restarts, until they are sent.
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import {
  asFileId,
  memoryStore,
  noFileId,
  stickerPicture,
  type FileSource,
  type KlatchClient,
  type OutgoingMessage,
  type StickerContent,
} from "@klatch/sdk";
import { contentShape } from "../../schema/protocol/content/content.ts";
import { fileContent } from "../../sdk/files/file-content.ts";
import { failingStore, named } from "../support/failing-store.ts";
import { FakeFileServer, sha256Of } from "../support/fake-file-server.ts";
import { conversationChanged, direct, FakeWorld, me, message, session, settle } from "../support/sdk-fakes.ts";
import { ackOf, refusalOf, sentTexts } from "../support/sdk-frames.ts";
import { FakeBrowser } from "../support/sdk-tabs.ts";

await import("../../sdk/files/file-work.ts");

const png = (text: string): File => new File([text], "cups.png", { type: "image/png" });
const preview = new Blob(["small"], { type: "image/webp" });
/** With a preview it is declared first, then sent in parts. */
const inParts = { as: "image", previews: { "320": preview } } as const;

/** A device with a store, whose server takes files in parts of four bytes. */
class Phone {
  readonly store = memoryStore();
  readonly server = new FakeFileServer(4);
  features = ["files"];
  world = new FakeWorld();

  async install(options: object = {}): Promise<KlatchClient> {
    await this.store.save(session);
    return this.start(options);
  }

  async start(options: object = {}): Promise<KlatchClient> {
    this.world = new FakeWorld();
    this.world.features = this.features;
    this.world.answer = this.server.answer;
    const client = this.world.client({ store: this.store, ...options });
    await client.start();
    await settle();
    return client;
  }

  async online(client: KlatchClient): Promise<KlatchClient> {
    await this.world.catchUp(conversationChanged());
    return client;
  }

  /** Lets uploads run. */
  async pass(rounds = 20): Promise<void> {
    for (let i = 0; i < rounds; i++) await this.world.clock.advance(300);
  }

  get sent() {
    return this.world.socket.framesOf("send-message");
  }

  async kept(): Promise<string[]> {
    return (await this.store.files?.list(me))?.map(({ key }) => key) ?? [];
  }
}

const fileIdOf = (content: object | undefined): string =>
  content !== undefined && "fileId" in content ? String(content.fileId) : "none";
const fails = (): never => {
  throw new Error("a store without files");
};
const stateOf = ({ state, file }: OutgoingMessage) => [state, file?.progress.state];

describe("a message with a file", () => {
  it("[SDK-206] is shown at once, uploaded, sent with what the server found, and its bytes go when it is there", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    const timeline = client.timeline(direct);
    await timeline.opened;
    const words = { caption: "The new cups", thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI", width: 8, height: 6 };
    const sent = client.sendFile(direct, png("hello"), { ...inParts, words, silent: true });
    expect(timeline.outgoing).toEqual([sent]);
    expect(sent.content).toEqual({
      type: "image",
      fileId: noFileId,
      size: 5,
      mimeType: "image/png",
      width: 8,
      height: 6,
      thumbhash: words.thumbhash,
      caption: words.caption,
    });
    expect(stateOf(sent)).toEqual(["storing", "hashing"]);
    await settle();
    expect(await phone.kept()).toEqual([`${sent.clientMsgId}.320`, sent.clientMsgId]);
    const bytes = await client.files.outgoing(sent.clientMsgId);
    expect(Buffer.from((await bytes?.read(0, 5)) ?? []).toString()).toBe("hello");
    await phone.pass();
    const [frame] = phone.sent;
    expect(frame?.content).toMatchObject({ type: "image", width: 4, height: 3, size: 5, caption: words.caption });
    expect(stateOf(sent)).toEqual(["sending", "done"]);
    const fileId = fileIdOf(frame?.content);
    expect(phone.server.bytesOf(fileId)).toEqual(Buffer.from("hello"));
    expect([...(phone.server.uploads.get(fileId)?.previews.keys() ?? [])]).toEqual(["320"]);
    phone.world.socket.say(ackOf(sent, 1));
    phone.world.socket.say(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
    await settle();
    await settle();
    expect([sent.state, await phone.kept(), client.outgoing()]).toEqual(["acked", [], []]);
    expect(await client.files.outgoing(sent.clientMsgId)).toBeNull();
  });

  it("[SDK-206] a picture in which the server finds none, and a kind without what it needs, is sent as a file", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    const noPicture = new File(["plain"], "notes.txt", { type: "text/plain" });
    const first = client.sendFile(direct, noPicture, { as: "image", words: { caption: " \u200B" } });
    client.sendFile(direct, new File(["x"], "a.webm", { type: "audio/webm" }), { as: "voice" });
    await phone.pass();
    phone.world.socket.say(ackOf(first, 1));
    await phone.pass();
    expect(phone.sent.map(({ content }) => content)).toMatchObject([
      { type: "file", name: "notes.txt", mimeType: "text/plain" },
      { type: "file", name: "a.webm" },
    ]);
    expect(phone.sent[0]?.content).not.toHaveProperty("caption");
  });

  it("[SDK-221] a picture is sent as a sticker, and as an image where it cannot be one", async () => {
    const phone = new Phone();
    phone.features = ["files", "sticker-files"];
    const client = await phone.online(await phone.install());
    const words = { emoji: "🎉", width: 8, height: 6 };
    const sticker = client.sendFile(direct, png("hello"), { as: "sticker", words });
    const picture = { size: 5, mimeType: "image/png" };
    expect(sticker.content).toEqual({ ...{ type: "sticker", emoji: "🎉", fileId: noFileId }, ...picture, ...words });
    await phone.pass();
    phone.world.socket.say(ackOf(sticker, 1));
    const others = [
      client.sendFile(direct, png("no emoji"), { as: "sticker" }),
      client.sendFile(direct, png("x".repeat(524_289)), { as: "sticker", words }),
      client.sendFile(direct, new File(["plain"], "notes.txt", { type: "text/plain" }), { as: "sticker", words }),
    ];
    for (const [at, other] of others.entries()) {
      await phone.pass();
      phone.world.socket.say(ackOf(other, at + 2));
    }
    const sides = { width: 4, height: 3 };
    expect(phone.sent.map(({ content }) => content)).toMatchObject([
      { type: "sticker", emoji: "🎉", ...picture, ...sides },
      { type: "image", ...sides },
      { type: "image", ...sides },
      { type: "file", name: "notes.txt" },
    ]);
    expect(phone.sent.filter(({ content }) => content.type !== "sticker" && "emoji" in content)).toEqual([]);
  });

  it.each([
    ["larger than 512 pixels", { width: 513, height: 1 }, "image"],
    ["of another type", { mimeType: "image/avif" }, "image"],
    ["as large as it may be", { size: 524_288, width: 512, height: 512, mimeType: "image/gif" }, "sticker"],
  ])("[SDK-221] a picture that is %s", (_, found, type) => {
    const facts = { ...{ fileId: noFileId, name: "a", size: 5, mimeType: "image/png", width: 4, height: 3 }, ...found };
    const content = fileContent("sticker", facts, { emoji: "🎉" });
    expect(content.type).toBe(type);
    expect(v.is(contentShape, content)).toBe(true);
    expect(content.type === "sticker" && stickerPicture(content) !== null).toBe(type === "sticker");
  });

  it("[SDK-221] a server that takes no pictures of stickers gets none, whenever that is known, and any sticker without", async () => {
    const phone = new Phone();
    const client = await phone.install();
    const options = { as: "sticker", words: { emoji: "🎉" } } as const;
    const early = client.sendFile(direct, png("early"), options);
    const content = { type: "sticker", emoji: "🎉", fileId: asFileId(`file_${"1".repeat(26)}`) } as const;
    const written = client.send(direct, { ...content, size: 5, mimeType: "image/png", width: 4, height: 3 });
    await phone.online(client);
    await phone.pass();
    const late = client.sendFile(direct, png("late"), options);
    const plain = client.send(direct, { type: "sticker", emoji: "🎉" });
    await phone.pass();
    expect([early, written, late].map(({ state, error }) => [state, error?.code])).toEqual(
      Array.from({ length: 3 }, () => ["failed", "UNAVAILABLE"]),
    );
    expect(phone.sent.map(({ clientMsgId }) => clientMsgId)).toEqual([plain.clientMsgId]);
    expect(phone.server.uploads.size).toBe(0);
    const emoji: StickerContent = { type: "sticker", emoji: "🎉" };
    expect(stickerPicture(emoji)).toBeNull();
  });

  it("[SDK-207] holds back no other message; files keep their order among each other, but for one that is paused", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    let isSlow = true;
    phone.server.fate = ({ method, body }) =>
      isSlow && method === "PUT" && body instanceof Uint8Array && Buffer.from(body).toString() === "slow"
        ? "UNAVAILABLE"
        : "well";
    const slow = client.sendFile(direct, png("slow"), inParts);
    const quick = client.sendFile(direct, png("quick"), inParts);
    const text = client.send(direct, "first");
    await phone.pass();
    expect(sentTexts(phone.world.socket)).toEqual(["first"]);
    expect([stateOf(slow), stateOf(quick)]).toEqual([
      ["waiting", "sending"],
      ["waiting", "done"],
    ]);
    expect(slow.heldBy?.code).toBe("UNAVAILABLE");
    phone.world.socket.say(ackOf(text, 1));
    await phone.pass();
    expect(phone.sent).toHaveLength(1);
    slow.file?.pause();
    await phone.pass();
    expect(phone.sent.at(-1)?.clientMsgId).toBe(quick.clientMsgId);
    expect(stateOf(slow)).toEqual(["waiting", "paused"]);
    phone.world.socket.say(ackOf(quick, 2));
    isSlow = false;
    await phone.pass();
    expect(phone.sent).toHaveLength(2);
    slow.file?.resume();
    await phone.pass();
    expect(phone.sent.at(-1)?.clientMsgId).toBe(slow.clientMsgId);
  });

  it("[SDK-208] waits offline with its bytes, and goes on after a restart where it was, paused if it was paused", async () => {
    const phone = new Phone();
    const first = await phone.install();
    const sent = first.sendFile(direct, png("hello world"), inParts);
    const paused = first.sendFile(direct, png("paused"), inParts);
    await settle();
    paused.file?.pause();
    await phone.pass(3);
    expect([sent.state, phone.server.done]).toEqual(["waiting", []]);
    await first.stored();
    first.close();

    const second = await phone.start();
    let parts = 0;
    phone.server.fate = ({ method, path }) =>
      method === "PUT" && path.includes("/parts/") && ++parts > 1 ? "lost" : "well";
    await phone.online(second);
    await phone.pass(2);
    await second.stored();
    second.close();
    const before = phone.server.done.length;

    phone.server.fate = () => "well";
    const third = await phone.online(await phone.start());
    await phone.pass();
    expect(phone.server.done.slice(before)).toEqual(["GET ID", "PUT ID previews", "POST ID complete"]);
    expect(phone.sent.map(({ clientMsgId }) => clientMsgId)).toEqual([sent.clientMsgId]);
    expect(third.outgoing().map(stateOf)).toEqual([
      ["sending", "done"],
      ["waiting", "paused"],
    ]);
  });

  it("[SDK-208] that is paused while its bytes are being kept is in the store only with them", async () => {
    const phone = new Phone();
    const { files = fails() } = phone.store;
    let keep = (): void => {};
    const slow = {
      ...files,
      keep: async (...of: Parameters<typeof files.keep>): Promise<void> => {
        await new Promise<void>((resolve) => (keep = resolve));
        await files.keep(...of);
      },
    };
    await phone.store.save(session);
    const client = await phone.start({ store: { ...failingStore(phone.store, () => "works"), files: slow } });
    const sent = client.sendFile(direct, png("hello"), { as: "image" });
    sent.file?.pause();
    await client.stored();
    expect([...((await phone.store.loadState(me))?.drafts.keys() ?? [])]).toEqual([]);
    keep();
    await settle();
    await client.stored();
    expect([...((await phone.store.loadState(me))?.drafts.keys() ?? [])]).toEqual([`file ${sent.clientMsgId}`]);
    client.close();
    const again = await phone.start();
    expect(again.outgoing().map(stateOf)).toEqual([["waiting", "paused"]]);
  });

  it("[SDK-208] whose upload has expired before it was sent is uploaded anew, and sent under its id", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    const sent = client.sendFile(direct, png("hello"), inParts);
    await phone.pass();
    phone.server.expire();
    phone.world.socket.say(refusalOf("FILE_NOT_FOUND", sent));
    await phone.pass();
    const [before, after] = phone.sent.map(({ clientMsgId, content }) => ({ clientMsgId, content }));
    expect(after?.clientMsgId).toBe(before?.clientMsgId);
    expect(after?.content).not.toEqual(before?.content);
    // A server that finds no upload good enough is not asked for ever.
    for (let i = 0; i < 5; i++) {
      phone.world.socket.say(refusalOf("FILE_NOT_FOUND", sent));
      await phone.pass();
    }
    expect([sent.state, sent.error?.code, phone.sent.length]).toEqual(["failed", "FILE_NOT_FOUND", 3]);
    // Who retries it begins anew.
    expect(sent.retry()).toBe(true);
    await phone.pass();
    phone.world.socket.say(refusalOf("FILE_NOT_FOUND", sent));
    await phone.pass();
    expect([sent.state, phone.sent.length]).toEqual(["sending", 5]);
  });

  it.each(["while it is uploaded anew", "when it is sent again"])(
    "[SDK-208] a late answer to an earlier attempt says nothing of the new upload: %s",
    async (when) => {
      const phone = new Phone();
      const client = await phone.online(await phone.install());
      const sent = client.sendFile(direct, png("hello"), inParts);
      await phone.pass();
      // A whole WebSocket message is refused, but another one: so the message is on the wire twice, and gets two answers.
      phone.world.socket.say({ type: "error", code: "UNAVAILABLE", message: "" });
      await phone.pass();
      expect(phone.sent).toHaveLength(2);
      phone.server.expire();
      phone.world.socket.say(refusalOf("FILE_NOT_FOUND", sent));
      if (when === "when it is sent again") await phone.pass();
      phone.world.socket.say(refusalOf("FILE_NOT_FOUND", sent));
      await phone.pass();
      expect([stateOf(sent), phone.server.uploads.size]).toEqual([["sending", "done"], 1]);
      const [fileId = ""] = phone.server.uploads.keys();
      expect(fileIdOf(phone.sent.at(-1)?.content)).toBe(fileId);
    },
  );

  it("[SDK-208] is uploaded three times in all, whether the upload is gone on its way or when the message is sent", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    let declared = 0;
    phone.server.onCall = ({ method, path }) => {
      if (method === "POST" && path === "/api/files") declared++;
      if (path.endsWith("/complete") && declared === 1) phone.server.expire();
    };
    const sent = client.sendFile(direct, png("hello"), inParts);
    await phone.pass();
    expect([stateOf(sent), declared]).toEqual([["sending", "done"], 2]);
    for (let i = 0; i < 2; i++) {
      phone.server.expire();
      phone.world.socket.say(refusalOf("FILE_NOT_FOUND", sent));
      await phone.pass();
    }
    expect([sent.state, sent.error?.code, declared]).toEqual(["failed", "FILE_NOT_FOUND", 3]);
  });

  it("[SDK-209] that is refused gives its upload back, and keeps its bytes until it is retried or discarded", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    const sent = client.sendFile(direct, png("hello"), inParts);
    await phone.pass();
    phone.world.socket.say(refusalOf("FORBIDDEN", sent));
    await phone.pass();
    expect([sent.state, phone.server.uploads.size]).toEqual(["failed", 0]);
    expect(await phone.kept()).toHaveLength(2);
    expect(sent.retry()).toBe(true);
    await phone.pass();
    expect([phone.sent.length, phone.server.uploads.size]).toEqual([2, 1]);
    phone.world.socket.say(refusalOf("FORBIDDEN", sent));
    await phone.pass();
    expect(sent.discard()).toBe(true);
    await phone.pass();
    expect([await phone.kept(), phone.server.uploads.size]).toEqual([[], 0]);
  });

  it("[SDK-209] that is discarded on its way ends the upload, on the server too", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    const early = client.sendFile(direct, png("early"), { as: "image" });
    expect(early.discard()).toBe(true);
    phone.server.fate = ({ path }) => (path.includes("/parts/2") ? "UNAVAILABLE" : "well");
    const late = client.sendFile(direct, png("hello"), inParts);
    await phone.pass(3);
    expect(late.discard()).toBe(true);
    await phone.pass();
    expect([await phone.kept(), phone.server.uploads.size, phone.sent]).toEqual([[], 0, []]);
    await expect(late.acked).rejects.toMatchObject({ name: "AbortError" });
  });

  it("[SDK-210] nothing is kept at a server that knows no files, beyond the bound, and of a file without bytes", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install({ maxWaitingFileBytes: 10 }));
    phone.server.fate = () => "UNAVAILABLE";
    const send = (text: string): OutgoingMessage => client.sendFile(direct, png(text), { as: "image" });
    const all = ["six678", "12345678901", "five5", "", "four"].map(send);
    expect(all.map(({ error }) => error?.code)).toEqual([
      undefined,
      "TOO_LARGE",
      "TOO_MANY",
      "INVALID_REQUEST",
      undefined,
    ]);
    await settle();
    expect(await phone.kept()).toEqual([all[0]?.clientMsgId, all[4]?.clientMsgId]);
    all[0]?.discard();
    expect(send("five5").error).toBeNull();

    const old = new Phone();
    const early = await old.install();
    const waiting = early.sendFile(direct, png("early"), { as: "image" });
    await settle();
    old.world.features = [];
    await old.online(early);
    const failed = early.sendFile(direct, png("late"), { as: "image" });
    expect([waiting.error?.code, failed.error?.code]).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    expect([await old.kept(), old.server.done]).toEqual([[waiting.clientMsgId], []]);
  });

  it("[SDK-208] whose bytes are lost fails, and so does a content that was made for no file", async () => {
    const phone = new Phone();
    const client = await phone.install();
    const sent = client.sendFile(direct, png("hello"), { as: "image" });
    await settle();
    await phone.store.files?.erase(me, [sent.clientMsgId]);
    await phone.online(client);
    await phone.pass();
    expect(sent.error?.code).toBe("FILE_NOT_FOUND");
    expect(client.send(direct, sent.content).error?.code).toBe("FILE_NOT_FOUND");
  });

  it("[SDK-208] of another user, or of one who is out, leaves no bytes", async () => {
    const phone = new Phone();
    const client = await phone.install();
    client.sendFile(direct, png("hello"), { as: "image" });
    await settle();
    expect(await phone.kept()).toHaveLength(1);
    const unsent: unknown[] = [];
    client.on("unsent", ({ messages }) => unsent.push(...messages));
    await client.logout();
    await phone.store.save(session);
    expect([await phone.kept(), unsent.length]).toEqual([[], 1]);
  });

  it("[SDK-211] with the same id again is the same message, with another file it is refused", async () => {
    const phone = new Phone();
    const client = await phone.install();
    const options = { as: "image", clientMsgId: client.newMessageId() } as const;
    const sent = client.sendFile(direct, png("hello"), options);
    expect(client.sendFile(direct, png("hello"), options)).toBe(sent);
    expect(client.sendFile(direct, png("other!"), options).error?.code).toBe("DUPLICATE_MESSAGE");
    await settle();
    expect(await phone.kept()).toEqual([sent.clientMsgId]);
  });

  it("[SDK-208] a file that cannot be kept is not sent: the message fails and is not in the outbox", async () => {
    const phone = new Phone();
    await phone.store.save(session);
    const { files = fails() } = phone.store;
    const full = { ...files, keep: async () => Promise.reject(named("QuotaExceededError")) };
    const client = await phone.start({ store: { ...failingStore(phone.store, () => "works"), files: full } });
    const sent = client.sendFile(direct, png("hello"), { as: "image" });
    await settle();
    expect([sent.state, sent.error?.code, client.outgoing(), sent.retry()]).toEqual([
      "failed",
      "UNAVAILABLE",
      [],
      false,
    ]);
  });

  it("[SDK-206] is read piece by piece where it is no Blob", async () => {
    const phone = new Phone();
    const client = await phone.online(await phone.install());
    const text = "piece by piece";
    const source: FileSource = {
      name: "log",
      type: "",
      size: text.length,
      read: async (from, to) => Buffer.from(text.slice(from, to)),
    };
    client.sendFile(direct, source, { as: "file", name: "today.log", previews: {} });
    await phone.pass();
    const content = phone.sent[0]?.content;
    expect(content).toMatchObject({ type: "file", name: "today.log", mimeType: "application/octet-stream" });
    expect(sha256Of(phone.server.bytesOf(fileIdOf(content)) ?? Buffer.from(""))).toBe(sha256Of(Buffer.from(text)));
  });
});

it("[SDK-212] a file that is written in any tab is uploaded by the tab with the socket; each tab sees how far it is, and pauses it", async () => {
  const world = new FakeWorld();
  world.features = ["files"];
  const server = new FakeFileServer(4);
  world.answer = server.answer;
  server.fate = ({ path }) => (path.includes("/parts/2") ? "UNAVAILABLE" : "well");
  const browser = new FakeBrowser(world);
  await browser.store.save(session);
  const leader = await browser.open();
  await browser.hearAll();
  await world.catchUp(conversationChanged());
  const follower = await browser.open();
  await browser.hearAll();
  const sent = follower.client.sendFile(direct, png("hello"), inParts);
  const pass = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      await browser.hearAll();
      await world.clock.advance(300);
    }
  };
  await pass();
  expect(sent.file?.progress).toEqual({ sent: 4, total: 5, state: "sending" });
  expect(leader.client.outgoing().map(({ file }) => file?.progress)).toEqual([sent.file?.progress]);
  const early = follower.client.sendFile(direct, png("early"), inParts);
  early.file?.pause();
  await pass();
  expect(stateOf(early)).toEqual(["waiting", "paused"]);
  early.discard();
  sent.file?.pause();
  await pass();
  expect([stateOf(sent), leader.client.outgoing().map(stateOf)]).toEqual([
    ["waiting", "paused"],
    [["waiting", "paused"]],
  ]);
  server.fate = () => "well";
  sent.file?.resume();
  await pass();
  expect(stateOf(sent)).toEqual(["sending", "done"]);
  expect(sent.content).toMatchObject({ type: "image", width: 4, height: 3 });
  world.socket.say(ackOf(sent, 1));
  world.socket.say(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
  await pass();
  expect([sent.state, await browser.store.files?.list(me)]).toEqual(["acked", []]);
});
