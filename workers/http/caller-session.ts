// The caller's UserSession as routes see it: every authenticated request asks it, and by its first question is judged.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { callActor } from "../../durable-objects/runtime/retry.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Caller, UserSessionRpc } from "../../schema/rpc/user-session.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import type { Identity } from "../accounts/tokens.ts";

export class CallerSession {
  readonly userId: UserId;
  readonly #caller: Caller;
  readonly #env: Env;
  #asked = false;

  constructor(env: Env, { userId, deviceId }: Identity) {
    this.userId = userId;
    this.#caller = { v: rpcVersion, deviceId };
    this.#env = env;
  }

  /** Whether the session has judged this request: device signed in, not too fast. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Every call that a caller can make is idempotent, so that it may be made again. @throws ActorUnavailable */
  ask<T>(call: (session: UserSessionRpc, caller: Caller) => Promise<T>): Promise<T> {
    this.#asked = true;
    return callActor(() => call(userSessionStub(this.#env, this.userId), this.#caller));
  }
}
