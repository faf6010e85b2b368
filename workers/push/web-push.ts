// Web Push: RFC 8030, encrypted for the browser (RFC 8291), and signed by this deployment (RFC 8292).
import { encryptNotification } from "@block65/webcrypto-web-push";
import { SignJWT } from "jose";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { WebSubscription } from "../../schema/protocol/push.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import { hashedName } from "./hashed-name.ts";
import type { Notification } from "./notification.ts";
import { keptSeconds, type PushChannel } from "./push-channel.ts";
import { postPush } from "./post-push.ts";
import { serviceAt } from "./service-at.ts";
import type { Sent } from "./statuses.ts";
import { readVapidKeys } from "./vapid-keys.ts";

/** RFC 8292 allows a day. */
const tokenSeconds = 43_200;
/** What the library takes: every message is padded to it, so that its length tells nothing. */
const maxPayloadBytes = 3_993;

const send = async (
  target: WebSubscription,
  notification: Notification,
  env: Env,
  signal: AbortSignal,
): Promise<Sent> => {
  const keys = await readVapidKeys(env);
  const url = outsideAddress(target.endpoint, env);
  const key = keys?.signing.get(target.vapidKey);
  // What was stored may not be allowed any more, or made with a key that was taken away.
  if (url === null || key === undefined) return { kind: "gone" };
  const payload = new TextEncoder().encode(JSON.stringify({ type: "message", ...notification }));
  if (payload.byteLength > maxPayloadBytes) return { kind: "too-large" };
  const body = await encryptNotification({ ...target, expirationTime: null }, payload);
  return postPush(url, {
    body,
    signal,
    headers: {
      authorization: `vapid t=${await tokenFor(url, key, env)}, k=${target.vapidKey}`,
      "content-encoding": "aes128gcm",
      "content-type": "application/octet-stream",
      ttl: String(keptSeconds),
      topic: await topicOf(target, notification),
      urgency: "high",
    },
  });
};

export const webPush: PushChannel<WebSubscription> = { send, service: ({ endpoint }) => serviceAt(endpoint) };

function tokenFor({ origin }: URL, key: CryptoKey, env: Env): Promise<string> {
  return new SignJWT({ sub: contactOf(env) })
    .setProtectedHeader({ typ: "JWT", alg: "ES256" })
    .setAudience(origin)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + tokenSeconds)
    .sign(key);
}

/** Whom a push service may ask. Some take no message without one. */
function contactOf({
  SECURITY_CONTACT = "",
  TOKEN_ISSUER = "",
}: Pick<Env, "SECURITY_CONTACT" | "TOKEN_ISSUER">): string {
  const contacts = SECURITY_CONTACT.split(",").map((one) => one.trim());
  const usable = contacts.find((one) => /^(mailto:|https:\/\/)\S+$/.test(one));
  return usable ?? `https://${TOKEN_ISSUER.includes(".") ? TOKEN_ISSUER : "klatch.invalid"}`;
}

/** The service replaces what it has not delivered yet. It learns no id, nor that two devices are in one conversation. */
const topicOf = async ({ keys }: WebSubscription, { conversationId }: Notification): Promise<string> =>
  (await hashedName(keys.auth, conversationId)).slice(0, 32);
