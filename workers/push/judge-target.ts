// Whether a subscription can be used, before it is stored.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { PushTarget, WebSubscription } from "../../schema/protocol/push.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import { readApnsKey } from "./apns-key.ts";
import { readFcmAccount } from "./fcm-account.ts";
import { readVapidKeys } from "./vapid-keys.ts";

/**
 * @returns INVALID_REQUEST at the field that cannot be used; NOT_FOUND where there is no push of this kind; null if it is good
 */
export async function judgeTarget(target: PushTarget, env: Env): Promise<Refused | null> {
  switch (target.kind) {
    case "web":
      return judgeAddress(target.endpoint, env) ?? (await judgeKeys(target, env));
    case "webhook":
      return judgeAddress(target.endpoint, env);
    case "apns":
      return (await readApnsKey(env.APNS_KEY)) === null ? refused("NOT_FOUND") : null;
    case "fcm":
      return (await readFcmAccount(env.FCM_SERVICE_ACCOUNT)) === null ? refused("NOT_FOUND") : null;
  }
}

const judgeAddress = (endpoint: string, env: Env): Refused | null =>
  outsideAddress(endpoint, env) === null ? refusedAt("INVALID_REQUEST", "/endpoint") : null;

async function judgeKeys({ keys, vapidKey }: WebSubscription, env: Env): Promise<Refused | null> {
  const known = await readVapidKeys(env);
  if (known === null) return refused("NOT_FOUND");
  if (!known.signing.has(vapidKey)) return refusedAt("INVALID_REQUEST", "/vapidKey");
  return (await isPoint(keys.p256dh)) ? null : refusedAt("INVALID_REQUEST", "/keys/p256dh");
}

/** Whether it is a point of P-256 at all. */
const isPoint = (text: string): Promise<boolean> =>
  crypto.subtle.importKey("raw", Buffer.from(text, "base64url"), { name: "ECDH", namedCurve: "P-256" }, false, []).then(
    () => true,
    () => false,
  );
