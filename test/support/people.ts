// The people of a test: accounts with devices, made over HTTP as a client would.
import * as v from "valibot";
import { sessionResultShape, type SessionResult } from "../../schema/protocol/http-auth.ts";
import { conversationResultShape, messagesResultShape } from "../../schema/protocol/http-conversations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { TestSocket } from "./test-socket.ts";
import { callWorker } from "./worker-http.ts";

export const password = "correct horse battery";

let people = 0;

/** A username that no other test uses. */
export function newUsername(name: string): string {
  people += 1;
  return `${name}_${people.toString(36)}_${Date.now().toString(36)}`.slice(0, 20);
}

export async function register(username: string): Promise<SessionResult> {
  const { status, body } = await callWorker({
    method: "POST",
    path: "/api/auth/register",
    body: { username, password },
  });
  if (status !== 201) throw new Error(`register gave ${status} ${JSON.stringify(body)}`);
  return v.parse(sessionResultShape, body);
}

/** @param device an earlier one of this user */
export async function logIn(username: string, device?: Pick<SessionResult["device"], "id">): Promise<SessionResult> {
  const { status, body } = await callWorker({
    method: "POST",
    path: "/api/auth/login",
    body: { username, password, ...(device !== undefined && { device }) },
  });
  if (status !== 200) throw new Error(`login gave ${status} ${JSON.stringify(body)}`);
  return v.parse(sessionResultShape, body);
}

export async function openDirect(token: string, userId: UserId): Promise<ConversationId> {
  const { body } = await callWorker({
    method: "POST",
    path: "/api/conversations",
    token,
    body: { kind: "direct", userId },
  });
  return v.parse(conversationResultShape, body).conversation.id;
}

/** Lets two become friends: one asks, the other accepts. */
export async function befriend(one: SessionResult, other: SessionResult): Promise<void> {
  const requests = "/api/friend-requests";
  const asked = { method: "POST", path: requests, token: one.accessToken, body: { userId: other.user.id } };
  const accepted = {
    method: "POST",
    path: `${requests}/${one.user.id}`,
    token: other.accessToken,
    body: { accept: true },
  };
  for (const call of [asked, accepted]) {
    const { status, body } = await callWorker(call);
    if (status !== 200) throw new Error(`${call.path} gave ${status} ${JSON.stringify(body)}`);
  }
}

/** The newest seq that a member is told of. */
export async function headSeqOf(token: string, conversationId: ConversationId): Promise<number> {
  const { body } = await callWorker({
    method: "GET",
    path: `/api/conversations/${conversationId}/messages?limit=1`,
    token,
  });
  return v.parse(messagesResultShape, body).headSeq;
}

/** A socket that has caught up: it gets everything that happens from here on. */
export async function openLive(token: string): Promise<TestSocket> {
  const socket = await TestSocket.open(token);
  socket.send({ type: "sync" });
  await socket.nextOfType("sync-done");
  return socket;
}

/** A UUIDv7 (RFC 9562) of now. */
export function newClientMsgId(timeMs = Date.now()): string {
  const time = timeMs.toString(16).padStart(12, "0");
  const random = [...crypto.getRandomValues(new Uint8Array(10))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
