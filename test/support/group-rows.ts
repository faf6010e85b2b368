// Who may do what over HTTP in a group: what each caller is answered on each route.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { messageRoutes } from "../../schema/protocol/routes/messages.ts";
import type { receiptRoutes } from "../../schema/protocol/routes/receipts.ts";
import type { Routes, RoutesOfGroups } from "../../schema/protocol/routes/routes.ts";
import { groupCallers, type GroupCaller, type GroupWorld } from "./group-world.ts";
import { newClientMsgId } from "./people.ts";
import type { Said } from "./route-calls.ts";
import { jpegOf } from "./some-files.ts";

/** A status, or the code of a refusal. */
export type Outcome = number | ErrorCode;

export interface GroupRow<R> {
  readonly request: (world: GroupWorld, caller: GroupCaller) => Said<R>;
  readonly outcomes: Readonly<Record<GroupCaller, Outcome>>;
}

const everybody = (outcome: Outcome): Record<GroupCaller, Outcome> =>
  Object.fromEntries(groupCallers.map((caller) => [caller, outcome])) as Record<GroupCaller, Outcome>;

/** To whoever is not in, there is no such group. */
const members = (outcome: Outcome): Record<GroupCaller, Outcome> => ({
  ...everybody("CONVERSATION_NOT_FOUND"),
  muted: outcome,
  member: outcome,
  admin: outcome,
  owner: outcome,
});
const admins = (outcome: Outcome): Record<GroupCaller, Outcome> => ({
  ...members("FORBIDDEN"),
  admin: outcome,
  owner: outcome,
});
const owner = (outcome: Outcome): Record<GroupCaller, Outcome> => ({ ...members("FORBIDDEN"), owner: outcome });

const byLink = ({ groupId, token }: GroupWorld, caller: GroupCaller) => ({
  // A stranger makes one up.
  path: { token: caller === "stranger" ? `${groupId}.${"x".repeat(32)}` : token },
});
const group = ({ groupId }: GroupWorld) => ({ path: { groupId } });
const conversation = ({ groupId }: GroupWorld) => ({ path: { conversationId: groupId } });
const about =
  (name: keyof GroupWorld["people"]) =>
  ({ groupId, people }: GroupWorld) => ({ path: { groupId, userId: people[name].user.id } });

export const groupRows: { readonly [Id in keyof RoutesOfGroups]: GroupRow<RoutesOfGroups[Id]> } = {
  listGroups: { request: () => ({}), outcomes: everybody(200) },
  createGroup: {
    request: ({ people }) => ({ body: { name: "Another", memberIds: [people.outsider.user.id] } }),
    outcomes: everybody(201),
  },
  getGroup: { request: group, outcomes: everybody(200) },
  editGroup: { request: (world) => ({ ...group(world), body: { name: "Coffee" } }), outcomes: admins(200) },
  setGroupAvatar: {
    request: (world) => ({ ...group(world), bytes: new Uint8Array(jpegOf({ width: 8, height: 8 })) }),
    outcomes: admins(200),
  },
  dissolveGroup: { request: group, outcomes: owner(200) },
  transferGroup: {
    request: (world) => ({ ...group(world), body: { userId: world.people.target.user.id } }),
    outcomes: owner(200),
  },
  listAnnouncements: { request: group, outcomes: members(200) },
  announce: { request: (world) => ({ ...group(world), body: { text: "Tuesday" } }), outcomes: admins(200) },

  listMembers: { request: group, outcomes: members(200) },
  addMembers: {
    request: (world) => ({ ...group(world), body: { userIds: [world.people.outsider.user.id] } }),
    outcomes: members(200),
  },
  editMember: {
    request: (world) => ({ ...about("target")(world), body: { silencedUntil: Date.now() + 3_600_000 } }),
    outcomes: admins(200),
  },
  removeMember: { request: about("target"), outcomes: admins(200) },

  joinGroup: {
    request: (world) => ({ ...group(world), body: { message: "Me too" } }),
    outcomes: { ...everybody(200), banned: "BANNED" },
  },
  withdrawJoinRequest: { request: group, outcomes: everybody(204) },
  listJoinRequests: { request: group, outcomes: admins(200) },
  answerJoinRequest: {
    request: (world) => ({ ...about("waiting")(world), body: { accept: true } }),
    outcomes: admins(200),
  },

  listMyInvitations: { request: () => ({}), outcomes: everybody(200) },
  answerGroupInvitation: {
    request: (world) => ({ ...group(world), body: { accept: true } }),
    // Whoever is in has accepted; nobody else here is invited.
    outcomes: { ...everybody("NOT_FOUND"), muted: 200, member: 200, admin: 200, owner: 200 },
  },
  listGroupInvitations: { request: group, outcomes: members(200) },
  revokeGroupInvitation: { request: about("target"), outcomes: members(204) },
  listMyJoinRequests: { request: () => ({}), outcomes: everybody(200) },

  listBans: { request: group, outcomes: admins(200) },
  ban: { request: about("target"), outcomes: admins(200) },
  unban: { request: about("banned"), outcomes: admins(204) },

  listLinks: { request: group, outcomes: members(200) },
  makeLink: { request: (world) => ({ ...group(world), body: { maxUses: 3 } }), outcomes: members(201) },
  revokeLink: {
    request: ({ groupId, linkId }) => ({ path: { groupId, linkId } }),
    outcomes: admins(204),
  },
  openLink: { request: byLink, outcomes: { ...everybody(200), stranger: "LINK_NOT_VALID" } },
  joinByLink: {
    request: byLink,
    outcomes: { ...everybody(200), stranger: "LINK_NOT_VALID", banned: "BANNED" },
  },
};

/** The routes of every conversation, where it is a group. */
export const groupMessageRows: {
  readonly [Id in keyof typeof messageRoutes | keyof typeof receiptRoutes]: GroupRow<Routes[Id]>;
} = {
  listMessages: { request: conversation, outcomes: { ...members(200), former: 200 } },
  sendMessage: {
    request: (world) => ({
      ...conversation(world),
      body: { clientMsgId: newClientMsgId(), content: { type: "text", text: "Hello" } },
    }),
    outcomes: { ...members(201), muted: "MUTED" },
  },
  markRead: { request: (world) => ({ ...conversation(world), body: { seq: 1 } }), outcomes: members(200) },
  listReceipts: {
    request: ({ groupId }) => ({ path: { conversationId: groupId, seq: "1" } }),
    // The first event of a group is its creation.
    outcomes: members("MESSAGE_NOT_FOUND"),
  },
};
