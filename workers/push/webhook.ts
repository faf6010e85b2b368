// A signed call to an address of the device's choice (Standard Webhooks): for relays to services that have no channel here.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import type { Notification } from "./notification.ts";
import type { PushChannel } from "./push-channel.ts";
import { outcomeOfStatus, type Sent } from "./statuses.ts";

const prefix = "whsec_";
const utf8 = new TextEncoder();

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
  const timestamp = String(Math.floor(now / 1_000));
  const body = JSON.stringify({ type: "message", timestamp: new Date(now).toISOString(), data: notification });
  const response = await fetch(url, {
    method: "POST",
    body,
    redirect: "manual",
    signal,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${await sign(secret, `${id}.${timestamp}.${body}`)}`,
    },
  });
  await response.body?.cancel();
  return outcomeOfStatus(response);
};

export const webhook: PushChannel<WebhookSubscription> = { send };

/** The same for each repeat, so that the receiver can drop it. */
async function idOf(endpoint: string, { conversationId, seq }: Notification): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8.encode(`${endpoint} ${conversationId} ${seq}`));
  return `push_${Buffer.from(digest).toString("base64url").slice(0, 27)}`;
}

async function sign(secret: string, text: string): Promise<string> {
  const bytes = Buffer.from(secret.slice(prefix.length), "base64");
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return Buffer.from(await crypto.subtle.sign("HMAC", key, utf8.encode(text))).toString("base64");
}
