// A way to tell a device of something: a push service and its protocol.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { Sent } from "./statuses.ts";
import type { ClearNotice, Notification } from "./notification.ts";

/** Whoever brings pushes to devices: requests to the same host share its connections. */
export interface PushService {
  readonly host: string;
  /** Many devices have it. Others only their users know, and they wait apart. */
  readonly isKnown: boolean;
}

/** How long a service keeps what it cannot deliver, for a device that is away: a week. */
export const keptSeconds = 604_800;

export interface PushChannel<Target extends PushTarget> {
  service(target: Target, env: Env): PushService;

  /**
   * Sends one request, and follows no redirect.
   *
   * @param signal aborts when nobody waits any more
   * @throws whatever the connection throws: nobody knows whether the service has it
   */
  send(target: Target, notification: Notification, env: Env, signal: AbortSignal): Promise<Sent>;
  /** The same of a clear. Channels that cannot (`canClear`) have none. */
  readonly clear?: (target: Target, notice: ClearNotice, env: Env, signal: AbortSignal) => Promise<Sent>;
}
