// Reads the final state through the public API: every user's inbox, logs and groups; and, as an operator, the reports
// of verify-history.
import type { Member } from "../../schema/protocol/group.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import type { GroupInvitation } from "../../schema/protocol/invitations.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { MessageState, MessageStates } from "../../schema/protocol/message-state.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { OperatorCalls } from "../../tools/operator/operator-calls.ts";
import { verifyConversation } from "../../tools/operator/verify-history-calls.ts";
import { KlatchClient } from "../../sdk/entry.ts";
import { KlatchError } from "../../sdk/client/klatch-error.ts";
import { memorySessionStore } from "../../sdk/store/session-store.ts";
import { filesThatEnded } from "./check/files.ts";
import { gatherFacts } from "./check/facts.ts";
import { authorizedCalls } from "./clients/authorized-call.ts";
import type {
  ConversationLists,
  DeviceState,
  FinalState,
  GotFile,
  HistoryRecount,
  UserView,
} from "./history/final-state.ts";
import type { History } from "./history/record.ts";
import { readFiles, readGoneFiles, readStored } from "./read-files.ts";
import { readPeople } from "./people/read-people.ts";
import { patiently } from "../kit/patiently.ts";
import { readLists, type Reader } from "./read-lists.ts";
import type { Victim } from "./server.ts";
import type { ListReader } from "./storm/settle.ts";
import type { World } from "./world.ts";

const pageSize = 200;
/** The server reads for one while the checker's client works for another. */
const maxReaders = 3;

/** A new sign-in: the state may have been put back to before the last refreshes. */
async function readerOf({ url }: Victim, { account }: World["people"][number]): Promise<Reader> {
  const store = memorySessionStore();
  await patiently(() => account.signIn("reader", store));
  const client = new KlatchClient({ url, store });
  await client.restore();
  return { client, call: authorizedCalls(client, url, (address, init) => fetch(address, init)) };
}

export async function readFinalState(
  victim: Victim,
  world: World,
  devices: readonly DeviceState[],
  history: History,
): Promise<FinalState> {
  const read = new Map<UserId, UserView>();
  const readers = new Map<UserId, Reader>();
  const members = new Map<ConversationId, readonly Member[]>();
  const claimed = new Set<string>();
  const files: GotFile[] = [];
  // Something that one reader is enough for.
  const claim = (what: string): boolean => claimed.size < claimed.add(what).size;
  await eachInParallel(world.people, maxReaders, async (person) => {
    const reader = await readerOf(victim, person);
    readers.set(person.userId, reader);
    const view = await readView(reader, person, (id) => claim(`lists ${id}`));
    read.set(person.userId, view);
    files.push(...(await readFiles(reader.client, view, claim)));
    files.push(...(await readGoneFiles(reader.client, view, history.records, claim)));
    for (const { id, kind, left } of view.inbox)
      if (kind === "group" && left === undefined && claim(`members ${id}`))
        members.set(id, await readMembers(reader.client, id));
  });
  const views = world.people.flatMap(({ userId }) => read.get(userId) ?? []);
  const ids = new Set(views.flatMap(({ logs }) => [...logs.keys()]));
  const recounts = await recount(new OperatorCalls(victim.url, await victim.adminToken()), [...ids]);
  const invitations = await readInvitations(members, readers);
  const storedFiles = new Set<FileId>();
  const notified = world.away.map((one) => one.notified());
  const state = { views, members, invitations, devices, notified, recounts, files, storedFiles };
  const ended = filesThatEnded(gatherFacts(history, state));
  return {
    ...state,
    storedFiles: await readStored(
      () => victim.storedFiles(),
      (fileId) => ended.has(fileId),
    ),
  };
}

