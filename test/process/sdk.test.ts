// The SDK against the real server: what the unit tests promise of the client, true of both together.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  clientMsgIdFor,
  contentText,
  KlatchClient,
  type ConversationId,
  type KlatchClientOptions,
  type KlatchEvents,
} from "@klatch/sdk";
import { inRepository } from "../../tools/run/wrangler.ts";
import { TestServer } from "../support/test-server.ts";

const vars = {
  RECONNECT_DELAY_MS: "50",
  LOG_LEVEL: "error",
  LIMIT_FRAMES_PER_SECOND: "2000",
  LIMIT_FRAMES_BURST: "2000",
};
const password = "correct horse";
const execute = promisify(execFile);

let server: TestServer;
let people = 0;
const clients: KlatchClient[] = [];

function makeClient(options: Partial<KlatchClientOptions> = {}): KlatchClient {
  const client = new KlatchClient({ url: server.url, ...options });
  clients.push(client);
  return client;
}

async function register(): Promise<{ client: KlatchClient; username: string }> {
  const username = `person_${++people}`;
  const client = makeClient();
  await client.register({ username, password });
  return { client, username };
}

/** Two connected people in a conversation. */
async function pair() {
  const [a, b] = await Promise.all([register(), register()]);
  const { id } = await a.client.openDirect({ username: b.username });
  await b.client.openDirect({ username: a.username });
  await Promise.all([a.client.connect(), b.client.connect()]);
  return { a: a.client, b: b.client, aName: a.username, bName: b.username, id };
}

/** The first such event from now on of which this is true. */
function next<Name extends keyof KlatchEvents>(
  client: KlatchClient,
  name: Name,
  isIt: (event: KlatchEvents[Name]) => boolean = () => true,
): Promise<KlatchEvents[Name]> {
  return new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!isIt(event)) return;
      off();
      resolve(event);
    });
  });
}

function textsOf(client: KlatchClient, id: ConversationId): string[] {
  const texts: string[] = [];
  client.on("message", ({ conversationId, content }) => {
    if (conversationId === id) texts.push(contentText(content));
  });
  return texts;
}

beforeAll(async () => {
  server = await TestServer.start({ vars });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await server.stop();
});

it("[SDK-13] an ack says where the message stands, and the other has it there", async () => {
  const { a, b, id } = await pair();
  const received = next(b, "message");
  const sent = a.send(id, "hello 👋");
  const { seq, messageId } = await sent.acked;
  expect(await received).toMatchObject({
    seq,
    messageId,
    clientMsgId: sent.clientMsgId,
    content: { text: "hello 👋" },
  });
  expect(seq).toBe(1);
});

it("[SDK-8] [SDK-10] a crash of the server in the middle loses nothing, doubles nothing and keeps the order", async () => {
  const { a, b, id } = await pair();
  const texts = textsOf(b, id);
  const expected = Array.from({ length: 300 }, (_, i) => `text ${i}`);
  const sent = expected.map((text) => a.send(id, text));
  await sent[100]?.acked;
  await server.kill();
  await server.restart();
  // Their next attempt may be seconds away by now.
  for (const client of [a, b]) client.probe();
  const last = next(b, "message", ({ content }) => contentText(content) === expected.at(-1));
  const acks = await Promise.all(sent.map(({ acked }) => acked));
  await last;
  expect(acks.map(({ seq }) => seq)).toEqual(expected.map((_, i) => i + 1));
  expect(texts).toEqual(expected);
  const log = await b.history(id, { after: 0, limit: 200 });
  const rest = await b.history(id, { after: log.after ?? 0, limit: 200 });
  expect(
    [...log.events, ...rest.events].map((event) => event.type === "new-message" && contentText(event.content)),
  ).toEqual(expected);
});

it("[SDK-7] a device that was away gets what it missed, and nothing that it had", async () => {
  const { a, b, aName, bName, id } = await pair();
  const first = next(b, "message");
  await a.send(id, "before").acked;
  await first;
  const snapshot = b.snapshot();
  b.close();
  for (let i = 0; i < 30; i++) await a.send(id, `missed ${i}`).acked;
  const back = makeClient({ snapshot });
  await back.login({ username: bName, password });
  const texts = textsOf(back, id);
  await back.connect();
  expect(texts).toEqual(Array.from({ length: 30 }, (_, i) => `missed ${i}`));
  expect(back.conversations()).toMatchObject([{ id, unread: 31, headSeq: 31 }]);
  const receipt = next(a, "receipt");
  void back.markRead(id, 31);
  expect(await receipt).toMatchObject({ seq: 31 });
  expect(aName).not.toBe(bName);
});

