// What an actor can be asked from outside: every method and getter of its class, whatever TypeScript says of it.
import { DurableObject } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import { EqualFiles } from "../../durable-objects/equal-files/equal-files.ts";
import { SharedFile } from "../../durable-objects/files/shared-file.ts";
import { Fleet } from "../../durable-objects/fleet/fleet.ts";
import { Group } from "../../durable-objects/group/group.ts";
import { PasswordShard } from "../../durable-objects/passwords/password-shard.ts";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { ConversationRpc, DirectRpc } from "../../schema/rpc/conversation.ts";
import type { FleetRpc } from "../../schema/rpc/fleet.ts";
import type { GroupRpc } from "../../schema/rpc/group.ts";
import type { PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import type { EqualFilesRpc } from "../../schema/rpc/equal-files.ts";
import type { SharedFileRpc } from "../../schema/rpc/shared-file.ts";
import type { UserSessionRpc } from "../../schema/rpc/user-session.ts";

type Calls<Rpc> = { readonly [Call in keyof Rpc]-?: true };

const ofConversations: Calls<ConversationRpc> = {
  open: true,
  append: true,
  appendPacked: true,
  appendFiles: true,
  read: true,
  loadPage: true,
  markRead: true,
  receipts: true,
  changeMessage: true,
  askOfMessages: true,
  setTyping: true,
  erase: true,
  verifyHistory: true,
  tables: true,
};
const ofDirects: Calls<DirectRpc> = { ...ofConversations, setBlock: true, relate: true, accept: true, setGone: true };
const ofGroups: Calls<GroupRpc> = {
  ...ofConversations,
  change: true,
  beginAvatar: true,
  beginPassword: true,
  describe: true,
  describeByLink: true,
  listMembers: true,
  listInvitations: true,
  listRequests: true,
  listBans: true,
  listLinks: true,
  listAnnouncements: true,
};
const ofSessions: Calls<UserSessionRpc> = {
  deliver: true,
  admit: true,
  consentToGroup: true,
  hearOfInvitation: true,
  noteRelation: true,
  presenceFor: true,
  presenceChanged: true,
  takePushes: true,
  settlePushes: true,
  takeMail: true,
  settleMail: true,
  confirmEmail: true,
  stopEmails: true,
  forgetPreview: true,
  entryChanged: true,
  beginLogin: true,
  failLogin: true,
  signIn: true,
  knowsDevice: true,
  passwordChanged: true,
  refresh: true,
  revoke: true,
  ask: true,
  releaseGroup: true,
  noteMade: true,
  openGroup: true,
  budget: true,
  setBudgetFactor: true,
  tables: true,
  standing: true,
  suspend: true,
  restore: true,
  endSignIns: true,
};
const ofShards: Calls<PasswordShardRpc> = { answer: true, tables: true, checkAccount: true, compare: true, hash: true };
const ofFleet: Calls<FleetRpc> = {
  tellSockets: true,
  sockets: true,
  startSweep: true,
  stopSweep: true,
  sweep: true,
};
const ofFiles: Calls<SharedFileRpc> = {
  declare: true,
  upload: true,
  beginPart: true,
  endPart: true,
  beginPreview: true,
  endPreview: true,
  complete: true,
  discard: true,
  hold: true,
  keepForLater: true,
  letGo: true,
  refer: true,
  release: true,
  beginScan: true,
  endScan: true,
  beginPreviews: true,
  endPreviews: true,
  storeCommon: true,
  useCommon: true,
  serve: true,
};
const ofEqualFiles: Calls<EqualFilesRpc> = { offer: true, leave: true };
const ofSockets = { fetch: true, webSocketMessage: true, webSocketClose: true, webSocketError: true };

/** Names on the class and on those that it extends, up to the platform's. */
function namesOf(prototype: object): string[] {
  if (prototype === DurableObject.prototype || prototype === Object.prototype) return [];
  const own = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  return [...own, ...namesOf(Object.getPrototypeOf(prototype) as object)];
}

it.each([
  ["a direct conversation", Conversation.prototype, ofDirects],
  ["a group", Group.prototype, ofGroups],
  ["a session", UserSession.prototype, { ...ofSessions, ...ofSockets }],
  ["the fleet", Fleet.prototype, ofFleet],
  ["a file", SharedFile.prototype, ofFiles],
  ["those that know equal files", EqualFiles.prototype, ofEqualFiles],
  ["a shard of passwords", PasswordShard.prototype, ofShards],
] as const)("[HIB-19] %s answers what its shape declares, and the platform", (_actor, prototype, calls) => {
  expect([...new Set(namesOf(prototype))].toSorted()).toEqual([...Object.keys(calls), "alarm"].toSorted());
});
