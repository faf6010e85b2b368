// Which channel tells a subscription, and whose connections that takes.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import { apns } from "./apns.ts";
import { fcm } from "./fcm.ts";
import type { ClearNotice, Notification } from "./notification.ts";
import type { PushChannel, PushService } from "./push-channel.ts";
import type { Sent } from "./statuses.ts";
import { webPush } from "./web-push.ts";
import { webhook } from "./webhook.ts";

/** What one request tells. */
export type Telling = { readonly notification: Notification } | { readonly clear: ClearNotice };

type Rest = readonly [telling: Telling, env: Env, signal: AbortSignal];

/** @see PushChannel.send */
export function sendThrough(target: PushTarget, ...rest: Rest): Promise<Sent> {
  switch (target.kind) {
    case "web":
      return sendBy(webPush, target, ...rest);
    case "webhook":
      return sendBy(webhook, target, ...rest);
    case "apns":
      return sendBy(apns, target, ...rest);
    case "fcm":
      return sendBy(fcm, target, ...rest);
  }
}

async function sendBy<Target extends PushTarget>(
  channel: PushChannel<Target>,
  target: Target,
  ...[telling, env, signal]: Rest
): Promise<Sent> {
  if ("notification" in telling) return channel.send(target, telling.notification, env, signal);
  // No session asks for it where it cannot be (`canClear`).
  return channel.clear?.(target, telling.clear, env, signal) ?? { kind: "rejected" };
}

/** @see PushChannel.service */
export function serviceOf(target: PushTarget, env: Env): PushService {
  switch (target.kind) {
    case "web":
      return webPush.service(target, env);
    case "webhook":
      return webhook.service(target, env);
    case "apns":
      return apns.service(target, env);
    case "fcm":
      return fcm.service(target, env);
  }
}
