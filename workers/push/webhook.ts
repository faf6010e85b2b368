// A signed call to an address of the device's choice (Standard Webhooks): for relays to services that have no channel here.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import type { Cleared, NewsAbout } from "../../schema/rpc/pushes.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import { signedHeaders } from "../webhooks/signed-headers.ts";
import { hashedName } from "./hashed-name.ts";
import type { ClearNotice, Notification } from "./notification.ts";
import type { PushChannel } from "./push-channel.ts";
import { postPush } from "./post-push.ts";
import { serviceAt } from "./service-at.ts";
import type { Sent } from "./statuses.ts";

interface Call {
  readonly type: "message" | "clear" | NewsAbout["kind"];
  readonly data: Notification | ClearNotice;
}

async function post(
  { endpoint, secret }: WebhookSubscription,
  { type, data }: Call,
  env: Env,
  signal: AbortSignal,
): Promise<Sent> {
  const url = outsideAddress(endpoint, env);
  if (url === null) return { kind: "gone" };
  const now = Date.now();
  const id = await idOf(endpoint, type, data);
  const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
  const signed = await signedHeaders({ secret, id, at: now, body });
  return postPush(url, { body, signal, headers: { ...signed, "content-type": "application/json" } });
}

export const webhook: PushChannel<WebhookSubscription> = {
  send: (target, { type, ...data }, env, signal) => post(target, { type: type ?? "message", data }, env, signal),
  service: ({ endpoint }) => serviceAt(endpoint),
  clear: (target, data, env, signal) => post(target, { type: "clear", data }, env, signal),
};

/** The same for each repeat, so that the receiver can drop it. */
async function idOf(endpoint: string, type: Call["type"], { conversationId, seq }: Cleared): Promise<string> {
  const digest = await hashedName(endpoint, conversationId, seq, ...(type === "clear" ? [type] : []));
  return `push_${digest.slice(0, 27)}`;
}
