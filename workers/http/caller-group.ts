// Calls to a group in the name of a caller whose session has accepted the request.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { mayBeGroup } from "../ids/group-ids.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone, GroupRpc } from "../../schema/rpc/group.ts";

export interface FromCaller {
  readonly userId: UserId;
}

/**
 * Null for an id that was invented: no actor is asked about it.
 *
 * @throws Error when ID_KEYS is missing or malformed, and is needed
 */
export const callerGroup = (env: Env, id: ConversationId, userId: UserId): CallerGroup | null =>
  mayBeGroup(env, id) ? new CallerGroup(env, id, userId) : null;

export class CallerGroup {
  readonly id: ConversationId;
  readonly #env: Env;
  readonly #from: FromCaller;

  /** @param id of a group that the server made or is about to make; otherwise `callerGroup` is right */
  constructor(env: Env, id: ConversationId, userId: UserId) {
    this.id = id;
    this.#env = env;
    this.#from = { userId };
  }

  /** For idempotent calls. @throws ActorUnavailable */
  ask<T>(call: (group: GroupRpc, from: FromCaller) => Promise<T>): Promise<T> {
    return callActor(() => call(groupStub(this.#env, this.id), this.#from));
  }

  /** For calls of which each one counts. @throws ActorUnavailable */
  askOnce<T>(call: (group: GroupRpc, from: FromCaller) => Promise<T>): Promise<T> {
    return callActorOnce(() => call(groupStub(this.#env, this.id), this.#from));
  }

  /** @throws ActorUnavailable */
  change(op: GroupOp): Promise<GroupOpDone | Refused> {
    return this.ask((group, from) => group.change({ ...from, op }));
  }
}
