// The chat of the gallery: the real models over the real client, whose store was filled beforehand and whose server is
// made up. It never connects.
import {
  asClientMsgId,
  asDeviceId,
  type ConnectionStatus,
  KlatchClient,
  memoryStore,
  type KlatchStore,
  type StoredMessage,
} from "@klatch/sdk";
import { Account } from "../../../model/account.ts";
import type { Invitation } from "../../../model/invitations.ts";
import { Chat } from "../../../model/chat.ts";
import { entries, left, team, withBob } from "./conversations.ts";
import { bobEvents, leftEvents, teamEvents } from "./messages.ts";
import { people } from "./people.ts";
import { storedRelations } from "./relations.ts";
import { madeUpFetch, SilentSocket } from "./server.ts";
import { madeUpNow, minutesAgo } from "./time.ts";

export interface MadeUp {
  readonly account: Account;
  readonly chat: Chat;
}

const session = {
  user: people.ada,
  deviceId: asDeviceId("device_gallery"),
  accessToken: "access",
  refreshToken: "refresh",
  expiresAtMs: Number.MAX_SAFE_INTEGER,
  clockOffsetMs: 0,
};

export type MadeUpState = "live" | "offline" | "stopped" | "empty" | "invited";

async function filledStore(state: MadeUpState): Promise<KlatchStore> {
  const store = memoryStore();
  await store.save(session);
  if (state === "empty") return store;
  const outgoing = (id: string, text: string, minutes: number): StoredMessage => ({
    clientMsgId: asClientMsgId(id),
    conversationId: withBob.id,
    content: { type: "text", text },
    writtenAtMs: minutesAgo(minutes),
    order: 100 - minutes,
  });
  const waiting = outgoing("waiting", "This one waits for the network", 1);
  const failed: StoredMessage = {
    ...outgoing("failed", "This one was refused", 4),
    failed: { code: "FORBIDDEN", message: "no" },
  };
  await store.commit(people.ada.id, {
    inboxVersion: 1,
    conversations: new Map(entries.map((entry) => [entry.id, entry])),
    cursors: new Map([
      [team.id, 17],
      [withBob.id, 4],
      [left.id, 1],
    ]),
    people: new Map(Object.values(people).map((user) => [user.id, { user, askedAtMs: madeUpNow }])),
    drafts: new Map([[entries[4]?.id ?? "", "I wanted to say"], ...storedRelations]),
    receipts: new Map([[withBob.id, { [people.bob.id]: 2 }]]),
    outbox: new Map([failed, waiting].map((message) => [message.clientMsgId, message])),
    events: [...teamEvents, ...bobEvents, ...leftEvents],
  });
  return store;
}

const opened: readonly Invitation[] = [
  { kind: "person", token: "abcdefghijklmnopqrst", name: null, asked: false },
  { kind: "group", token: "group_asked", name: people.long.displayName, asked: true },
  { kind: "group", token: "group_other", name: "Readers", asked: false },
];

const connections: Readonly<Record<MadeUpState, ConnectionStatus>> = {
  live: { state: "live" },
  empty: { state: "live" },
  invited: { state: "live" },
  offline: { state: "waiting", retryInMs: 20_000 },
  stopped: { state: "stopped", code: "REPLACED" },
};

export async function madeUpChat(state: MadeUpState = "live"): Promise<MadeUp> {
  const store = await filledStore(state);
  const newClient = () =>
    new KlatchClient({ url: location.origin, store, runtime: { fetch: madeUpFetch, WebSocket: SilentSocket } });
  const client = newClient();
  const found = await client.start();
  if (found === null) throw new Error("nobody is signed in in the gallery");
  const chat = new Chat(client, found);
  const status = connections[state];
  chat.connection.value = status;
  client.on("connection", () => (chat.connection.value = status));
  const account = new Account(newClient);
  if (state === "invited") for (const one of opened) account.invitations.keep(people.ada.id, one);
  return { account, chat };
}