it("[SDK-8] one who was written to, or typed to, while away hears what comes after its return", async () => {
  const { a, b, id } = await pair();
  const heard = next(b, "typing");
  a.setTyping(id, true);
  await heard;
  b.close();
  // Nobody listens now; the stream must not fall silent for that.
  a.setTyping(id, false);
  await a.history(id);
  const texts = textsOf(b, id);
  await b.connect();
  await a.send(id, "welcome back").acked;
  await expect.poll(() => texts, { timeout: 10_000 }).toEqual(["welcome back"]);
});

it("[SDK-53] a bot that was added to a group while away gets the message that brought it, and nothing older", async () => {
  const [owner, bot] = await Promise.all([register(), register()]);
  await bot.client.connect();
  const snapshot = bot.client.snapshot();
  bot.client.close();
  const group = await owner.client.groups.create({ name: "while away", memberIds: [] });
  await owner.client.connect();
  await owner.client.send(group.id, "before the bot").acked;
  const botId = (await owner.client.userByUsername(bot.username)).id;
  await owner.client.groups.addMembers(group.id, [botId]);
  await owner.client.send(group.id, "hello, bot", { mentions: [botId] }).acked;
  const back = makeClient({ snapshot, newConversations: "start" });
  await back.login({ username: bot.username, password });
  const texts = textsOf(back, group.id);
  const voids = next(back, "void");
  await back.connect();
  await expect.poll(() => texts, { timeout: 10_000 }).toEqual(["hello, bot"]);
  expect(await voids).toMatchObject({ conversationId: group.id, seq: 1 });
});

it("[SDK-50] a message that is sent again under its id in a later run gets its first ack", async () => {
  const { a, b, aName, id } = await pair();
  const cause = next(a, "message");
  await b.send(id, "a question").acked;
  const clientMsgId = clientMsgIdFor(await cause);
  const first = await a.send(id, "an answer", { clientMsgId }).acked;
  a.close();
  const again = makeClient();
  await again.login({ username: aName, password });
  await again.connect();
  expect(await again.send(id, "an answer", { clientMsgId }).acked).toMatchObject(first);
  await expect(again.send(id, "another", { clientMsgId }).acked).rejects.toMatchObject({ code: "DUPLICATE_MESSAGE" });
  expect((await again.history(id)).headSeq).toBe(2);
});

it("[SDK-15] unread counts are exact on all devices, and reading on one clears the others", async () => {
  const { a, b, bName, id } = await pair();
  const other = makeClient();
  await other.login({ username: bName, password });
  await other.connect();
  const counted = [b, other].map((client) => next(client, "conversation", ({ unread }) => unread === 3));
  for (const text of ["one", "two", "three"]) a.send(id, text);
  await Promise.all(counted);
  const cleared = [b, other].map((client) => next(client, "conversation", ({ unread }) => unread === 0));
  void b.markRead(id, 3);
  await Promise.all(cleared);
  expect((await b.listInbox()).items).toMatchObject([{ id, unread: 0, cursorSeq: 3 }]);
});

it("[SDK-14] a cursor beyond the log is an error, and the next one counts", async () => {
  const { a, b, id } = await pair();
  const received = next(b, "message");
  a.send(id, "one");
  await received;
  const refused = next(b, "error");
  void b.markRead(id, 99);
  expect(await refused).toMatchObject({ code: "SEQ_OUT_OF_RANGE" });
  const cleared = next(b, "conversation", ({ unread }) => unread === 0);
  void b.markRead(id, 1);
  await cleared;
});

it("[SDK-3] a refresh token from before the last two signs the device out at once, socket and all", async () => {
  const { client } = await register();
  await client.connect();
  const { session } = client;
  const copy = makeClient({ store: { load: () => Promise.resolve(session), save: () => Promise.resolve() } });
  await copy.restore();
  // The one before the last is excused for a minute: the answer may have been lost.
  await client.refresh();
  await client.refresh();
  const signedOut = next(client, "signed-out");
  await expect(copy.refresh()).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
  expect((await signedOut).code).toBe("DEVICE_SIGNED_OUT");
  expect(client.session).toBeNull();
});

