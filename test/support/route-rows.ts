// Who may do what over HTTP: for every declared route what is asked, and what each kind of caller is answered.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { ScheduledTable } from "../../durable-objects/user-session/scheduled/scheduled-table.ts";
import { pictureOf } from "../../schema/protocol/examples/story.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routeById, type NamedRoute, type OperationId, type Routes } from "../../schema/protocol/routes/routes.ts";
import { storeReport } from "../../workers/reports/reports.ts";
import { groupRows, type GroupRow, type Outcome } from "./group-rows.ts";
import { deadJob } from "./jobs-queue.ts";
import { message, type World } from "./matrix-world.ts";
import { sessionObject } from "./actors.ts";
import { anyOperator, newInvitation, newOperator, newOperatorName, reason } from "./operators.ts";
import { completeFileOf } from "./complete-file.ts";
import { jpegOf, sha256Of } from "./some-files.ts";
import { proofToken, stopToken } from "./mail-world.ts";
import { newClientMsgId, newUsername, password, register } from "./people.ts";
import { earlierVapidKey, newSubscription } from "./push-world.ts";
import type { Said } from "./route-calls.ts";

/** What is asked; the token is added. */
type Request<R> = (world: World) => Promise<Said<R>> | Said<R>;

/** By who may call, as declared. */
interface AnyoneRow<R> {
  readonly request: Request<R>;
  /** A token makes no difference. */
  readonly anyone: Outcome;
}
interface UserRow<R> {
  readonly request: Request<R>;
  readonly stranger: Outcome;
  readonly member: Outcome;
  /** Signs devices out, which the other cells need: callers who succeed have a world of their own. */
  readonly usesUpDevices?: boolean;
}
interface OperatorRow<R> {
  readonly request: Request<R>;
  /** Whoever has the role `operator`. To all but operators, whatever their token, the route is closed. */
  readonly operator: Outcome;
}
type RowOf<R extends Route> = R["who"] extends "anonymous"
  ? AnyoneRow<R>
  : R["who"] extends "user"
    ? UserRow<R>
    : OperatorRow<R>;
/** Those of groups have a table of their own. */
type Rows = { readonly [Id in Exclude<OperationId, keyof typeof groupRows>]: RowOf<Routes[Id]> };

/** The request has everything that a member has: a stranger who makes it holds a link. */
const rowOfGroup = ({ request, outcomes }: GroupRow<Route>): UserRow<Route> => ({
  request: ({ group }: World) => request(group, "member"),
  stranger: outcomes.invited,
  member: outcomes.member,
});

/** Someone whom nothing else here needs. */
const somebody = async () => ({ userId: (await register(newUsername("dave"))).user.id });

const ofMessage = ({ talk }: World) => ({ path: { conversationId: talk, seq: "1" } });
const ofPoll = ({ talk, polls }: World) => ({ path: { conversationId: talk, seq: String(polls[0]) } });
const inTalk = ({ talk }: World) => ({ path: { conversationId: talk } });

const inAnHour = () => Date.now() + 3_600_000;

/** A message that Alice has just scheduled, whatever is left of her budgets. */
export async function scheduledByAlice({ alice, talk }: World) {
  const scheduledId = newClientMsgId() as ClientMsgId;
  const now = Date.now();
  await runInDurableObject(sessionObject(alice.user.id), (_session, { storage }) =>
    new ScheduledTable(storage.sql).add({
      id: scheduledId,
      requestHash: "",
      conversationId: talk,
      createdAt: now,
      sendAt: inAnHour(),
      body: { content: message().content },
      laterId: "",
    }),
  );
  return { path: { scheduledId } };
}

/** Three bytes in one request. */
const aWholeFile = {
  bytes: new Uint8Array([1, 2, 3]),
  query: { name: "menu.txt", size: 3, type: "text/plain", sha256: sha256Of(new Uint8Array([1, 2, 3])) },
};
/** An upload of Alice's that is complete, whatever is left of her budgets. */
const ofAlicesFile = async ({ alice }: World) => ({ path: { fileId: await completeFileOf(alice, aWholeFile.bytes) } });

/** A report that is open, whatever is left of its reporter's budgets. */
async function reportedBy({ user }: SessionResult, about: SessionResult): Promise<string> {
  const { id: userId } = about.user;
  const made = { about: { kind: "user", userId }, reason: "spam", reporterId: user.id, userId, messages: [] } as const;
  return (await storeReport(env.DIRECTORY, made, 1)).reportId;
}

