// A way to tell a device of something: a push service and its protocol.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import type { Notification } from "./notification.ts";

export interface PushChannel<Target extends PushTarget = PushTarget> {
  /**
   * Sends one request, and follows no redirect. `too-large`: the service takes no message of this size, and has not taken
   * this one.
   *
   * @param signal aborts when nobody waits any more
   * @throws whatever the connection throws: nobody knows whether the service has it
   */
  send(
    target: Target,
    notification: Notification,
    env: Env,
    signal: AbortSignal,
  ): Promise<PushOutcome | { readonly kind: "too-large" }>;
}
