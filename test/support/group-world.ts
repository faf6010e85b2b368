// A group with somebody in every position towards it, as tests of who may do what need them.
import { env } from "cloudflare:workers";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newGroupId, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import { newUsername, register } from "./people.ts";
import { freeSettings } from "./group-settings.ts";

/** `invited` holds a link that works; `former` was in and left; `banned` never was in. */
export const groupCallers = ["stranger", "invited", "banned", "former", "muted", "member", "admin", "owner"] as const;
export type GroupCaller = (typeof groupCallers)[number];

/** `target`: a member to whom things are done; `waiting` has asked to be let in; `outsider` has nothing to do with it. */
const bystanders = ["target", "waiting", "outsider"] as const;

export type GroupPeople = Readonly<Record<GroupCaller | (typeof bystanders)[number], SessionResult>>;

export interface GroupWorld {
  readonly people: GroupPeople;
  readonly groupId: ConversationId;
  /** Made by the owner. */
  readonly linkId: string;
  readonly token: string;
  /** Of a link that `former` made, who could make none after leaving. */
  readonly goneToken: string;
}

/** Whoever is not given is made. */
export async function makeGroupPeople(given: Partial<GroupPeople> = {}): Promise<GroupPeople> {
  const names = [...groupCallers, ...bystanders];
  const people = await Promise.all(
    names.map(async (name) => [name, given[name] ?? (await register(newUsername(name)))] as const),
  );
  return Object.fromEntries(people) as GroupPeople;
}

/** @throws Error with the code when the group refuses */
async function changeGroup(groupId: ConversationId, userId: UserId, op: GroupOp): Promise<GroupOpDone> {
  const done = await groupStub(env, groupId).change({ userId, op });
  if ("refusal" in done) throw new Error(`${op.kind}: ${done.refusal.code}`);
  return done;
}

export async function makeGroupWorld(people: GroupPeople): Promise<GroupWorld> {
  const groupId = newGroupId();
  const idOf = (name: keyof GroupPeople): UserId => people[name].user.id;
  const secret = crypto.randomUUID().replaceAll("-", "");
  const [linkId, token] = [crypto.randomUUID(), `${groupId}.${secret}`];
  const as = (name: keyof GroupPeople, op: GroupOp): Promise<GroupOpDone> => changeGroup(groupId, idOf(name), op);
  const memberIds = (["admin", "member", "muted", "former", "target"] as const).map(idOf);
  const info = { name: "Tea", description: "", avatar: "" };
  await as("owner", { kind: "create", info, settings: { ...freeSettings, joinPolicy: "approval" }, memberIds });
  await as("owner", { kind: "set-role", userId: idOf("admin"), role: "admin" });
  await as("owner", { kind: "silence", userId: idOf("muted"), silencedUntil: Date.now() + 3_600_000 });
  await as("owner", { kind: "ban", userId: idOf("banned") });
  await as("owner", { kind: "make-link", linkId, token, expiresAt: null, maxUses: null });
  const goneToken = `${groupId}.${crypto.randomUUID().replaceAll("-", "")}`;
  const gone = { linkId: crypto.randomUUID(), token: goneToken, expiresAt: null, maxUses: null };
  await as("former", { kind: "make-link", ...gone });
  await as("former", { kind: "leave" });
  await as("waiting", { kind: "join", message: "May I?" });
  return { people, groupId, linkId, token, goneToken };
}
