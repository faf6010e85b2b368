// Which channel tells a subscription, and whose connections that takes.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import { apns } from "./apns.ts";
import { fcm } from "./fcm.ts";
import type { Notification } from "./notification.ts";
import type { PushService } from "./push-channel.ts";
import type { Sent } from "./statuses.ts";
import { webPush } from "./web-push.ts";
import { webhook } from "./webhook.ts";

type Rest = readonly [notification: Notification, env: Env, signal: AbortSignal];

/** @see PushChannel.send */
export function sendThrough(target: PushTarget, ...rest: Rest): Promise<Sent> {
  switch (target.kind) {
    case "web":
      return webPush.send(target, ...rest);
    case "webhook":
      return webhook.send(target, ...rest);
    case "apns":
      return apns.send(target, ...rest);
    case "fcm":
      return fcm.send(target, ...rest);
  }
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
