// The client of docs/raw_client.py, which knows nothing but the guide: with a real server that is killed, and with a
// server that sends what no version knows.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { conversationChanged, syncDone, syncRequired, welcome } from "../../schema/protocol/sync.ts";
import { newMessage } from "../../schema/protocol/events/new-message.ts";
import { findPython } from "../../tools/run/python.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { FakeServer, type FakeSocket } from "../support/fake-server.ts";
import { RawClient } from "../support/raw-client.ts";
import { TestServer } from "../support/test-server.ts";

const python = findPython();
const hasPython = python !== undefined;

let dir: string;
const clients: RawClient[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-raw-"));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.kill()));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function start(url: string, username: string): RawClient {
  const client = new RawClient(python ?? "python3", url, username, join(dir, `${username}.journal`));
  clients.push(client);
  return client;
}

it("[RAW-1] the client has at most 150 lines, of at most 120 characters", async () => {
  const lines = (await readFile(inRepository("docs/raw_client.py"), "utf8")).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
});

describe.runIf(hasPython)("[RAW-1] two clients, one killed and the server too", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" } });
  });
  afterAll(() => server.stop());

  const textsOf = (lines: readonly string[]): string[] =>
    lines.map((line) => JSON.parse(line.slice(line.indexOf('"'))) as string);
  const seqsOf = (lines: readonly string[]): number[] => lines.map((line) => Number(line.split(" ")[1]));
  /** The texts that were written before a kill. */
  const written = async (client: RawClient): Promise<string[]> =>
    (await client.notes()).flatMap(([table, , value]) =>
      table === "outbox" && value !== null ? [(value as { content: { text: string } }).content.text] : [],
    );

  it("lose nothing, double nothing, keep the order", { timeout: 120_000 }, async () => {
    const count = 40;
    const [ofAda, ofBob] = ["ada", "bob"].map((name) =>
      Array.from({ length: count }, (_, i) => `${name} ${i} ☕\u0007`),
    );
    if (ofAda === undefined || ofBob === undefined) throw new Error("two people");
    const ada = start(server.url, "ada_raw");
    let bob = start(server.url, "bob_raw");
    // Each finds the other only when both have registered.
    await Promise.all([ada, bob].map((client) => signedIn(client)));
    ada.type(...ofAda.map((text) => `@bob_raw ${text}`));
    bob.type(...ofBob.map((text) => `@ada_raw ${text}`));
    await bob.until(({ lines }) => lines.length >= 15);
    await bob.kill();
    const printedBefore = bob.lines;
    const already = await written(bob);
    bob = start(server.url, "bob_raw");
    bob.type(...ofBob.filter((text) => !already.includes(text)).map((text) => `@ada_raw ${text}`));
    await ada.until(({ lines }) => lines.length >= 45);
    await server.kill();
    await server.restart();
    await Promise.all([
      ada.until(({ lines }) => lines.length >= 2 * count),
      bob.until(({ lines }) => lines.length > 0),
    ]);
    await bob.until(({ lines }) => lines.at(-1) === ada.lines.at(-1));

    const all = Array.from({ length: 2 * count }, (_, i) => i + 1);
    expect(seqsOf(ada.lines)).toEqual(all);
    const texts = textsOf(ada.lines);
    expect(texts.filter((text) => text.startsWith("ada"))).toEqual(ofAda);
    expect(texts.filter((text) => text.startsWith("bob"))).toEqual(ofBob);
    // What the killed client has printed for certain, and what it has kept.
    const printed = [...printedBefore, ...bob.lines];
    expect(seqsOf(printed)).toEqual([...new Set(seqsOf(printed))]);
    expect(printed.every((line) => ada.lines.includes(line))).toBe(true);
    const kept = (await bob.notes()).flatMap(([table, , , event]) => (table === "cursors" && event ? [event.seq] : []));
    expect(kept).toEqual(all);
    expect(ada.errors + bob.errors).not.toContain("Traceback");
  });

  async function signedIn(client: RawClient): Promise<void> {
    const has = async (): Promise<boolean> => (await client.notes().catch(() => [])).some(([table]) => table === "me");
    await expect.poll(has, { timeout: 20_000 }).toBe(true);
  }
});

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
    client = new RawClient(python ?? "python3", fake.url, "eve_raw", join(dir, "eve.journal"));
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
    const first = await socket.next();
    expect(first).toMatchObject({ type: "send-message", conversationId, content: { type: "text", text: "hello" } });
    const { clientMsgId } = first as unknown as { clientMsgId: string };
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
    const three = (await socket.next()) as unknown as { clientMsgId: string };
    expect(three).toMatchObject({ content: { text: "three" } });
    await client.until(({ errors }) => errors.includes(`refused: TEAPOT ${world.clientMsgId}`));
    socket.send(event(10, "three", { senderId: userId, clientMsgId: three.clientMsgId }));
    await client.until(shown("three"));
    expect(await socket.next()).toMatchObject({ content: { text: "four" } });
  });

  /** Makes the client send again what is in flight, so that the test knows its id. */
  async function sentNext(): Promise<{ readonly clientMsgId: string }> {
    socket.cut();
    await greet();
    socket.send(done(8));
    return (await socket.next()) as unknown as { clientMsgId: string };
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

describe.runIf(hasPython)("[RAW-2] a socket that another replaced", () => {
  it("4409: it ends, and comes back with its journal when it is started again", async () => {
    const tokens = { accessToken: "a", refreshToken: "r", expiresIn: 900 };
    const fake = await FakeServer.start(() => ({ user: { id: "user_1" }, device: { id: "device_1" }, ...tokens }));
    const client = start(fake.url, "zoe_raw");
    (await fake.socket()).close(4409);
    expect(await client.exitCode()).toBe(1);
    expect(client.errors).toContain("closed for good: 4409");
    start(fake.url, "zoe_raw");
    expect((await fake.socket()).headers["authorization"]).toBe("Bearer a");
    expect(fake.calls).toHaveLength(1);
    await fake.stop();
  });
});
