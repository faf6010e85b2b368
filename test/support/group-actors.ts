// Groups of people on the real actors in workerd: made, changed and written into as by the front door, and what came of it.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import type { GroupSettings } from "../../schema/protocol/group.ts";
import { newGroupId, type ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupRpc } from "../../schema/rpc/group.ts";
import { TestUser, uuidV7 } from "./actors.ts";
import type { TestSocket } from "./test-socket.ts";

export const group = (id: ConversationId): GroupRpc => groupStub(env, id);
export const groupObject = (id: ConversationId): DurableObjectStub => env.GROUP.get(env.GROUP.idFromName(id));

const openSettings: GroupSettings = {
  joinPolicy: "free",
  mayInvite: "members",
  mayMentionAll: "members",
  mayEditInfo: "members",
  mayPin: "members",
  maySend: "members",
  historyVisible: false,
};

/** The seq of the op's last event, or the refusal's code; null: it was so already. */
export async function change(id: ConversationId, user: TestUser, op: GroupOp): Promise<number | null | string> {
  const done = await group(id).change({ userId: user.id, op });
  return "refusal" in done ? done.refusal.code : done.seq;
}

/** Everybody may do everything, and the owner is the first. Its newest event is the third, or the second of who is alone. */
export async function makeGroup(
  [owner, ...members]: readonly [TestUser, ...TestUser[]],
  settings: Partial<GroupSettings> = {},
): Promise<ConversationId> {
  const id = newGroupId();
  const op: GroupOp = {
    kind: "create",
    info: { name: "Tea", description: "", avatar: "" },
    settings: { ...openSettings, ...settings },
    memberIds: members.map((member) => member.id),
  };
  const made = await change(id, owner, op);
  if (typeof made !== "number") throw new Error(`no group: ${made}`);
  return id;
}

export const add = (id: ConversationId, by: TestUser, ...users: readonly TestUser[]) =>
  change(id, by, { kind: "add-members", userIds: users.map((user) => user.id) });
export const remove = (id: ConversationId, by: TestUser, user: TestUser) =>
  change(id, by, { kind: "remove-member", userId: user.id });

export function itemOf(text: string): AppendItem {
  const body = `{"content":{"type":"text","text":${JSON.stringify(text)}}}`;
  return { clientMsgId: uuidV7(), body, bodyHash: hashBody(body) };
}

/** Puts messages into the log as this user's session would. */
export const write = (id: ConversationId, sender: TestUser, count: number): Promise<readonly AppendResult[]> =>
  group(id).append({
    senderId: sender.id,
    items: Array.from({ length: count }, (_, n) => itemOf(`message ${n}`)),
  });

/** Events by their seqs, `2-4` for a void: `1 2-4 5`. */
export const describeEvents = (events: readonly EventFrame[]): string =>
  events.map((event) => (event.type === "void" ? `${event.seq}-${event.toSeq}` : String(event.seq))).join(" ");

const isEvent = (frame: { readonly type: string }): frame is EventFrame =>
  ["new-message", "member-changed", "group-changed", "void"].includes(frame.type);

/** All events of this group that a socket ever got, in the order in which they came. */
export const eventsOn = (socket: TestSocket, id: ConversationId): EventFrame[] =>
  socket.history.filter(isEvent).filter(({ conversationId }) => conversationId === id);

/** The same, as their seqs. */
export const seqsOn = (socket: TestSocket, id: ConversationId): string => describeEvents(eventsOn(socket, id));

const patience = { timeout: 4_000, interval: 10 };

/** Until a socket got this and nothing else of the group. */
export const untilSeqs = (socket: TestSocket, id: ConversationId, seqs: string): Promise<void> =>
  vi.waitFor(() => {
    const got = seqsOn(socket, id);
    if (got !== seqs) throw new Error(`got ${got}, not ${seqs}`);
  }, patience);

/** `3 4 5` */
export const span = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n).join(" ");

export const readAs = (id: ConversationId, user: TestUser) => group(id).read({ userId: user.id, from: null });

/** The user's list: what changed since that version, or everything that is theirs now. */
export async function listOf(user: TestUser, since?: number): Promise<readonly ConversationEntry[]> {
  const deviceId = await user.signIn();
  const query = { limit: 200, ...(since === undefined ? {} : { since }) };
  const listed = await user.ask(deviceId, { kind: "list-inbox", query });
  if ("refusal" in listed) throw new Error(listed.refusal.code);
  return listed.conversations;
}

export const entryOf = async (user: TestUser, id: ConversationId, since?: number) =>
  (await listOf(user, since)).find((entry) => entry.id === id);

/** Until storage knows that everybody has everything: before that the group is not idle, and does not hibernate. */
export const untilSettled = (id: ConversationId): Promise<void> =>
  vi.waitFor(async () => {
    const [row] = await runInDurableObject(groupObject(id), (_, state) =>
      state.storage.sql
        .exec<{ settled: number; head: number }>(
          "SELECT (SELECT settled_seq FROM checkpoint) AS settled, max(seq) AS head FROM event_0",
        )
        .toArray(),
    );
    if (row?.settled !== row?.head) throw new Error(`settled up to ${row?.settled} of ${row?.head}`);
  }, patience);

/** Its memory is lost without warning; whatever was in flight fails. */
export const crash = (object: DurableObjectStub): Promise<void> =>
  runInDurableObject(object, (_, state) => {
    state.abort("planted");
  }).catch(() => undefined);

/** More than enough names for what a test takes apart. */
type Users = readonly [TestUser, TestUser, TestUser, TestUser, ...TestUser[]];

export const users = (count: number): Users => Array.from({ length: count }, () => new TestUser()) as unknown as Users;
