// Tooling, off the message's way: every HTTP route as the OpenAPI document describes it.
import type * as v from "valibot";
import { jobIdShape } from "../../schema/jobs/envelope.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { deadLettersQueryShape } from "../../schema/protocol/http-admin.ts";
import { inboxQueryShape, messagesQueryShape } from "../../schema/protocol/http-conversations.ts";
import { historyQueryShape, verifyHistoryQueryShape } from "../../schema/protocol/http-history.ts";
import { usernameShape } from "../../schema/protocol/http-auth.ts";
import { conversationIdShape, deviceIdShape, userIdShape } from "../../schema/protocol/ids.ts";
import type { bodyComponents } from "./components.ts";
import * as example from "./examples.ts";

type BodyName = keyof typeof bodyComponents;

export interface Parameter {
  readonly shape: v.GenericSchema;
  readonly description: string;
  readonly example: string | number;
}

export interface Route {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly operationId: string;
  readonly tag: "accounts" | "devices" | "users" | "conversations" | "messages" | "socket" | "admin" | "service";
  readonly summary: string;
  readonly description: string;
  /** Needs an access token. */
  readonly authenticated: boolean;
  /** Needs the operators' secret instead, which no user has. */
  readonly operator?: true;
  readonly pathParameters?: Readonly<Record<string, Parameter>>;
  /** The query as a whole, and what each of its parameters means. */
  readonly query?: { readonly shape: v.GenericSchema; readonly parameters: Readonly<Record<string, Parameter>> };
  readonly body?: BodyName;
  /** By status: what it means, and its body: JSON of a shape, or another document. */
  readonly gives: Readonly<
    Record<number, { readonly description: string; readonly body?: BodyName; readonly mediaType?: string }>
  >;
  /** Codes of its own, beside those that follow from `authenticated` and `body`. */
  readonly codes: readonly ErrorCode[];
}

const conversationIdParameter = {
  conversationId: {
    shape: conversationIdShape,
    description: "The conversation's id.",
    example: example.conversationId,
  },
};
const deadLetterIdParameter = {
  id: { shape: jobIdShape, description: "The id of the job, as the list has it.", example: example.deadLetter.id },
};
const messagesEntries = messagesQueryShape.entries;
const inboxEntries = inboxQueryShape.entries;

