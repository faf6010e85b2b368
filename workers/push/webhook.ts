// A signed call to an address of the device's choice (Standard Webhooks): for relays to services that have no channel here.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import { signedHeaders } from "../webhooks/signed-headers.ts";
import { digestOf } from "./digest.ts";
import type { Notification } from "./notification.ts";
import type { PushChannel } from "./push-channel.ts";
import { postPush } from "./post-push.ts";
import { serviceAt } from "./service-at.ts";
import type { Sent } from "./statuses.ts";

const send = async (
  { endpoint, secret }: WebhookSubscription,
  notification: Notification,
  env: Env,
  signal: AbortSignal,
): Promise<Sent> => {
  const url = outsideAddress(endpoint, env);
  if (url === null) return { kind: "gone" };
  const now = Date.now();
  const id = await idOf(endpoint, notification);
  const body = JSON.stringify({ type: "message", timestamp: new Date(now).toISOString(), data: notification });
  const signed = await signedHeaders({ secret, id, at: now, body });
  return postPush(url, { body, signal, headers: { ...signed, "content-type": "application/json" } });
};

export const webhook: PushChannel<WebhookSubscription> = { send, service: ({ endpoint }) => serviceAt(endpoint) };

/** The same for each repeat, so that the receiver can drop it. */
const idOf = async (endpoint: string, { conversationId, seq }: Notification): Promise<string> =>
  `push_${(await digestOf(endpoint, conversationId, seq)).slice(0, 27)}`;
