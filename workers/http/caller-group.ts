// Calls to a group in the name of a caller. Changes pass the caller's session, which judges and charges them; whatever else
// a handler asks must be preceded by a question to the session.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { callActor, callActorOnce, isUnknownCall } from "../../durable-objects/runtime/calls.ts";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { mayBeGroup } from "../ids/group-ids.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone, GroupRpc } from "../../schema/rpc/group.ts";
import { isRefused } from "./answer.ts";
import { isUnknownQuestion, type CallerSession } from "./caller-session.ts";

export interface FromCaller {
  readonly userId: UserId;
}

/**
 * Null for an id that was invented: no actor is asked about it.
 *
 * @throws Error when ID_KEYS is missing or malformed, and is needed
 */
export const callerGroup = (env: Env, id: ConversationId, session: CallerSession): CallerGroup | null =>
  mayBeGroup(env, id) ? new CallerGroup(env, id, session) : null;

export class CallerGroup {
  readonly id: ConversationId;
  readonly #env: Env;
  readonly #session: CallerSession;
  readonly #from: FromCaller;

  /** @param id of a group that the server made or is about to make; otherwise `callerGroup` is right */
  constructor(env: Env, id: ConversationId, session: CallerSession) {
    this.id = id;
    this.#env = env;
    this.#session = session;
    this.#from = { userId: session.userId };
  }

  /** For idempotent calls. @throws ActorUnavailable */
  ask<T>(call: (group: GroupRpc, from: FromCaller) => Promise<T>): Promise<T> {
    return callActor(() => call(groupStub(this.#env, this.id), this.#from));
  }

  /** The same for calls that groups of the version before do not know: those answer when they run this version. */
  async askNew<T>(call: (group: GroupRpc, from: FromCaller) => Promise<T>): Promise<T | Refused> {
    try {
      return await this.ask(call);
    } catch (cause) {
      if (!isUnknownCall(cause)) throw cause;
      return refused("UNAVAILABLE");
    }
  }

  /** For calls of which each one counts. @throws ActorUnavailable */
  askOnce<T>(call: (group: GroupRpc, from: FromCaller) => Promise<T>): Promise<T> {
    return callActorOnce(() => call(groupStub(this.#env, this.id), this.#from));
  }

  /** The session judges the request, charges the caller and asks the group. @throws ActorUnavailable */
  async change(op: GroupOp): Promise<GroupOpDone | Refused> {
    try {
      return await this.#session.ask({ kind: "change-group", conversationId: this.id, op });
    } catch (cause) {
      if (!isUnknownQuestion(cause)) throw cause;
      const allowed = await this.#session.ask({ kind: "authorize" });
      return isRefused(allowed) ? allowed : this.ask((group, from) => group.change({ ...from, op }));
    }
  }
}