export const routes: readonly Route[] = [
  {
    method: "post",
    path: "/api/auth/register",
    operationId: "register",
    tag: "accounts",
    summary: "Make an account",
    description: "Makes an account and signs its first device in.",
    authenticated: false,
    body: "RegisterBody",
    gives: { 201: { description: "The account exists and the device is signed in.", body: "Session" } },
    codes: ["USERNAME_TAKEN", "RATE_LIMITED"],
  },
  {
    method: "post",
    path: "/api/auth/login",
    operationId: "login",
    tag: "accounts",
    summary: "Sign a device in",
    description:
      "Signs a device in. Without `device.id` a new one is made; beyond the limit of devices, the least recently seen is signed out. " +
      "Failed passwords are limited by account, attempts by address.",
    authenticated: false,
    body: "LoginBody",
    gives: { 200: { description: "The device is signed in.", body: "Session" } },
    codes: ["INVALID_CREDENTIALS", "RATE_LIMITED"],
  },
  {
    method: "post",
    path: "/api/auth/refresh",
    operationId: "refresh",
    tag: "accounts",
    summary: "Get the next pair of tokens",
    description:
      "Gives new tokens and uses the refresh token up. A token that was used before signs the device out: somebody copied it.",
    authenticated: false,
    body: "RefreshBody",
    gives: { 200: { description: "The next tokens.", body: "Tokens" } },
    codes: ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "REFRESH_TOKEN_REUSED", "DEVICE_SIGNED_OUT", "RATE_LIMITED"],
  },
  {
    method: "post",
    path: "/api/auth/logout",
    operationId: "logout",
    tag: "accounts",
    summary: "Sign this device out",
    description:
      "Signs the calling device out: its tokens are refused and its sockets are closed (4401) from the moment this returns.",
    authenticated: true,
    gives: { 204: { description: "The device is signed out." } },
    codes: [],
  },
  {
    method: "get",
    path: "/api/devices",
    operationId: "listDevices",
    tag: "devices",
    summary: "List my devices",
    description: "Lists the devices that are signed in.",
    authenticated: true,
    gives: { 200: { description: "The devices.", body: "DevicesResult" } },
    codes: [],
  },
  {
    method: "delete",
    path: "/api/devices/{deviceId}",
    operationId: "signOutDevice",
    tag: "devices",
    summary: "Sign one of my devices out",
    description:
      "Signs a device of the caller's out: its tokens are refused and its sockets are closed (4401) from the moment this returns.",
    authenticated: true,
    pathParameters: { deviceId: { shape: deviceIdShape, description: "The device's id.", example: example.deviceId } },
    gives: { 204: { description: "The device is signed out." } },
    codes: ["NOT_FOUND"],
  },
  {
    method: "delete",
    path: "/api/devices",
    operationId: "signOutOtherDevices",
    tag: "devices",
    summary: "Sign my other devices out",
    description: "Signs all devices of the caller's out, except the calling one.",
    authenticated: true,
    gives: { 204: { description: "No other device is signed in." } },
    codes: [],
  },
  {
    method: "get",
    path: "/api/users/by-username/{username}",
    operationId: "findUser",
    tag: "users",
    summary: "Find a user by username",
    description: "Finds a user by the whole username, whatever its case.",
    authenticated: true,
    pathParameters: { username: { shape: usernameShape, description: "The username.", example: "bob" } },
    gives: { 200: { description: "The user.", body: "UserResult" } },
    codes: ["USER_NOT_FOUND"],
  },
  {
    method: "get",
    path: "/api/users/{userId}",
    operationId: "getUser",
    tag: "users",
    summary: "Get a user by id",
    description: "Says who it is that an event names by id.",
    authenticated: true,
    pathParameters: {
      userId: { shape: userIdShape, description: "The user's id.", example: example.userIds.bob },
    },
    gives: { 200: { description: "The user.", body: "UserResult" } },
    codes: ["USER_NOT_FOUND"],
  },
  {
    method: "post",
    path: "/api/conversations",
    operationId: "openConversation",
    tag: "conversations",
    summary: "Open a conversation",
    description: "Opens the one direct conversation between the caller and another user; whoever asks, it is the same.",
    authenticated: true,
    body: "OpenConversationBody",
    gives: {
      200: { description: "It was there.", body: "ConversationResult" },
      201: { description: "It was made.", body: "ConversationResult" },
    },
    codes: ["USER_NOT_FOUND"],
  },
  {
    method: "get",
    path: "/api/conversations",
    operationId: "listConversations",
    tag: "conversations",
    summary: "List the inbox",
    description:
      "The caller's conversations, the most recently active first; with `since`, only what changed after that inbox version.",
    authenticated: true,
    query: {
      shape: inboxQueryShape,
      parameters: {
        since: { shape: inboxEntries.since, description: "An inbox version: only what changed after it.", example: 17 },
        cursor: {
          shape: inboxEntries.cursor,
          description: "The `cursor` of the page before.",
          example: "MTc5NTAwMDAwMDAwMA",
        },
        limit: { shape: inboxEntries.limit, description: "The most entries in a page.", example: 50 },
      },
    },
    gives: { 200: { description: "A page of the inbox.", body: "InboxResult" } },
    codes: ["INVALID_REQUEST"],
  },
  {
    method: "get",
    path: "/api/conversations/{conversationId}/messages",
    operationId: "listMessages",
    tag: "messages",
    summary: "Read a conversation's log",
    description:
      "A page of events, rising by seq: those before a seq, those after one, or the newest. `before` and `after` exclude each other.",
    authenticated: true,
    pathParameters: conversationIdParameter,
    query: {
      shape: messagesQueryShape,
      parameters: {
        before: {
          shape: messagesEntries.before,
          description: "Events with a lower seq, the nearest ones.",
          example: 42,
        },
        after: {
          shape: messagesEntries.after,
          description: "Events with a higher seq, the nearest ones.",
          example: 41,
        },
        limit: { shape: messagesEntries.limit, description: "The most events in a page.", example: 50 },
      },
    },
    gives: { 200: { description: "A page of events.", body: "MessagesResult" } },
    codes: ["INVALID_REQUEST", "CONVERSATION_NOT_FOUND"],
  },
  {
    method: "post",
    path: "/api/conversations/{conversationId}/messages",
    operationId: "sendMessage",
    tag: "messages",
    summary: "Send a message",
    description:
      "Sends a message, through the same queue and limits as a socket's. Repeat it with the same `clientMsgId` until it is acked or refused: " +
      "it is stored once, and a repeat gets the first ack again.",
    authenticated: true,
    pathParameters: conversationIdParameter,
    body: "SendMessageBody",
    gives: { 201: { description: "The message is committed: no crash can lose it.", body: "MessageAck" } },
    codes: ["CONVERSATION_NOT_FOUND", "DUPLICATE_MESSAGE", "CONTENT_TOO_LARGE", "CLOCK_AHEAD", "SEQ_OUT_OF_RANGE"],
  },
  {
    method: "post",
    path: "/api/conversations/{conversationId}/read",
    operationId: "markRead",
    tag: "messages",
    summary: "Mark as read",
    description: "Moves the caller's read cursor forward, on all devices.",
    authenticated: true,
    pathParameters: conversationIdParameter,
    body: "MarkReadBody",
    gives: { 200: { description: "The cursor and what is left unread.", body: "MarkReadResult" } },
    codes: ["CONVERSATION_NOT_FOUND", "SEQ_OUT_OF_RANGE"],
  },
  {
    method: "get",
    path: "/ws",
    operationId: "openSocket",
    tag: "socket",
    summary: "Open the user's socket",
    description:
      "Upgrades to a WebSocket that speaks `klatch.v1`; its frames are described in the AsyncAPI document. With `Authorization` a refusal is a " +
      "problem document. Browsers cannot set that header: they offer the subprotocols `klatch.v1` and `bearer.<accessToken>`; since they cannot " +
      "see a status either, a refused token is then accepted and closed with 4401 at once.",
    authenticated: true,
    gives: { 101: { description: "The socket is open and speaks `klatch.v1`." } },
    codes: ["UPGRADE_REQUIRED", "FORBIDDEN", "INVALID_REQUEST"],
  },
  {
    method: "get",
    path: "/api/admin/dead-letters",
    operationId: "listDeadLetters",
    tag: "admin",
    summary: "List the jobs that died",
    description: "Jobs that no consumer could do in all their attempts, the newest first.",
    authenticated: false,
    operator: true,
    query: {
      shape: deadLettersQueryShape,
      parameters: {
        cursor: {
          shape: deadLettersQueryShape.entries.cursor,
          description: "The `cursor` of the page before.",
          example: `${example.timeMs}_${example.deadLetter.id}`,
        },
      },
    },
    gives: { 200: { description: "A page of them.", body: "DeadLettersResult" } },
    codes: ["NOT_AUTHENTICATED", "INVALID_REQUEST"],
  },
  {
    method: "post",
    path: "/api/admin/dead-letters/{id}/replay",
    operationId: "replayDeadLetter",
    tag: "admin",
    summary: "Send a job that died to its queue again",
    description:
      "Sends the job as it came, under its own id: what an earlier attempt has done already is not done again.",
    authenticated: false,
    operator: true,
    pathParameters: deadLetterIdParameter,
    gives: { 204: { description: "The queue has it." } },
    codes: ["NOT_AUTHENTICATED", "NOT_FOUND"],
  },
  {
    method: "delete",
    path: "/api/admin/dead-letters/{id}",
    operationId: "dropDeadLetter",
    tag: "admin",
    summary: "Drop a job that died",
    description: "Forgets the job for good.",
    authenticated: false,
    operator: true,
    pathParameters: deadLetterIdParameter,
    gives: { 204: { description: "It is gone." } },
    codes: ["NOT_AUTHENTICATED", "NOT_FOUND"],
  },
  {
    method: "get",
    path: "/api/admin/history",
    operationId: "listHistory",
    tag: "admin",
    summary: "List the conversations that have history",
    description: "Conversations of which events were moved from the log into the tiers behind it, by id.",
    authenticated: false,
    operator: true,
    query: {
      shape: historyQueryShape,
      parameters: {
        cursor: {
          shape: historyQueryShape.entries.cursor,
          description: "The `cursor` of the page before.",
          example: example.conversationId,
        },
      },
    },
    gives: { 200: { description: "A page of their ids.", body: "HistoryResult" } },
    codes: ["NOT_AUTHENTICATED", "INVALID_REQUEST"],
  },
  {
    method: "get",
    path: "/api/admin/history/{conversationId}/verify",
    operationId: "verifyHistory",
    tag: "admin",
    summary: "Recount a conversation's history",
    description:
      "Compares what history holds with the conversation's log, event by event, and says what is wrong. One part at a time: " +
      "ask again with `after` until it is null.",
    authenticated: false,
    operator: true,
    pathParameters: conversationIdParameter,
    query: {
      shape: verifyHistoryQueryShape,
      parameters: {
        after: {
          shape: verifyHistoryQueryShape.entries.after,
          description: "Only events after this seq: the `after` of the part before.",
          example: 4_096,
        },
      },
    },
    gives: { 200: { description: "What was found.", body: "HistoryReport" } },
    codes: ["NOT_AUTHENTICATED", "INVALID_REQUEST", "CONVERSATION_NOT_FOUND", "UNAVAILABLE"],
  },
  {
    method: "get",
    path: "/health",
    operationId: "health",
    tag: "service",
    summary: "Is it up?",
    description: "Answers as long as the Worker runs.",
    authenticated: false,
    gives: { 200: { description: "It is up.", body: "Health" } },
    codes: [],
  },
  {
    method: "get",
    path: "/.well-known/jwks.json",
    operationId: "listSigningKeys",
    tag: "service",
    summary: "Public signing keys",
    description: "The public halves of the keys that sign tokens (RFC 7517), the signing one first.",
    authenticated: false,
    gives: { 200: { description: "The keys.", body: "KeySet" } },
    codes: [],
  },
  {
    method: "get",
    path: "/openapi.json",
    operationId: "openApiDocument",
    tag: "service",
    summary: "This document",
    description: "The OpenAPI document of this deployment.",
    authenticated: false,
    gives: { 200: { description: "OpenAPI 3.1.", mediaType: "application/json" } },
    codes: [],
  },
  {
    method: "get",
    path: "/asyncapi.json",
    operationId: "asyncApiDocument",
    tag: "service",
    summary: "The document of the socket's frames",
    description: "The AsyncAPI document of this deployment.",
    authenticated: false,
    gives: { 200: { description: "AsyncAPI 3.0.", mediaType: "application/json" } },
    codes: [],
  },
  {
    method: "get",
    path: "/",
    operationId: "home",
    tag: "service",
    summary: "A page for people",
    description: "Says what this is and where the documents are.",
    authenticated: false,
    gives: { 200: { description: "The page.", mediaType: "text/html" } },
    codes: [],
  },
];
