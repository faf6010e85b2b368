// HTTP calls of runs and tests to a running server, parsed by the protocol's shapes.
import * as v from "valibot";
import {
  devicesResultShape,
  sessionResultShape,
  tokensShape,
  type Device,
  type SessionResult,
  type Tokens,
} from "../../schema/protocol/http-auth.ts";
import {
  conversationResultShape,
  inboxResultShape,
  messagesResultShape,
} from "../../schema/protocol/http-conversations.ts";
import {
  createdGroupResultShape,
  type CreatedGroupResult,
  type CreateGroupBody,
} from "../../schema/protocol/http-groups.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { scheduledResultShape } from "../../schema/protocol/http-scheduled.ts";
import { forwardResultShape, type ForwardBody } from "../../schema/protocol/forwards.ts";
import { messageAckBody } from "../../schema/protocol/message.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";

interface Credentials {
  readonly username: string;
  readonly password: string;
  /** At registration. */
  readonly displayName?: string;
  readonly invitation?: string;
}

/** An answer other than 2xx. */
export class RefusedError extends Error {
  readonly status: number;

  constructor(call: string, status: number, text: string) {
    super(`${call}: ${status} ${text}`);
    this.status = status;
  }
}

/** Each caller is in a /48 of their own, where a server believes it: limits by network are not for our own people. */
let callers = Math.floor(Math.random() * 2 ** 32);
export function newAddress(): string {
  callers += 1;
  return `3fff:${((callers >>> 16) & 0xffff).toString(16)}:${(callers & 0xffff).toString(16)}::1`;
}

/** Calls one server and throws on refusals. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers of every call, such as the address that a proxy would add */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  register(credentials: Credentials): Promise<SessionResult> {
    return this.#call(sessionResultShape, "POST", "/api/auth/register", undefined, credentials);
  }

  login(credentials: Credentials): Promise<SessionResult> {
    return this.#call(sessionResultShape, "POST", "/api/auth/login", undefined, credentials);
  }

  refresh(refreshToken: string): Promise<Tokens> {
    return this.#call(tokensShape, "POST", "/api/auth/refresh", undefined, { refreshToken });
  }

  async openDirect(token: string, userId: UserId): Promise<ConversationId> {
    const body = { kind: "direct", userId };
    const { conversation } = await this.#call(conversationResultShape, "POST", "/api/conversations", token, body);
    return conversation.id;
  }

  createGroup(token: string, body: CreateGroupBody): Promise<CreatedGroupResult> {
    return this.#call(createdGroupResultShape, "POST", "/api/groups", token, body);
  }

  sendText(
    token: string,
    conversationId: ConversationId,
    clientMsgId: string,
    text: string,
    more: { readonly mentions?: readonly UserId[] } = {},
  ) {
    const body = { clientMsgId, content: { type: "text", text }, ...more };
    return this.#call(messageAckBody, "POST", `/api/conversations/${conversationId}/messages`, token, body);
  }

  /** @param sendAt ms since 1970 */
  scheduleText(token: string, conversationId: ConversationId, clientMsgId: string, text: string, sendAt: number) {
    const body = { conversationId, clientMsgId, content: { type: "text", text }, sendAt };
    return this.#call(scheduledResultShape, "POST", "/api/scheduled-messages", token, body);
  }

  forward(token: string, conversationId: ConversationId, asked: Omit<ForwardBody, "clientMsgId">) {
    const body = { clientMsgId: crypto.randomUUID(), ...asked };
    return this.#call(forwardResultShape, "POST", `/api/conversations/${conversationId}/forwards`, token, body);
  }

  async loadInbox(token: string): Promise<readonly ConversationEntry[]> {
    const path = `/api/conversations?limit=${wireLimits.maxPageSize}`;
    return (await this.#call(inboxResultShape, "GET", path, token)).items;
  }

  async listDevices(token: string): Promise<readonly Device[]> {
    return (await this.#call(devicesResultShape, "GET", "/api/devices", token)).items;
  }

  /** The whole log, page by page. */
  async loadLog(token: string, conversationId: ConversationId): Promise<readonly EventFrame[]> {
    const events: EventFrame[] = [];
    for (let after: number | null = 0; after !== null;) {
      const path: string = `/api/conversations/${conversationId}/messages?after=${after}&limit=${wireLimits.maxPageSize}`;
      const page: v.InferOutput<typeof messagesResultShape> = await this.#call(messagesResultShape, "GET", path, token);
      events.push(...page.events);
      after = page.after;
    }
    return events;
  }

  /** @throws RefusedError when the answer is not 2xx; ValiError when it has another shape */
  async #call<Shape extends v.GenericSchema>(
    shape: Shape,
    method: string,
    path: string,
    token?: string,
    body?: unknown,
  ): Promise<v.InferOutput<Shape>> {
    const headers = new Headers({ "cf-connecting-ip": newAddress(), ...this.#headers });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await fetch(this.#url + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new RefusedError(`${method} ${path}`, response.status, text);
    return v.parse(shape, JSON.parse(text));
  }
}
