// Calls to the caller's UserSession. Every authenticated request asks it; the first question also judges the request.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Identity } from "../../durable-objects/runtime/verify-token.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { Answer, Question } from "../../schema/rpc/session-questions.ts";
import type { Caller } from "../../schema/rpc/user-session.ts";

export class CallerSession {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly #caller: Caller;
  readonly #env: Env;
  #asked = false;

  constructor(env: Env, { userId, grant }: Identity) {
    this.userId = userId;
    this.deviceId = grant.deviceId;
    this.#caller = grant;
    this.#env = env;
  }

  /** Whether the session has judged this request: device signed in, rate not exceeded. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Every question is idempotent. @throws ActorUnavailable */
  ask<const Q extends Question>(question: Q): Promise<Answer<Q["kind"]> | Refused> {
    this.#asked = true;
    return callActor(() => userSessionStub(this.#env, this.userId).ask({ ...this.#caller, question }));
  }

  /** Releases the place of a group that was not created. @throws ActorUnavailable */
  releaseGroup(conversationId: ConversationId): Promise<void> {
    return callActor(() => userSessionStub(this.#env, this.userId).releaseGroup({ conversationId }));
  }

  /** What was reserved under this Idempotency-Key was made. @throws ActorUnavailable */
  noteMade(key: string): Promise<void> {
    return callActor(() => userSessionStub(this.#env, this.userId).noteMade({ key }));
  }

  /** The inbox entry of a group that the user has just joined by a judged change. @throws ActorUnavailable */
  openGroup(conversationId: ConversationId): Promise<{ conversation: ConversationEntry } | Refused> {
    return callActor(() => userSessionStub(this.#env, this.userId).openGroup({ conversationId }));
  }
}
