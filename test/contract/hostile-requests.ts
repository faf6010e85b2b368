// Whom hostile requests over HTTP are tried on, what their bodies would be, and how refusals are read; shared by the tests of it.
import { fileId, userIds } from "../../schema/protocol/examples/story.ts";
import * as v from "valibot";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newGroupId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { documentedCodes } from "../support/documented-codes.ts";
import { headSeqOf, newClientMsgId, newUsername, openDirect, password, register } from "../support/people.ts";
import { fetchWorker, type HttpCall } from "../support/worker-http.ts";

/** Of RFC 8291, section 5. */
const point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/** Alice sends what follows; nothing of it may reach Bob, whom she talks to. */
interface RequestWorld {
  readonly alice: SessionResult;
  readonly bob: SessionResult;
  readonly talk: ConversationId;
}

export interface HostileRequests {
  readonly worldNow: () => RequestWorld;
  /** What Alice is told of a request. */
  readonly codeFor: (call: HttpCall) => Promise<ErrorCode>;
  /** A last test: nothing of what the others sent is there. */
  readonly itStoredNothing: () => void;
}

/**
 * Sets up a file of tests: people of its own, and each test 0.4 s after the one before, so that the last one comes within the life of a token.
 *
 * @param token who sends what follows; Alice, if it is missing
 */
export function hostileRequests(token?: string): HostileRequests {
  let world: RequestWorld;
  beforeAll(async () => {
    const [alice, bob] = [await register(newUsername("alice")), await register(newUsername("bob"))];
    world = { alice, bob, talk: await openDirect(alice.accessToken, bob.user.id) };
  });
  // Many requests of one user at once are not what is looked at here.
  let clock = Date.now();
  beforeEach(() => {
    clock += 400;
    vi.useFakeTimers({ toFake: ["Date"], now: clock });
  });
  afterEach(() => vi.useRealTimers());
  const codeFor = (call: HttpCall): Promise<ErrorCode> =>
    refusalOf({ token: token ?? world.alice.accessToken, ...call });
  return {
    worldNow: () => world,
    codeFor,
    itStoredNothing: () => {
      it("[ERR-8] nothing of all that was stored", async () => {
        expect(await headSeqOf(world.bob.accessToken, world.talk)).toBe(0);
        const path = "/api/users/by-username/never_made";
        expect(await refusalOf({ method: "GET", path, token: world.alice.accessToken })).toBe("USER_NOT_FOUND");
      });
    },
  };
}

/** The code of the refusal, which is a problem document as the protocol has them and holds nothing of the request. */
async function refusalOf(call: HttpCall): Promise<ErrorCode> {
  const response = await fetchWorker(call);
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const { code, instance, ...rest } = v.parse(problemShape, await response.json());
  const { status, title } = errorRuleOf(code);
  expect(response.status).toBe(status);
  expect(rest).toMatchObject({ status, title, type: `urn:klatch:error:${code}` });
  expect(documentedCodes(call.method, call.path)).toContain(code);
  expect(instance).toBe(`urn:klatch:request:${response.headers.get("x-request-id")}`);
  return code;
}

export interface Body {
  readonly path: (world: RequestWorld) => string;
  /** It would be accepted, or fail for another reason than its form. */
  readonly valid: object;
  readonly optional: readonly string[];
  /** What `{}` meets, where nothing needs to be said. */
  readonly empty?: ErrorCode;
  /** What a body of no bytes or no type meets, where there needs to be none. */
  readonly nothing?: ErrorCode;
}

/** Bodies are judged before any group is asked, so that there needs to be none. */
const noGroup = `/api/groups/${newGroupId()}`;

const device = { id: "device_0", platform: "web", name: "" };

