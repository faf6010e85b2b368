// The client of docs/raw_client.py with a server that sends each frame of which the guide speaks, and what no version knows.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessage } from "../../schema/protocol/events/new-message.ts";
import { conversationChanged, syncDone, syncRequired, welcome } from "../../schema/protocol/sync.ts";
import { findPython } from "../../tools/run/python.ts";
import { FakeServer, type FakeSocket, type SentMessage } from "../support/fake-server.ts";
import { RawClient } from "../support/raw-client.ts";

const python = findPython() ?? "python3";
const hasPython = findPython() !== undefined;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-raw-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe.runIf(hasPython)("[RAW-2] what the guide says of each frame", () => {
  const conversationId = "group_of_tests";
  const { userId } = welcome.example;
  let accessTokens = 0;
  let fake: FakeServer;
  let client: RawClient;
  let socket: FakeSocket;
  let refused: string | null = null;

  const answer = (call: string): object => {
    if (refused !== null) return { code: refused, title: "no", status: 403, type: "t" };
    const tokens = { accessToken: `a${++accessTokens}`, refreshToken: `r${accessTokens}`, expiresIn: 900 };
    return call.endsWith("/refresh") ? tokens : { user: { id: userId }, device: { id: "device_1" }, ...tokens };
  };
  const event = (seq: number, text: string, more: object = {}): object => ({
    ...newMessage.example,
    conversationId,
    seq,
    senderId: "user_other",
    content: { type: "text", text },
    ...more,
  });
  const done = (inboxVersion: number): object => ({ ...syncDone.example, inboxVersion, requestId: "sync" });
  const shown = (text: string): ((it: RawClient) => boolean) => {
    return ({ lines }) => lines.at(-1)?.endsWith(JSON.stringify(text)) === true;
  };
  /** Greets the next connection of the client and takes its first `sync`. */
  async function greet(): Promise<unknown> {
    socket = await fake.socket();
    socket.send({ ...welcome.example, reconnectDelayMs: 1, features: ["weather"], mood: "fine" });
    return socket.next();
  }

  beforeAll(async () => {
    fake = await FakeServer.start(answer);
    client = new RawClient(python, fake.url, "eve_raw", join(dir, "eve.journal"));
  });
  afterAll(async () => {
    await client.kill();
    await fake.stop();
  });

  it("signs in, offers the protocol, says what it has", async () => {
    expect(await greet()).toEqual({ type: "sync", requestId: "sync", cursors: {}, features: [] });
    expect(socket.headers).toMatchObject({ authorization: "Bearer a1", "sec-websocket-protocol": "klatch.v1" });
    expect(fake.calls[0]?.[0]).toBe("POST /api/auth/register");
  });

  it("an entry comes before the first event: what is new starts at 0", async () => {
    socket.send({ ...conversationChanged.example, conversationId, headSeq: 2 }, done(7));
    expect(await socket.next()).toEqual({ type: "sync", requestId: "sync", cursors: { [conversationId]: 0 } });
    socket.send(event(1, "one"), event(2, "two"), event(1, "one"), done(7));
    await client.until(shown("two"));
    expect(client.lines).toHaveLength(2);
  });

  it("unknown contents, events and frames: it keeps its place and shows the fallback", async () => {
    const dice = { type: "dice", fallback: "a dice: 4", rolled: { deep: [4] } };
    socket.send(event(3, "", { content: dice, mood: { fine: true } }));
    await client.until(shown("a dice: 4"));
    socket.send({ type: "starred", conversationId, seq: 4, createdAt: 1, fallback: "a star", deep: [[{}]] });
    await client.until(shown("a star"));
    socket.send({ type: "weather", degrees: 21 }, { type: "receipt-count", conversationId, seq: 9, count: 2 });
    socket.send({
      type: "member-changed",
      conversationId,
      seq: 5,
      createdAt: 1,
      userIds: [],
      change: { kind: "promised" },
    });
    await client.until(shown("member-changed"));
    expect(client.lines.slice(2).map((line) => line.split(" ")[1])).toEqual(["3", "4", "5"]);
  });

  it("a gap is asked for, and a void is no gap", async () => {
    socket.send(event(9, "nine"));
    expect(await socket.next()).toMatchObject({ type: "sync", cursors: { [conversationId]: 5 } });
    socket.send({ type: "void", conversationId, seq: 6, toSeq: 8, createdAt: 1 }, event(9, "nine"), done(7));
    await client.until(shown("nine"));
    expect(client.lines.filter((line) => line.includes("nine"))).toHaveLength(1);
  });

  it("`sync-required` is answered by a sync, also while another is in flight", async () => {
    socket.send({ ...syncRequired.example, conversationId, headSeq: 8 });
    expect(await socket.next()).toMatchObject({ type: "sync", cursors: { [conversationId]: 9 } });
    socket.send({ ...syncRequired.example, conversationId, headSeq: 9 }, done(7));
    expect(await socket.next()).toMatchObject({ type: "sync", cursors: { [conversationId]: 9 } });
    socket.send(event(10, "ten"), done(7));
    await client.until(shown("ten"));
  });

  it("`setBack`: it forgets what lay beyond, and shows what takes those seqs", async () => {
    socket.send({ ...syncRequired.example, conversationId, headSeq: 8, setBack: true });
    expect(await socket.next()).toMatchObject({ type: "sync", cursors: { [conversationId]: 8 } });
    socket.send(event(9, "another nine"), done(7));
    await client.until(shown("another nine"));
  });

  it("`probe` is answered by `echo`", async () => {
    socket.send({ type: "probe", nonce: "n1" });
    expect(await socket.next()).toEqual({ type: "echo", nonce: "n1" });
  });

  it("a message is sent again under its id after a refusal for now, on the next socket too, until it is acked", async () => {
    client.type(`${conversationId} hello`, `${conversationId} world`);
    const first = await socket.nextMessage();
    expect(first).toMatchObject({ type: "send-message", conversationId, content: { type: "text", text: "hello" } });
    const { clientMsgId } = first;
    expect(clientMsgId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    socket.send({ type: "error", code: "RATE_LIMITED", message: "m", clientMsgId, conversationId, retryAfterMs: 5 });
    expect(await socket.next()).toEqual(first);
    socket.cut();
    expect(await greet()).toMatchObject({
      type: "sync",
      inboxVersion: 7,
      cursors: { [conversationId]: 9 },
      features: [],
    });
    socket.send(done(8));
    expect(await socket.next()).toEqual(first);
    socket.send({ type: "message-ack", clientMsgId, conversationId, seq: 10, messageId: "m", createdAt: 1 });
    expect(await socket.next()).toMatchObject({ content: { text: "world" } });
  });

  it("a refusal with a code that no version knows is final; the own event stands for an ack", async () => {
    client.type(`${conversationId} three`, `${conversationId} four`);
    const world = await sentNext();
    expect(world).toMatchObject({ content: { text: "world" } });
    socket.send({ type: "error", code: "TEAPOT", message: "m", clientMsgId: world.clientMsgId, conversationId });
    const three = await socket.nextMessage();
    expect(three).toMatchObject({ content: { text: "three" } });
    await client.until(({ errors }) => errors.includes(`refused: TEAPOT ${world.clientMsgId}`));
    socket.send(event(10, "three", { senderId: userId, clientMsgId: three.clientMsgId }));
    await client.until(shown("three"));
    expect(await socket.next()).toMatchObject({ content: { text: "four" } });
  });

  /** Makes the client send again what is in flight, so that the test knows its id. */
  async function sentNext(): Promise<SentMessage> {
    socket.cut();
    await greet();
    socket.send(done(8));
    return socket.nextMessage();
  }

  it("an error that belongs to nothing makes it begin again", async () => {
    socket.send({ type: "error", code: "INTERNAL", message: "m" });
    expect(await greet()).toMatchObject({ type: "sync" });
  });

  it("a sync that was refused for now is sent again", async () => {
    socket.send({ type: "error", code: "UNAVAILABLE", message: "m", requestId: "sync" });
    expect(await nextOf("sync")).toMatchObject({ features: [] });
    socket.send(
      { type: "error", code: "CONVERSATION_NOT_FOUND", message: "m", conversationId, requestId: "sync" },
      done(9),
    );
  });

  async function nextOf(type: string): Promise<unknown> {
    for (;;) {
      const frame = await socket.next();
      if (frame !== "ping" && frame.type === type) return frame;
    }
  }

  it("4401: it refreshes its token, and has forgotten the conversation that it is not in", async () => {
    socket.close(4401);
    expect(await greet()).toMatchObject({ type: "sync", cursors: {}, inboxVersion: 9 });
    expect(fake.calls.at(-1)).toEqual(["POST /api/auth/refresh", { refreshToken: "r1" }]);
    expect(socket.headers["authorization"]).toBe("Bearer a2");
  });

  it("a device that was signed out does not come back by itself", async () => {
    refused = "DEVICE_SIGNED_OUT";
    socket.close(4401);
    expect(await client.exitCode()).toBe(1);
    expect(client.errors).toContain("closed for good: DEVICE_SIGNED_OUT");
    expect(client.errors).not.toContain("Traceback");
  });
});

describe.runIf(hasPython)("[RAW-2] a token that is refused", () => {
  it("while it asks where a message goes: the message is kept, and sent with the next token", async () => {
    let refusals = ["TOKEN_EXPIRED"];
    const tokens = { accessToken: "a", refreshToken: "r", expiresIn: 900 };
    const fake = await FakeServer.start((call) => {
      const [code] = call.includes("/by-username/") ? refusals : [];
      if (code !== undefined) return { code, title: "no", status: 401, type: "t" };
      if (call.endsWith("/refresh")) refusals = [];
      const names = { user: { id: "user_1" }, device: { id: "device_1" }, conversation: { id: "direct_1" } };
      return { ...names, ...tokens };
    });
    const client = new RawClient(python, fake.url, "yan_raw", join(dir, "yan.journal"));
    const greet = async (): Promise<FakeSocket> => {
      const socket = await fake.socket();
      socket.send({ ...welcome.example, reconnectDelayMs: 1 });
      await socket.next();
      socket.send({ ...syncDone.example, requestId: "sync" });
      return socket;
    };
    await greet();
    client.type("@bob hello");
    expect(await (await greet()).next()).toMatchObject({ type: "send-message", conversationId: "direct_1" });
    expect(client.errors).not.toContain("refused");
    await client.kill();
    await fake.stop();
  });
});

describe.runIf(hasPython)("[RAW-2] a socket that another replaced", () => {
  it("4409: it ends, and comes back with its journal when it is started again", async () => {
    const tokens = { accessToken: "a", refreshToken: "r", expiresIn: 900 };
    const fake = await FakeServer.start(() => ({ user: { id: "user_1" }, device: { id: "device_1" }, ...tokens }));
    const journal = join(dir, "zoe.journal");
    const client = new RawClient(python, fake.url, "zoe_raw", journal);
    (await fake.socket()).close(4409);
    expect(await client.exitCode()).toBe(1);
    expect(client.errors).toContain("closed for good: 4409");
    const again = new RawClient(python, fake.url, "zoe_raw", journal);
    expect((await fake.socket()).headers["authorization"]).toBe("Bearer a");
    expect(fake.calls).toHaveLength(1);
    await again.kill();
    await fake.stop();
  });
});
