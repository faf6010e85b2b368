// Groups of people on the real actors in workerd: made, changed and written into as by the front door.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { Group } from "../../durable-objects/group/group.ts";
import { groupStub, userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { GroupSettings } from "../../schema/protocol/group.ts";
import { newGroupId, type ConversationId } from "../../schema/protocol/ids.ts";
import type { AppendResult } from "../../schema/rpc/append.ts";
import type { GroupOp, GroupRpc } from "../../schema/rpc/group.ts";
import { itemOf, TestUser } from "./actors.ts";

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

const warm = (conversationId: ConversationId, by: TestUser, member: TestUser) =>
  userSessionStub(env, member.id).consentToGroup({ conversationId, by: by.id });

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
  // Those of so many cold sessions that do not answer in time are invited.
  for (let n = 0; members.length > 100 && n < members.length; n += 100)
    await Promise.all(members.slice(n, n + 100).map((member) => warm(id, owner, member)));
  const made = await change(id, owner, op);
  if (typeof made !== "number") throw new Error(`no group: ${made}`);
  return id;
}

export const add = (id: ConversationId, by: TestUser, ...users: readonly TestUser[]) =>
  change(id, by, { kind: "add-members", userIds: users.map((user) => user.id) });

export const remove = (id: ConversationId, by: TestUser, user: TestUser) =>
  change(id, by, { kind: "remove-member", userId: user.id });

/** Puts messages into the log as this user's session would. */
export const write = (id: ConversationId, sender: TestUser, count: number): Promise<readonly AppendResult[]> =>
  group(id).append({
    senderId: sender.id,
    items: Array.from({ length: count }, (_, n) => itemOf(`message ${n}`)),
  });

/** Its memory is lost without warning; whatever was in flight fails. */
export const crash = (object: DurableObjectStub): Promise<void> =>
  runInDurableObject(object, (_, state) => {
    state.abort("planted");
  }).catch(() => undefined);

/** Its type has as many as a test takes apart, however few were asked for: the compiler cannot count. */
type Users = readonly [TestUser, TestUser, TestUser, TestUser, ...TestUser[]];

export const users = (count: number): Users => Array.from({ length: count }, () => new TestUser()) as unknown as Users;

/** With the group itself, not its stub: its methods are called in this order, and at once. */
export const inGroup = <T>(id: ConversationId, run: (actor: Group) => Promise<T>): Promise<T> =>
  runInDurableObject(groupObject(id), (instance) => {
    if (!(instance instanceof Group)) throw new TypeError(`${id} is no group`);
    return run(instance);
  });

/** Judged and committed in one flush, in this order. */
export const together = (id: ConversationId, ops: readonly (readonly [TestUser, GroupOp])[]): Promise<unknown> =>
  inGroup(id, (actor) => Promise.all(ops.map(([user, op]) => actor.change({ userId: user.id, op }))));