const routeRows: Rows = {
  register: { request: () => ({ body: { username: newUsername("new"), password } }), anyone: 201 },
  login: {
    request: async () => {
      const { user } = await register(newUsername("carol"));
      return { body: { username: user.username, password } };
    },
    anyone: 200,
  },
  refresh: {
    request: async () => ({ body: { refreshToken: (await register(newUsername("carol"))).refreshToken } }),
    anyone: 200,
  },
  logout: { request: () => ({}), stranger: 204, member: 204, usesUpDevices: true },
  revoke: {
    request: async () => ({ body: { refreshToken: (await register(newUsername("carol"))).refreshToken } }),
    anyone: 204,
  },
  changePassword: {
    request: () => ({ body: { current: password, next: "another horse, another battery" } }),
    stranger: 200,
    member: 200,
    usesUpDevices: true,
  },
  deleteAccount: {
    request: () => ({ body: { password, eraseMessages: false } }),
    stranger: 200,
    member: 200,
    usesUpDevices: true,
  },
  listSecurityEvents: { request: () => ({}), stranger: 200, member: 200 },
  getPrivacy: { request: () => ({}), stranger: 200, member: 200 },
  getMe: { request: () => ({}), stranger: 200, member: 200 },
  editMe: { request: () => ({ body: { bio: "Reads." } }), stranger: 200, member: 200 },
  setMyAvatar: {
    request: () => ({ bytes: new Uint8Array(jpegOf({ width: 8, height: 8 })) }),
    stranger: 200,
    member: 200,
  },
  getAvatar: {
    request: () => ({ path: { ownerId: pictureOf.ownerId, avatarToken: pictureOf.token } }),
    anyone: "FILE_NOT_FOUND",
  },
  editPrivacy: { request: () => ({ body: { receipts: true } }), stranger: 200, member: 200 },
  listDevices: { request: () => ({}), stranger: 200, member: 200 },
  signOutOtherDevices: { request: () => ({}), stranger: 204, member: 204, usesUpDevices: true },
  signOutDevice: {
    request: ({ alice }) => ({ path: { deviceId: alice.device.id } }),
    stranger: "NOT_FOUND",
    member: 204,
    usesUpDevices: true,
  },
  getPushSubscription: { request: () => ({}), stranger: "NOT_FOUND", member: "NOT_FOUND" },
  subscribeToPush: {
    request: async () => ({ body: await newSubscription(await earlierVapidKey()) }),
    stranger: 200,
    member: 200,
  },
  unsubscribeFromPush: { request: () => ({}), stranger: 204, member: 204 },
  getNotificationSettings: { request: () => ({}), stranger: 200, member: 200 },
  editNotificationSettings: { request: () => ({ body: { preview: true } }), stranger: 200, member: 200 },
  getEmail: { request: () => ({}), stranger: 200, member: 200 },
  putEmail: {
    request: () => ({ body: { address: `${newUsername("mail")}@example.com`, password } }),
    stranger: 200,
    member: 200,
  },
  removeEmail: { request: () => ({ body: { password } }), stranger: 204, member: 204 },
  confirmEmail: {
    request: async () => ({ body: { token: await proofToken(await register(newUsername("carol"))) } }),
    anyone: 200,
  },
  stopEmails: {
    request: async () => ({ query: { link: stopToken(await register(newUsername("carol"))) } }),
    anyone: 204,
  },
  getVapidKey: { request: () => ({}), stranger: 200, member: 200 },
  findUser: { request: ({ bob }) => ({ path: { username: bob.user.username } }), stranger: 200, member: 200 },
  getUser: { request: ({ bob }) => ({ path: { userId: bob.user.id } }), stranger: 200, member: 200 },
  listUsers: { request: ({ bob }) => ({ query: { ids: bob.user.id } }), stranger: 200, member: 200 },
  // Somebody of whom nothing else is asked: what a block refuses is tested with the blocks.
  blockUser: {
    request: async () => ({ path: { userId: (await register(newUsername("x"))).user.id } }),
    stranger: 204,
    member: 204,
  },
  unblockUser: { request: ({ bob }) => ({ path: { userId: bob.user.id } }), stranger: 204, member: 204 },
  listBlocks: { request: () => ({}), stranger: 200, member: 200 },
  declareFile: {
    request: () => ({ body: { name: "menu.txt", size: 3, type: "text/plain", sha256: "0".repeat(64) } }),
    stranger: 201,
    member: 201,
  },
  sendWholeFile: { request: () => aWholeFile, stranger: 201, member: 201 },
  getUpload: { request: ofAlicesFile, stranger: "FILE_NOT_FOUND", member: 200 },
  sendFilePart: {
    request: async (world) => {
      const { path } = await ofAlicesFile(world);
      return { ...aWholeFile, path: { ...path, part: "1" }, query: { sha256: aWholeFile.query.sha256 } };
    },
    stranger: "FILE_NOT_FOUND",
    member: "FILE_COMPLETE",
  },
  sendFilePreview: {
    request: async (world) => {
      const { path } = await ofAlicesFile(world);
      return { bytes: aWholeFile.bytes, path: { ...path, size: "320" } };
    },
    stranger: "FILE_NOT_FOUND",
    member: "FILE_COMPLETE",
  },
  completeFile: { request: ofAlicesFile, stranger: "FILE_NOT_FOUND", member: 200 },
  discardFile: { request: ofAlicesFile, stranger: "FILE_NOT_FOUND", member: 204 },
  listFiles: {
    request: (world) => ({ ...inTalk(world), query: { of: "media" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  getFile: {
    request: async (world) => {
      const { path } = await ofAlicesFile(world);
      return { path: { ...path, ...inTalk(world).path }, query: { seq: 1 } };
    },
    stranger: "CONVERSATION_NOT_FOUND",
    member: "FILE_NOT_FOUND",
  },
  getFileAddress: {
    request: async (world) => {
      const { path } = await ofAlicesFile(world);
      return { path: { ...path, ...inTalk(world).path }, body: { seq: 1 } };
    },
    stranger: "CONVERSATION_NOT_FOUND",
    member: "FILE_NOT_FOUND",
  },
  getFileByAddress: { request: () => ({ path: { fileToken: "invented.token" } }), anyone: "FILE_NOT_FOUND" },
  report: {
    request: ({ talk }) => ({ body: { about: { kind: "conversation", conversationId: talk }, reason: "spam" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 201,
  },
  listPeople: { request: () => ({}), stranger: 200, member: 200 },
  listFriends: { request: () => ({}), stranger: 200, member: 200 },
  listFriendRequests: { request: () => ({}), stranger: 200, member: 200 },
  // Somebody of whom nothing else is asked: what a friendship opens is tested with the friends.
  requestFriend: {
    request: async () => ({ body: { userId: (await register(newUsername("x"))).user.id } }),
    stranger: 200,
    member: 200,
  },
  answerFriendRequest: {
    request: async () => ({ path: { userId: (await register(newUsername("x"))).user.id }, body: { accept: true } }),
    stranger: "NOT_FOUND",
    member: "NOT_FOUND",
  },
  cancelFriendRequest: { request: ({ bob }) => ({ path: { userId: bob.user.id } }), stranger: 204, member: 204 },
  editFriend: {
    request: ({ bob }) => ({ path: { userId: bob.user.id }, body: { favourite: true } }),
    stranger: "NOT_FOUND",
    member: "NOT_FOUND",
  },
  removeFriend: { request: ({ bob }) => ({ path: { userId: bob.user.id } }), stranger: 204, member: 204 },
  listPresence: { request: ({ bob }) => ({ query: { userIds: bob.user.id } }), stranger: 200, member: 200 },
  listConversations: { request: () => ({}), stranger: 200, member: 200 },
  openConversation: {
    request: ({ bob }) => ({ body: { kind: "direct", userId: bob.user.id } }),
    // His own conversation with Bob, not Alice's.
    stranger: 201,
    member: 200,
  },
  listMessages: { request: inTalk, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  sendMessage: {
    request: (all) => ({ ...inTalk(all), body: message() }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 201,
  },
  forwardMessages: {
    request: (all) => ({
      ...inTalk(all),
      body: { clientMsgId: message().clientMsgId, from: { ...inTalk(all).path, seqs: [1] }, merged: false },
    }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 201,
  },
  listScheduled: {
    request: async (all) => {
      await scheduledByAlice(all);
      return {};
    },
    stranger: 200,
    member: 200,
  },
  scheduleMessage: {
    request: ({ talk }) => ({ body: { conversationId: talk, ...message(), sendAt: inAnHour() } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 201,
  },
  changeScheduled: {
    request: async (all) => ({ ...(await scheduledByAlice(all)), body: { sendAt: inAnHour() } }),
    stranger: "NOT_FOUND",
    member: 200,
  },
  cancelScheduled: { request: scheduledByAlice, stranger: "NOT_FOUND", member: 204 },
  sendScheduled: { request: scheduledByAlice, stranger: "NOT_FOUND", member: 200 },
  editMessage: {
    request: (all) => ({ ...ofMessage(all), body: { content: { type: "text", text: "Hello again" } } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  addReaction: {
    request: (all) => ({ path: { ...ofMessage(all).path, emoji: "👍" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  removeReaction: {
    request: (all) => ({ path: { ...ofMessage(all).path, emoji: "👍" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  vote: {
    request: (all) => ({ ...ofPoll(all), body: { options: [1] } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  closePoll: { request: ofPoll, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  listVotes: { request: ofPoll, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  pinMessage: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  unpinMessage: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  getMessage: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  listEdits: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  listReactions: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  listStates: {
    request: (all) => ({ ...inTalk(all), query: { seqs: "1" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  listPins: { request: inTalk, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  listHidden: { request: inTalk, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  getThread: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  changeConversation: {
    request: (all) => ({ ...inTalk(all), body: { ttlMs: null } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  followThread: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  unfollowThread: { request: ofMessage, stranger: "CONVERSATION_NOT_FOUND", member: 200 },
  // For oneself: what was taken back for everybody cannot be asked for again.
  recallMessage: {
    request: (all) => ({ ...ofMessage(all), query: { for: "me" as const } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  markRead: {
    request: (all) => ({ ...inTalk(all), body: { seq: 1 } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  changeSettings: {
    // Archived: the conversation is asked, if the entry is stale.
    request: (all) => ({ ...inTalk(all), body: { archived: false } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 200,
  },
  acceptConversation: {
    request: ({ talk }) => ({ path: { conversationId: talk } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 204,
  },
  starMessage: {
    request: ({ talk }) => ({ path: { conversationId: talk, seq: "1" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 204,
  },
  // Of what is not one's own nothing is ever starred.
  unstarMessage: {
    request: ({ talk }) => ({ path: { conversationId: talk, seq: "1" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    member: 204,
  },
  listStarred: { request: () => ({}), stranger: 200, member: 200 },
  markAllRead: { request: () => ({ body: {} }), stranger: 200, member: 200 },
  listReceipts: {
    request: ({ talk }) => ({ path: { conversationId: talk, seq: "1" } }),
    stranger: "CONVERSATION_NOT_FOUND",
    // Alice has written it.
    member: 200,
  },
  getRegistration: { request: () => ({}), anyone: 200 },
  getCallingOperator: { request: () => ({}), operator: 200 },
  listOperators: { request: () => ({}), operator: 200 },
  addOperator: { request: () => ({ body: { name: newOperatorName(), role: "moderator", reason } }), operator: 201 },
  renewOperator: {
    request: async () => ({ path: { name: (await anyOperator()).name }, body: { reason } }),
    operator: 200,
  },
  removeOperator: {
    request: async () => ({ path: { name: (await newOperator("moderator")).name }, body: { reason } }),
    operator: 204,
  },
  listAudit: { request: () => ({}), operator: 200 },
  findAccount: { request: ({ bob }) => ({ query: { username: bob.user.username } }), operator: 200 },
  getAccount: { request: ({ bob }) => ({ path: { userId: bob.user.id } }), operator: 200 },
  listSuspensions: { request: () => ({}), operator: 200 },
  suspendUser: { request: async () => ({ path: await somebody(), body: { reason } }), operator: 200 },
  restoreUser: { request: async () => ({ path: await somebody(), body: { reason } }), operator: 204 },
  endSignIns: { request: async () => ({ path: await somebody(), body: { reason } }), operator: 204 },
  endSignIn: {
    request: async () => ({ path: { ...(await somebody()), deviceId: "device" }, body: { reason } }),
    operator: 204,
  },
  listReports: { request: () => ({}), operator: 200 },
  getReport: {
    request: async (all) => ({ path: { reportId: await reportedBy(all.mallory, all.bob) } }),
    operator: 200,
  },
  closeReport: {
    request: async (all) => ({ path: { reportId: await reportedBy(all.mallory, all.bob) }, body: { reason } }),
    operator: 204,
  },
  getRegistrationMode: { request: () => ({}), operator: 200 },
  setRegistrationMode: { request: () => ({ body: { mode: "open", reason } }), operator: 200 },
  listInvitations: { request: () => ({}), operator: 200 },
  makeInvitation: { request: () => ({ body: { uses: 1, expiresAt: Date.now() + 60_000, reason } }), operator: 201 },
  revokeInvitation: {
    request: async () => ({
      path: { invitationId: (await newInvitation()).invitation.invitationId },
      body: { reason },
    }),
    operator: 204,
  },
  getUserBudget: { request: ({ bob }) => ({ path: { userId: bob.user.id } }), operator: 200 },
  setUserBudget: { request: ({ bob }) => ({ path: { userId: bob.user.id }, body: { factor: 2 } }), operator: 204 },
  listDeadLetters: { request: () => ({}), operator: 200 },
  replayDeadLetter: { request: async () => ({ path: { id: await deadJob() } }), operator: 204 },
  dropDeadLetter: { request: async () => ({ path: { id: await deadJob() } }), operator: 204 },
  getFleet: { request: () => ({}), operator: 200 },
  startSweep: { request: () => ({ body: { reason: "a deploy" } }), operator: 200 },
  stopSweep: { request: () => ({ body: { reason: "enough" } }), operator: 200 },
  listHistory: { request: () => ({}), operator: 200 },
  verifyHistory: { request: inTalk, operator: 200 },
  openSocket: { request: () => ({ headers: { upgrade: "websocket" } }), stranger: 101, member: 101 },
  listSigningKeys: { request: () => ({}), anyone: 200 },
  openApiDocument: { request: () => ({}), anyone: 200 },
  // This deployment names no contact.
  securityText: { request: () => ({}), anyone: "NOT_FOUND" },
  asyncApiDocument: { request: () => ({}), anyone: 200 },
  health: { request: () => ({}), anyone: 200 },
  ready: { request: () => ({}), anyone: 200 },
  developers: { request: () => ({}), anyone: 200 },
  // Nobody is challenged by the deployment of the tests.
  challenge: { request: () => ({}), anyone: "NOT_FOUND" },
  home: { request: () => ({}), anyone: 200 },
};

/** A row with its route, as all cells need it. */
export interface Cell {
  readonly route: NamedRoute;
  readonly request: Request<Route>;
  readonly outcomes: Readonly<Record<"stranger" | "member" | "moderator" | "operator", Outcome>>;
  readonly usesUpDevices: boolean;
}

type AnyRow = AnyoneRow<Route> | UserRow<Route> | OperatorRow<Route>;

function outcomesOf(row: AnyRow, { who }: Route): Cell["outcomes"] {
  if ("anyone" in row) {
    const { anyone } = row;
    return { stranger: anyone, member: anyone, moderator: anyone, operator: anyone };
  }
  if ("operator" in row) {
    const { operator } = row;
    const moderator = who === "moderator" ? operator : "FORBIDDEN";
    return { stranger: "NOT_AUTHENTICATED", member: "NOT_AUTHENTICATED", moderator, operator };
  }
  const { stranger, member } = row;
  return { stranger, member, moderator: "NOT_AUTHENTICATED", operator: "NOT_AUTHENTICATED" };
}

const allRows: readonly (readonly [operationId: string, AnyRow])[] = [
  ...Object.entries<GroupRow<Route>>(groupRows).map(([id, row]) => [id, rowOfGroup(row)] as const),
  ...Object.entries<AnyRow>(routeRows),
];

export const cells = allRows.map(([operationId, row]): readonly [name: string, Cell] => {
  const route = routeById.get(operationId);
  if (route === undefined) throw new Error(`no route ${operationId}`);
  const usesUpDevices = "usesUpDevices" in row && (row.usesUpDevices ?? false);
  return [
    `${route.method} ${route.path}`,
    { route, request: row.request, outcomes: outcomesOf(row, route), usesUpDevices },
  ];
});
