// Tooling, off the message's way: one small story from which all examples in the API documents are taken.
import { messageIdOf } from "../../schema/protocol/ids.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";
import { textContent as textKind } from "../../schema/protocol/content/text.ts";
import { errorRules } from "../../schema/protocol/errors.ts";
import { clientMsgId, conversationId, deviceId, jobId, timeMs, userIds } from "../../schema/protocol/examples/story.ts";

export const accessToken = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl";
export const refreshToken = "eyJhbGciOiJFZERTQSIsInR5cCI6InJ0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl";

const seq = 42;

const textContent = textKind.example;

export const user = { id: userIds.alice, username: "alice", displayName: "Alice", createdAt: timeMs - 86_400_000 };

export const device = {
  id: deviceId,
  platform: "web" as const,
  name: "Firefox on the laptop",
  createdAt: timeMs - 86_400_000,
  lastSeenAt: timeMs,
  current: true,
};

export const deadLetter = {
  id: jobId,
  kind: "account-audit",
  reason: "failed" as const,
  error: "Error: D1_ERROR: the database is overloaded",
  attempts: 9,
  diedAt: timeMs,
  job: {
    v: 1,
    id: jobId,
    kind: "account-audit",
    at: timeMs - 1_200_000,
    payload: { event: "signed-in", userId: userIds.alice, deviceId, platform: "web" },
  },
};

export const historyFault = { kind: "missing" as const, where: "history" as const, firstSeq: 129, lastSeq: 192 };

export const registerBody = {
  username: "alice",
  password: "correct horse battery",
  displayName: "Alice",
  device: { platform: "web" as const, name: "Firefox on the laptop" },
};
export const loginBody = {
  username: "alice",
  password: "correct horse battery",
  device: { id: deviceId, platform: "web" as const, name: "Firefox on the laptop" },
};
export const tokens = { accessToken, refreshToken, expiresIn: defaultLimits.ACCESS_TOKEN_SECONDS };

export const sendMessageBody = {
  clientMsgId,
  content: textContent,
  replyTo: messageIdOf(conversationId, 40),
  mentions: [userIds.bob],
};

export const ack = { clientMsgId, conversationId, seq, messageId: messageIdOf(conversationId, seq), createdAt: timeMs };

export const preview = { seq, senderId: userIds.alice, type: "text", text: "Coffee at three?", createdAt: timeMs };

const inboxEntry = {
  kind: "direct" as const,
  peerId: userIds.bob,
  headSeq: seq,
  cursorSeq: seq,
  unread: 0,
  preview,
  activeAt: timeMs,
  inboxVersion: 17,
};
export const conversation = { id: conversationId, ...inboxEntry };
export const conversationChanged = { type: "conversation-changed" as const, conversationId, ...inboxEntry };

export const welcome = {
  type: "welcome" as const,
  userId: userIds.alice,
  deviceId,
  serverTime: timeMs,
  limits: {
    framesPerSecond: defaultLimits.LIMIT_FRAMES_PER_SECOND,
    framesBurst: defaultLimits.LIMIT_FRAMES_BURST,
    maxFramesPerSocketMessage: wireLimits.maxFramesPerSocketMessage,
    maxSocketMessageBytes: wireLimits.maxSocketMessageBytes,
    maxContentBytes: wireLimits.maxContentBytes,
    maxUnheardChars: defaultLimits.LIMIT_UNHEARD_CHARS,
  },
  reconnectDelayMs: defaultLimits.RECONNECT_DELAY_MS,
};

const requestId = "urn:klatch:request:0b1e6a52-5f0e-4d0a-9a1e-3c8c7c1d2b4f";
export const problem = {
  type: "urn:klatch:error:CONVERSATION_NOT_FOUND",
  title: errorRules.CONVERSATION_NOT_FOUND.title,
  status: errorRules.CONVERSATION_NOT_FOUND.status,
  code: "CONVERSATION_NOT_FOUND" as const,
  instance: requestId,
};

export const keySet = {
  keys: [
    {
      kty: "OKP" as const,
      crv: "Ed25519" as const,
      x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
      kid: "2026-11",
      alg: "EdDSA" as const,
      use: "sig" as const,
    },
  ],
};
