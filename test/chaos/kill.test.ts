// Kills the whole server under load, twice, and looks at what is left: the promise behind every ack.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { spawnServer, type ServerProcess } from "../support/spawn-server.ts";
import { LoadClient } from "./load-client.ts";

const userCount = 6;
/** User n talks to the users n + 1 and n + 2, in a circle. */
const distances = [1, 2];
const windowPerClient = 32;
const acksPerRound = 500;
const killCount = 2;
/** The least work for scrypt, and no speed limit in the way of the load. */
const vars = { SCRYPT_COST: "2", LIMIT_FRAMES_PER_SECOND: "100000", LIMIT_FRAMES_BURST: "100000" };

let stateDir: string;
let server: ServerProcess | undefined;
let clients: readonly LoadClient[] = [];
let logs: ReadonlyMap<ConversationId, readonly EventFrame[]>;
const inFlightAtKills: number[] = [];

/** Called by the clients whenever something arrived; looks whether what is waited for has come true. */
let progressed = (): void => {};
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    progressed = () => {
      if (condition()) resolve();
    };
    progressed();
  });
}

const total = (count: (client: LoadClient) => number): number =>
  clients.reduce((sum, client) => sum + count(client), 0);

async function makeClients(api: ApiClient): Promise<readonly LoadClient[]> {
  const credentials = Array.from({ length: userCount }, (_, n) => ({
    username: `user_${n}`,
    password: "correct horse",
  }));
  const sessions = await Promise.all(credentials.map((one) => api.register(one)));
  const conversationsOf = new Map(sessions.map(({ user }) => [user.id, [] as ConversationId[]]));
  for (const [n, session] of sessions.entries()) {
    for (const distance of distances) {
      const peer = sessions[(n + distance) % sessions.length] ?? session;
      // Both open it, so that it is in both inboxes before the first message.
      for (const [self, other] of [[session, peer] as const, [peer, session] as const]) {
        const conversationId = await api.openDirect(self.accessToken, other.user.id);
        conversationsOf.get(self.user.id)?.push(conversationId);
      }
    }
  }
  // The first user has a second device, which must come to the same log as everybody.
  const secondDevice = await api.login({ username: "user_0", password: "correct horse" });
  return [...sessions, secondDevice].map(
    (session) => new LoadClient(session, conversationsOf.get(session.user.id) ?? [], () => progressed()),
  );
}

/** Resolves when enough is acked, with as many sends still in flight. */
async function load(): Promise<void> {
  const before = total((client) => client.acked.size);
  for (const client of clients) client.startSending(windowPerClient);
  await until(() => total((client) => client.acked.size) >= before + acksPerRound);
  for (const client of clients) client.stopSending();
}

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-kill-"));
  server = await spawnServer({ port: 0, stateDir, vars });
  const { url } = server;
  const api = new ApiClient(url);
  clients = await makeClients(api);
  await Promise.all(clients.map((client) => client.connect(url)));
  for (let kill = 0; kill < killCount; kill++) {
    await load();
    inFlightAtKills.push(total((client) => client.inFlight));
    await server.end("SIGKILL", "group");
    server = await spawnServer({ port: Number(new URL(url).port), stateDir, vars, prepared: true });
    await Promise.all(clients.map((client) => client.connect(url)));
  }
  // Once more, so that every conversation has woken from the crash.
  await load();
  await until(() => total((client) => client.inFlight) === 0);
  logs = await loadLogs(api);
  await until(() =>
    clients.every((client) => [...client.logs].every(([id, log]) => log.length >= (logs.get(id)?.length ?? 0))),
  );
});

async function loadLogs(api: ApiClient): Promise<ReadonlyMap<ConversationId, readonly EventFrame[]>> {
  const loaded = new Map<ConversationId, readonly EventFrame[]>();
  for (const { session, logs: own } of clients) {
    for (const id of own.keys()) if (!loaded.has(id)) loaded.set(id, await api.loadLog(session.accessToken, id));
  }
  return loaded;
}

afterAll(async () => {
  for (const client of clients) client.close();
  await server?.end("SIGKILL", "group");
  await rm(stateDir, { recursive: true, force: true });
});

const clientMsgIdOf = (event: EventFrame | undefined): string | undefined =>
  event?.type === "new-message" ? event.clientMsgId : undefined;

it("[HIB-10] every acked message is in the log once, at the seq of its ack, though the server was killed with sends in flight", () => {
  expect(inFlightAtKills).toHaveLength(killCount);
  expect(Math.min(...inFlightAtKills)).toBeGreaterThan(0);
  for (const { acked } of clients) {
    for (const { conversationId, seq, clientMsgId } of acked.values()) {
      expect(clientMsgIdOf(logs.get(conversationId)?.[seq - 1])).toBe(clientMsgId);
    }
  }
});

it("[HIB-11] crashes leave no gap in seq and no message twice, though unacked ones were sent again", () => {
  for (const events of logs.values()) {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(clientMsgIdOf)).size).toBe(events.length);
  }
});

it("[HIB-12] after a crash all devices come to the same log, each event once and in the order of seq", () => {
  for (const client of clients) {
    expect(client.violations).toEqual([]);
    for (const [conversationId, log] of client.logs) expect(log).toEqual(logs.get(conversationId)?.map(clientMsgIdOf));
  }
});

it("[HIB-13] read cursors that were confirmed survive a crash, and unread counts are what a recount gives", async () => {
  if (server === undefined) throw new Error("the server is not running");
  const api = new ApiClient(server.url);
  for (const { session, logs: own, confirmedCursors } of clients) {
    const inbox = await api.loadInbox(session.accessToken);
    expect(inbox.map(({ id }) => id).toSorted()).toEqual([...own.keys()].toSorted());
    for (const { id, cursorSeq, unread, headSeq } of inbox) {
      expect(headSeq).toBe(logs.get(id)?.length);
      expect(cursorSeq).toBeGreaterThanOrEqual(confirmedCursors.get(id) ?? 0);
      const foreign = logs
        .get(id)
        ?.filter((event) => event.type === "new-message" && event.senderId !== session.user.id);
      expect(unread).toBe(foreign?.filter(({ seq }) => seq > cursorSeq).length);
    }
  }
});
