// Calls to the caller's UserSession. Every authenticated request asks it; the first question also judges the request.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Identity } from "../../durable-objects/runtime/verify-token.ts";
import { groupStub, userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { BudgetName } from "../../schema/protocol/budgets.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import type { Spent } from "../../schema/protocol/routes/spends.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { Answer, Question } from "../../schema/rpc/session-questions.ts";
import { isTold, type Caller } from "../../schema/rpc/user-session.ts";
import { isRefused } from "./answer.ts";

/**
 * Whether a session of an earlier version does not know the question: it has no function for it. An error's class does
 * not survive a call, its name does.
 */
export const isUnknownQuestion = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === "TypeError";

type CallingUser = Pick<Identity, "userId"> & { readonly grant: Caller };
type GroupCreation = Omit<Question<"create-group">, "kind">;

export class CallerSession {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly #caller: Caller;
  readonly #env: Env;
  readonly #tells: readonly BudgetName[];
  #asked = false;
  #left: readonly QuotaLeft[] = [];

  /** @param spends of the route, which its answer tells about */
  constructor(env: Env, { userId, grant }: CallingUser, spends: readonly Spent[]) {
    this.#tells = spends.filter((one) => one !== "network");
    this.userId = userId;
    this.deviceId = grant.deviceId;
    this.#caller = grant;
    this.#env = env;
  }

  /** Of who shows an address instead of a token. */
  static of(env: Env, userId: UserId, caller: Caller): CallerSession {
    return new CallerSession(env, { userId, grant: caller }, []);
  }

  /** The sign-in that the request was made with. */
  get caller(): Caller {
    return this.#caller;
  }

  /** Whether the session has judged this request: device signed in, rate not exceeded. */
  get asked(): boolean {
    return this.#asked;
  }

  /** What the newest answer has left of the caller's limits; a session of the version before tells nothing. */
  get left(): readonly QuotaLeft[] {
    return this.#left;
  }

  /** Every question is idempotent. @throws ActorUnavailable */
  async ask<const Q extends Question>(question: Q): Promise<Answer<Q["kind"]> | Refused> {
    this.#asked = true;
    const asked = { ...this.#caller, question, tells: this.#tells };
    const answer = await callActor(() => userSessionStub(this.#env, this.userId).ask(asked));
    if (!isTold(answer)) return answer;
    this.#left = answer.left;
    return answer.told;
  }

  /**
   * A question that sessions of the version before do not know: those answer it when they run this version.
   *
   * @throws ActorUnavailable
   */
  async askNew<const Q extends Question>(question: Q): Promise<Answer<Q["kind"]> | Refused> {
    try {
      return await this.ask(question);
    } catch (cause) {
      if (!isUnknownQuestion(cause)) throw cause;
      return refused("UNAVAILABLE");
    }
  }

  /**
   * Creates a group, unless an earlier request with the same key has; its id is in the answer. @throws ActorUnavailable
   */
  async createGroup(asked: GroupCreation): Promise<Answer<"create-group"> | Refused> {
    try {
      return await this.ask({ kind: "create-group", ...asked });
    } catch (cause) {
      if (!isUnknownQuestion(cause)) throw cause;
      return this.#createAsBefore(asked);
    }
  }

  /** As sessions of the version before want it: they reserve a place, and the group is called from here. */
  async #createAsBefore({ op, ...reservation }: GroupCreation): Promise<Answer<"create-group"> | Refused> {
    const reserved = await this.ask({ kind: "reserve-group", ...reservation });
    if (isRefused(reserved)) return reserved;
    const { conversationId: id } = reserved;
    const done = await callActor(() => groupStub(this.#env, id).change({ userId: this.userId, op }));
    if (!isRefused(done)) return reserved;
    await callActor(() => userSessionStub(this.#env, this.userId).releaseGroup({ conversationId: id }));
    return done;
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
