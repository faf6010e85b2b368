// Who may do what over HTTP in a group: what each caller is answered on each route.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { groupCallers, type GroupCaller, type GroupWorld } from "./group-world.ts";
import { newClientMsgId } from "./people.ts";
import type { HttpCall } from "./worker-http.ts";

/** A status, or the code of a refusal. */
export type Outcome = number | ErrorCode;

export interface GroupRow {
  readonly request: (world: GroupWorld, caller: GroupCaller) => Partial<HttpCall>;
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

const group =
  (rest = "") =>
  ({ groupId }: GroupWorld): Partial<HttpCall> => ({ path: `/api/groups/${groupId}${rest}` });
const about =
  (name: keyof GroupWorld["people"], kind: string, body?: object) =>
  ({ groupId, people }: GroupWorld): Partial<HttpCall> => ({
    path: `/api/groups/${groupId}/${kind}/${people[name].user.id}`,
    ...(body && { body }),
  });
const withBody =
  (rest: string, body: object) =>
  ({ groupId }: GroupWorld): Partial<HttpCall> => ({
    path: `/api/groups/${groupId}${rest}`,
    body,
  });
/** A stranger makes one up. */
const link =
  (rest = "") =>
  ({ groupId, token }: GroupWorld, caller: GroupCaller): Partial<HttpCall> => ({
    path: `/api/group-links/${caller === "stranger" ? `${groupId}.${"x".repeat(32)}` : token}${rest}`,
  });
const messages =
  (rest: string, body?: () => object) =>
  ({ groupId }: GroupWorld): Partial<HttpCall> => ({
    path: `/api/conversations/${groupId}${rest}`,
    ...(body && { body: body() }),
  });

export const groupRows: Readonly<Record<string, GroupRow>> = {
  "GET /api/groups": { request: () => ({}), outcomes: everybody(200) },
  "POST /api/groups": {
    request: ({ people }) => ({ body: { name: "Another", memberIds: [people.outsider.user.id] } }),
    outcomes: everybody(201),
  },
  "GET /api/groups/:groupId": { request: group(), outcomes: everybody(200) },
  "PATCH /api/groups/:groupId": { request: withBody("", { name: "Coffee" }), outcomes: admins(200) },
  "DELETE /api/groups/:groupId": { request: group(), outcomes: owner(200) },
  "POST /api/groups/:groupId/transfer": {
    request: ({ groupId, people }) => ({
      path: `/api/groups/${groupId}/transfer`,
      body: { userId: people.target.user.id },
    }),
    outcomes: owner(200),
  },
  "GET /api/groups/:groupId/announcements": { request: group("/announcements"), outcomes: members(200) },
  "PUT /api/groups/:groupId/announcement": {
    request: withBody("/announcement", { text: "Tuesday" }),
    outcomes: admins(200),
  },
  "GET /api/groups/:groupId/members": { request: group("/members"), outcomes: members(200) },
  "POST /api/groups/:groupId/members": {
    request: ({ groupId, people }) => ({
      path: `/api/groups/${groupId}/members`,
      body: { userIds: [people.outsider.user.id] },
    }),
    outcomes: members(200),
  },
  "PATCH /api/groups/:groupId/members/:userId": {
    request: about("target", "members", { mutedUntil: Date.now() + 3_600_000 }),
    outcomes: admins(200),
  },
  "DELETE /api/groups/:groupId/members/:userId": { request: about("target", "members"), outcomes: admins(200) },
  "POST /api/groups/:groupId/join": {
    request: withBody("/join", { message: "Me too" }),
    outcomes: { ...everybody(200), banned: "BANNED" },
  },
  "DELETE /api/groups/:groupId/join": { request: group("/join"), outcomes: everybody(204) },
  "GET /api/groups/:groupId/requests": { request: group("/requests"), outcomes: admins(200) },
  "POST /api/groups/:groupId/requests/:userId": {
    request: about("waiting", "requests", { accept: true }),
    outcomes: admins(200),
  },
  "GET /api/groups/:groupId/bans": { request: group("/bans"), outcomes: admins(200) },
  "PUT /api/groups/:groupId/bans/:userId": { request: about("target", "bans"), outcomes: admins(200) },
  "DELETE /api/groups/:groupId/bans/:userId": { request: about("banned", "bans"), outcomes: admins(204) },
  "GET /api/groups/:groupId/links": { request: group("/links"), outcomes: members(200) },
  "POST /api/groups/:groupId/links": { request: withBody("/links", { maxUses: 3 }), outcomes: members(201) },
  "DELETE /api/groups/:groupId/links/:linkId": {
    request: ({ groupId, linkId }) => ({ path: `/api/groups/${groupId}/links/${linkId}` }),
    outcomes: admins(204),
  },
  "GET /api/group-links/:token": { request: link(), outcomes: { ...everybody(200), stranger: "LINK_NOT_VALID" } },
  "POST /api/group-links/:token/join": {
    request: link("/join"),
    outcomes: { ...everybody(200), stranger: "LINK_NOT_VALID", banned: "BANNED" },
  },
};

/** The routes of every conversation, where it is a group. */
export const groupMessageRows: Readonly<Record<string, GroupRow>> = {
  "GET /api/conversations/:conversationId/messages": {
    request: messages("/messages"),
    outcomes: { ...members(200), former: 200 },
  },
  "POST /api/conversations/:conversationId/messages": {
    request: messages("/messages", () => ({ clientMsgId: newClientMsgId(), content: { type: "text", text: "Hello" } })),
    outcomes: { ...members(201), muted: "MUTED" },
  },
  "POST /api/conversations/:conversationId/read": {
    request: messages("/read", () => ({ seq: 1 })),
    outcomes: members(200),
  },
};