it("[SDK-5] a device that another signs out is told, and does not come back", async () => {
  const { client, username } = await register();
  const other = makeClient();
  await other.login({ username, password, device: { platform: "desktop", name: "old laptop" } });
  await other.connect();
  const signedOut = next(other, "signed-out");
  const old = (await client.devices()).find(({ name }) => name === "old laptop");
  await client.signOutDevice(
    old?.id ??
      (() => {
        throw new Error("not listed");
      })(),
  );
  expect((await signedOut).code).toBe("DEVICE_SIGNED_OUT");
  expect(await client.devices()).toMatchObject([{ current: true }]);
  await client.signOutOtherDevices();
  await client.logout();
  expect(client.session).toBeNull();
});

it("[SDK-16] refusals over HTTP carry the server's codes", async () => {
  const { client, username } = await register();
  const stranger = makeClient();
  await expect(stranger.register({ username, password })).rejects.toMatchObject({
    code: "USERNAME_TAKEN",
    status: 409,
  });
  await expect(stranger.login({ username, password: "wrong horse" })).rejects.toMatchObject({
    code: "INVALID_CREDENTIALS",
  });
  await expect(client.openDirect({ username: "nobody_at_all" })).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
  await expect(client.history("direct_no_such" as ConversationId)).rejects.toMatchObject({
    code: "CONVERSATION_NOT_FOUND",
  });
});

it("[SDK-13] a message to a conversation that is not one's own fails, and others do not", async () => {
  const { a, b, id } = await pair();
  const stray = a.send("direct_no_such" as ConversationId, "lost");
  const good = a.send(id, "found");
  await expect(stray.acked).rejects.toMatchObject({ code: "CONVERSATION_NOT_FOUND" });
  await good.acked;
  expect(b.conversations()).toHaveLength(1);
});

it("[SDK-25] a newcomer's client learns of the group and all that happens until they are out, on one connection", async () => {
  const [a, b, late] = await Promise.all([register(), register(), register()]);
  const [owner, member] = [a.client, b.client];
  await Promise.all([owner, member].map((client) => client.connect()));
  const heard: string[] = [];
  member.on("message", ({ content }) => heard.push(contentText(content)));
  member.on("member-changed", ({ change }) => heard.push(change.kind));
  member.on("group-changed", ({ change }) => heard.push(change.kind));
  const listed = next(member, "conversation", ({ kind }) => kind === "group");
  const memberId = (await owner.userByUsername(b.username)).id;
  const { id } = await owner.groups.create({ name: "Tea", memberIds: [memberId] });
  expect(await listed).toMatchObject({ id, group: { name: "Tea", memberCount: 2 } });
  await owner.send(id, "one").acked;
  await owner.groups.edit(id, { name: "Coffee" });
  await member.send(id, "two").acked;
  await owner.groups.edit(id, { settings: { maySend: "admins" } });
  await expect(member.send(id, "three").acked).rejects.toMatchObject({ code: "READ_ONLY" });
  const removed = next(member, "member-changed", ({ change }) => change.kind === "removed");
  await owner.groups.removeMember(id, memberId);
  await removed;
  await owner.send(id, "not for them").acked;
  expect(heard).toEqual(["created", "joined", "joined", "one", "info", "two", "settings", "removed"]);
  await expect(member.send(id, "four").acked).rejects.toMatchObject({ code: "CONVERSATION_NOT_FOUND" });
  // Who comes later has caught up at once, and can be.
  const { token } = await owner.groups.makeLink(id);
  await late.client.connect();
  await late.client.groups.joinByLink(token);
  expect(late.client.conversations()).toMatchObject([{ id, unread: 0, group: { name: "Coffee", memberCount: 2 } }]);
  const written = next(late.client, "message");
  await owner.send(id, "welcome").acked;
  expect(await written).toMatchObject({ conversationId: id, content: { text: "welcome" } });
});

it("[SDK-7] [SDK-13] [SDK-33] the README's program runs as it stands", async () => {
  const readme = await readFile(inRepository("sdk/README.md"), "utf8");
  const program = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join("");
  const { stdout } = await execute(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    cwd: inRepository(),
    env: { ...process.env, KLATCH_URL: server.url },
  });
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toContain("Hello, Bob");
  expect(lines).toContain("2 Hello, Ada");
  expect(lines).toContain("there is no such user");
  expect(lines).toContain("Ada's laptop true");
  expect(lines).toContain("To be con 1");
});