/** @param claimLists whether this reader reads the lists of the conversation's messages */
async function readView(
  reader: Reader,
  { userId }: World["people"][number],
  claimLists: (id: ConversationId) => boolean,
): Promise<UserView> {
  const { client } = reader;
  const inbox = await readInbox(client);
  const logs = new Map<ConversationId, readonly EventFrame[]>();
  const states = new Map<ConversationId, MessageStates>();
  const lists = new Map<ConversationId, ConversationLists>();
  const unreadable: { conversationId: ConversationId; answer: string }[] = [];
  for (const { id } of inbox) {
    try {
      const log = await readLog(client, id);
      const withLists = await readLists(reader, id, log.states, claimLists(id));
      logs.set(id, log.events);
      states.set(id, log.states);
      lists.set(id, withLists);
    } catch (error) {
      if (!(error instanceof KlatchError)) throw error;
      unreadable.push({ conversationId: id, answer: error.code });
    }
  }
  const scheduled = await patiently(() => client.scheduled.list());
  await patiently(() => client.starred.load());
  const { items: blocks } = await patiently(() => client.blocks.list({ limit: pageSize }));
  const { items: invitations } = await patiently(() => client.invitations.list({ limit: pageSize }));
  const privacy = await patiently(() => client.privacy());
  const people = await patiently(() => readPeople(reader.call));
  const starred = client.starred.all();
  return { userId, inbox, logs, states, lists, scheduled, starred, blocks, invitations, privacy, people, unreadable };
}

/**
 * Includes conversations that the user left, by asking like a device without state: a dissolved group is in no other
 * list.
 */
async function readInbox(client: KlatchClient): Promise<readonly ConversationEntry[]> {
  const entries: ConversationEntry[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await patiently(() => client.listInbox({ since: 0, cursor, limit: pageSize }));
    entries.push(...page.items);
    if (page.next === null) return entries;
    cursor = page.next;
  }
}

interface ReadLog {
  readonly events: readonly EventFrame[];
  readonly states: MessageStates;
}

async function readLog(client: KlatchClient, conversationId: ConversationId): Promise<ReadLog> {
  const events: EventFrame[] = [];
  const states: Record<string, MessageState> = {};
  for (let after: number | null = 0; after !== null;) {
    const from: number = after;
    const page = await patiently(() => client.history(conversationId, { after: from, limit: pageSize }));
    events.push(...page.events);
    Object.assign(states, page.states);
    after = page.after;
  }
  return { events, states };
}

async function readMembers(client: KlatchClient, groupId: ConversationId): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await patiently(() => client.groups.members(groupId, { cursor, limit: pageSize }));
    members.push(...page.items);
    if (page.next === null) return members;
    cursor = page.next;
  }
}

/** As the owners read them. */
async function readInvitations(
  members: FinalState["members"],
  readers: ReadonlyMap<UserId, Reader>,
): Promise<FinalState["invitations"]> {
  const invitations = new Map<ConversationId, readonly GroupInvitation[]>();
  for (const [groupId, those] of members) {
    const owner = readers.get(those.find(({ role }) => role === "owner")?.userId ?? ("" as UserId));
    if (owner === undefined) continue;
    const { items } = await patiently(() => owner.client.invitations.ofGroup(groupId));
    invitations.set(groupId, items);
  }
  return invitations;
}

async function recount(calls: OperatorCalls, ids: readonly ConversationId[]): Promise<readonly HistoryRecount[]> {
  const recounts: HistoryRecount[] = [];
  for (const conversationId of ids) {
    const parts: HistoryReport[] = [];
    let failure: string | null = null;
    try {
      for await (const part of verifyConversation(calls, conversationId)) parts.push(part);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const checked = parts.reduce((sum, part) => sum + part.checked, 0);
    const { projectedSeq = 0 } = parts.at(-1) ?? {};
    const faults = parts.flatMap((part) => part.faults);
    recounts.push({ conversationId, checked, projectedSeq, faults, failure });
  }
  return recounts;
}

/** Reads what users list, for `settle`. */
export function listReader({ people }: World, { url }: Victim): ListReader {
  const clients = new Map<string, KlatchClient>(people.map(({ userId, direct }) => [userId, direct]));
  return async (userId) => {
    const client = clients.get(userId);
    if (client === undefined) throw new Error(`nobody is ${userId}`);
    const scheduled = await client.scheduled.list();
    const call = authorizedCalls(client, url, (address, init) => fetch(address, init));
    return {
      inbox: await readInbox(client),
      waiting: scheduled.filter(({ state }) => state !== "failed").length,
      people: await readPeople(call),
      invitations: (await client.invitations.list({ limit: pageSize })).items,
    };
  };
}