/** A valid body of each operation that has one, by its operationId. */
export const bodies: Readonly<Record<string, Body>> = {
  register: {
    path: () => "/api/auth/register",
    valid: { username: "never_made", password, displayName: "Never", device, invitation: "x" },
    optional: ["displayName", "device", "invitation"],
  },
  login: {
    path: () => "/api/auth/login",
    valid: { username: "never_made", password, device, deviceSecret: "x" },
    optional: ["device", "deviceSecret"],
  },
  changePassword: {
    path: () => "/api/me/password",
    valid: { current: password, next: "another horse, another battery" },
    optional: [],
  },
  deleteAccount: {
    path: () => "/api/me",
    // Not hers.
    valid: { password: "another horse, another battery", eraseMessages: false },
    optional: [],
  },
  editMe: {
    path: () => "/api/me",
    // Without `status`: null is one.
    valid: { displayName: "Ada", avatar: "🦊", bio: "Reads." },
    optional: ["displayName", "avatar", "bio"],
  },
  declareFile: {
    path: () => "/api/files",
    // Larger than any.
    valid: { name: "menu.txt", size: 1e12, type: "text/plain", sha256: "0".repeat(64) },
    optional: [],
  },
  getFileAddress: {
    path: ({ talk }) => `/api/conversations/${talk}/files/${fileId}/address`,
    valid: { seq: 1, size: "320" },
    optional: ["size"],
  },
  report: {
    path: () => "/api/reports",
    valid: { about: { kind: "user", userId: "user_nobody" }, reason: "spam", text: "He sells things." },
    optional: ["text"],
  },
  editPrivacy: { path: () => "/api/me/privacy", valid: { receipts: true }, optional: [] },
  subscribeToPush: {
    path: () => "/api/devices/me/push",
    // A key that this deployment does not have.
    valid: {
      kind: "web",
      endpoint: "https://push.example.com/1",
      keys: { p256dh: point, auth: "A".repeat(22) },
      vapidKey: point,
    },
    optional: [],
  },
  // Neither is her password, and the link was made by nobody.
  putEmail: {
    path: () => "/api/me/email",
    valid: { address: "mallory@example.com", password: "another horse, another battery" },
    optional: [],
  },
  removeEmail: {
    path: () => "/api/me/email",
    valid: { password: "another horse, another battery" },
    optional: [],
  },
  confirmEmail: {
    path: () => "/api/email/confirm",
    valid: { token: `user_${"0".repeat(26)}.${"0".repeat(32)}.${"0".repeat(32)}` },
    optional: [],
  },
  editNotificationSettings: { path: () => "/api/me/notifications", valid: { preview: true }, optional: [] },
  requestFriend: {
    path: () => "/api/friend-requests",
    valid: { userId: "user_nobody", message: "We met" },
    optional: ["message"],
  },
  answerFriendRequest: { path: () => `/api/friend-requests/${userIds.bob}`, valid: { accept: true }, optional: [] },
  editFriend: {
    path: () => `/api/friends/${userIds.bob}`,
    valid: { remark: "Bob B.", tags: ["club"], favourite: true },
    optional: ["remark", "tags", "favourite"],
  },
  refresh: { path: () => "/api/auth/refresh", valid: { refreshToken: "x" }, optional: [] },
  revoke: { path: () => "/api/auth/revoke", valid: { refreshToken: "x" }, optional: [] },
  openConversation: {
    path: () => "/api/conversations",
    valid: { kind: "direct", userId: "user_nobody" },
    optional: [],
  },
  sendMessage: {
    path: ({ talk }) => `/api/conversations/${talk}/messages`,
    valid: {
      clientMsgId: newClientMsgId(),
      content: { type: "text", text: "Hello" },
      replyTo: "direct_nobody:1",
      mentions: ["user_nobody"],
      thread: 1,
      burnAfterMs: 60_000,
    },
    optional: ["replyTo", "mentions", "thread", "burnAfterMs"],
  },
  changeConversation: {
    path: ({ talk }) => `/api/conversations/${talk}`,
    valid: { ttlMs: null },
    optional: [],
  },
  editMessage: {
    path: ({ talk }) => `/api/conversations/${talk}/messages/1`,
    valid: { opId: newClientMsgId(), content: { type: "text", text: "Hello" }, mentions: ["user_nobody"] },
    optional: ["opId", "mentions"],
  },
  forwardMessages: {
    path: ({ talk }) => `/api/conversations/${talk}/forwards`,
    valid: { clientMsgId: newClientMsgId(), from: { conversationId: "direct_nobody", seqs: [1] }, merged: false },
    optional: [],
  },
  scheduleMessage: {
    path: () => "/api/scheduled-messages",
    valid: {
      conversationId: "direct_nobody",
      clientMsgId: newClientMsgId(),
      content: { type: "text", text: "Hello" },
      replyTo: "direct_other:1",
      mentions: ["user_nobody"],
      silent: true,
      burnAfterMs: 60_000,
      sendAt: 8_000_000_000_000,
    },
    optional: ["replyTo", "mentions", "silent", "burnAfterMs"],
  },
  changeScheduled: {
    path: () => "/api/scheduled-messages/none",
    valid: {
      content: { type: "text", text: "Hello" },
      replyTo: "direct_other:1",
      mentions: ["user_nobody"],
      silent: false,
      sendAt: 8_000_000_000_000,
    },
    optional: ["content", "replyTo", "mentions", "silent", "sendAt"],
  },
  changeSettings: {
    path: ({ talk }) => `/api/conversations/${talk}/settings`,
    valid: { pinned: true, notify: "all", archived: true, hidden: true, markedUnread: true },
    optional: ["pinned", "notify", "archived", "hidden", "markedUnread"],
  },
  // What is no poll is not found, once the body is right.
  vote: {
    path: ({ talk }) => `/api/conversations/${talk}/messages/1/vote`,
    valid: { opId: "0192f6a8-3c1e-7b5d-9a4f-2e8c6d1b0a37", options: [0] },
    optional: ["opId"],
  },
  markRead: { path: ({ talk }) => `/api/conversations/${talk}/read`, valid: { seq: 1 }, optional: [] },
  createGroup: {
    path: () => "/api/groups",
    valid: { name: "Tea", description: "", avatar: "", settings: {}, memberIds: [] },
    optional: ["description", "avatar", "settings"],
  },
  editGroup: {
    path: () => noGroup,
    valid: { name: "Tea", description: "", avatar: "" },
    optional: ["name", "description", "avatar"],
  },
  transferGroup: { path: () => `${noGroup}/transfer`, valid: { userId: "user_nobody" }, optional: [] },
  announce: { path: () => `${noGroup}/announcement`, valid: { text: "Tuesday" }, optional: [] },
  addMembers: { path: () => `${noGroup}/members`, valid: { userIds: ["user_nobody"] }, optional: [] },
  editMember: { path: () => `${noGroup}/members/${newUserId()}`, valid: { nickname: "Al" }, optional: [] },
  joinGroup: {
    path: () => `${noGroup}/join`,
    valid: { password: "three cups", message: "May I?" },
    optional: ["password", "message"],
    empty: "CONVERSATION_NOT_FOUND",
  },
  answerJoinRequest: { path: () => `${noGroup}/requests/${newUserId()}`, valid: { accept: true }, optional: [] },
  answerGroupInvitation: {
    path: () => noGroup.replace("groups", "invitations"),
    valid: { accept: true },
    optional: [],
  },
  makeLink: {
    path: () => `${noGroup}/links`,
    valid: { expiresAt: 1, maxUses: 1 },
    optional: ["expiresAt", "maxUses"],
    empty: "CONVERSATION_NOT_FOUND",
  },
};

/** Headers of a body that says what it is. */
export const json = { "content-type": "application/json" };
