// Plays a user against the real actors in workerd: signed-in devices, sockets, and frames awaited one by one.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { conversationStub, userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import {
  directConversationId,
  newUserId,
  type ClientMsgId,
  type ConversationId,
  type DeviceId,
  type UserId,
} from "../../schema/protocol/ids.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import type { ConversationRpc, Refused } from "../../schema/rpc/conversation.ts";
import type { Answer, Question } from "../../schema/rpc/session-questions.ts";
import { isTold, writeSocketCaller, type Caller, type DeviceGrant } from "../../schema/rpc/user-session.ts";
import { TestSocket } from "./test-socket.ts";

export const conversation = (id: ConversationId): ConversationRpc => conversationStub(env, id);
export const session = (id: UserId): ReturnType<typeof userSessionStub> => userSessionStub(env, id);
export const conversationObject = (id: ConversationId): DurableObjectStub =>
  env.CONVERSATION.get(env.CONVERSATION.idFromName(id));
export const sessionObject = (id: UserId): DurableObjectStub => env.USER_SESSION.get(env.USER_SESSION.idFromName(id));

/** RFC 9562, for a message submitted at `timeMs`. */
export function uuidV7(timeMs = Date.now()): ClientMsgId {
  const random = crypto.randomUUID();
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}` as ClientMsgId;
}

export class TestUser {
  readonly id: UserId = newUserId();
  readonly #grants = new Map<DeviceId, DeviceGrant>();

  get session(): ReturnType<typeof session> {
    return session(this.id);
  }

  /** @param id signs in again on this device */
  async signIn(id?: DeviceId): Promise<DeviceId> {
    const device = { platform: "web", name: "", ...(id !== undefined && { id }) } as const;
    const grant = await this.session.signIn({ userId: this.id, device });
    if ("refusal" in grant) throw new Error(grant.refusal.code);
    this.#grants.set(grant.deviceId, grant);
    return grant.deviceId;
  }

  /** The newest sign-in of a device that signed in here. */
  grantOf(deviceId: DeviceId): DeviceGrant {
    const grant = this.#grants.get(deviceId);
    if (grant === undefined) throw new Error("not a device of this user");
    return grant;
  }

  /** What the access token of this device says; only the device, if it did not sign in here. */
  callerOf(deviceId: DeviceId): Caller {
    return this.#grants.get(deviceId) ?? { deviceId };
  }

  /** As the front door asks for one of their devices. */
  async ask<const Q extends Question>(deviceId: DeviceId, question: Q): Promise<Answer<Q["kind"]> | Refused> {
    const answer = await this.session.ask({ ...this.callerOf(deviceId), question });
    if (isTold(answer)) throw new Error("told what nobody asked for");
    return answer;
  }

  /** @param authUntil when the access token expires (ms since 1970); not at all, because tests' clocks jump */
  async connect(deviceId?: DeviceId, authUntil = Number.MAX_SAFE_INTEGER): Promise<TestSocket> {
    const grant = this.grantOf(deviceId ?? (await this.signIn()));
    const headers = { upgrade: "websocket", ...writeSocketCaller(grant, authUntil) };
    const { webSocket } = await this.session.fetch("https://klatch.test/ws", { headers });
    if (!webSocket) throw new Error("the session did not upgrade");
    return new TestSocket(webSocket);
  }

  /** A new device, connected and caught up with the server. */
  async live(): Promise<TestSocket> {
    const socket = await this.connect();
    await socket.sync();
    return socket;
  }

  async open(peer: TestUser): Promise<ConversationId> {
    const opened = await this.ask(await this.signIn(), { kind: "open-direct", peerId: peer.id });
    if ("refusal" in opened) throw new Error(opened.refusal.code);
    return directConversationId(this.id, peer.id);
  }
}

export const textMessage = (
  conversationId: ConversationId,
  text: string,
  clientMsgId = uuidV7(),
): Extract<UpFrame, { type: "send-message" }> => ({
  type: "send-message",
  clientMsgId,
  conversationId,
  content: { type: "text", text },
});

/** Two people and the conversation between them. */
export async function pair(): Promise<{ alice: TestUser; bob: TestUser; id: ConversationId }> {
  const [alice, bob] = [new TestUser(), new TestUser()];
  return { alice, bob, id: await alice.open(bob) };
}

export function itemOf(text: string): AppendItem {
  const body = `{"content":{"type":"text","text":${JSON.stringify(text)}}}`;
  return { clientMsgId: uuidV7(), body, bodyHash: hashBody(body) };
}

/** Puts messages into the log as their sender's session would. */
export async function append(id: ConversationId, sender: TestUser, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, n) => itemOf(`message ${n}`));
  const results = await conversation(id).append({ senderId: sender.id, items });
  expect(results.every((result) => "ack" in result)).toBe(true);
}

/** The messages that a socket ever got, by their seqs. */
export const seqsOf = (socket: TestSocket): number[] => socket.all("new-message").map(({ seq }) => seq);
