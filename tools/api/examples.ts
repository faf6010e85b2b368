// Tooling, off the message's way: one small story from which all examples in the API documents are taken.
import { errorRules } from "../../schema/protocol/errors.ts";
import { deviceId, jobId, timeMs, userIds } from "../../schema/protocol/examples/story.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { messageAck, sendMessage } from "../../schema/protocol/message.ts";
import { conversationChanged } from "../../schema/protocol/sync.ts";

export const accessToken = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl";
export const refreshToken = "eyJhbGciOiJFZERTQSIsInR5cCI6InJ0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl";

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

// Over HTTP the same is said as in frames, without their types; where it is said, the address tells.
const { type: _send, conversationId: _to, ...sendMessageBody } = sendMessage.example;
const { type: _ack, ...ack } = messageAck.example;
const { type: _changed, conversationId: id, ...inboxEntry } = conversationChanged.example;
export const conversation = { id, ...inboxEntry };
const { preview } = inboxEntry;
export { ack, preview, sendMessageBody };

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
