// Whether a subscription can be used, before it is stored.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { PushTarget, WebSubscription } from "../../schema/protocol/push.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import { readVapidKeys } from "./vapid-keys.ts";

/** @returns INVALID_REQUEST at the field that cannot be used; NOT_FOUND where there is no web push; null if it is good */
export async function judgeTarget(target: PushTarget, env: Env): Promise<Refused | null> {
  if (outsideAddress(target.endpoint, env) === null) return refusedAt("INVALID_REQUEST", "/endpoint");
  return target.kind === "web" ? judgeKeys(target, env) : null;
}

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
