// The Apple Push Notification service, with tokens of the deployment's key.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { ApnsSubscription } from "../../schema/protocol/push.ts";
import { alertOf, clearOf, type ApnsRequest } from "./apns-alert.ts";
import { outcomeOfApns, reasonOf } from "./apns-answers.ts";
import { readApnsKey } from "./apns-key.ts";
import { anotherApnsToken, apnsToken } from "./apns-tokens.ts";
import { addressAt, serviceAtBase } from "./base-address.ts";
import { postAndRead, type Answer } from "./post-push.ts";
import type { PushChannel } from "./push-channel.ts";
import type { Sent } from "./statuses.ts";

const maxPayloadBytes = 4_096;

const hosts: Readonly<Record<ApnsSubscription["environment"], string>> = {
  production: "https://api.push.apple.com",
  sandbox: "https://api.sandbox.push.apple.com",
};
const baseOf = ({ environment }: ApnsSubscription, { APNS_URL = "" }: Env): string => APNS_URL || hosts[environment];

async function tell(
  target: ApnsSubscription,
  { headers, payload }: ApnsRequest,
  env: Env,
  signal: AbortSignal,
): Promise<Sent> {
  const key = await readApnsKey(env.APNS_KEY);
  // It was taken away.
  if (key === null) return { kind: "gone" };
  if (Buffer.byteLength(payload) > maxPayloadBytes) return { kind: "too-large" };
  const url = addressAt(baseOf(target, env), `/3/device/${target.token.toLowerCase()}`, env);
  if (url === null) return { kind: "not-accepted", reason: "APNS_URL" };
  const post = (token: string): Promise<Answer> =>
    postAndRead(url, {
      body: payload,
      signal,
      headers: {
        ...headers,
        "apns-topic": key.topic,
        "apns-id": crypto.randomUUID(),
        authorization: `bearer ${token}`,
      },
    });
  const token = await apnsToken(key);
  const answer = await post(token);
  const another = reasonOf(answer) === "ExpiredProviderToken" ? await anotherApnsToken(key, token) : null;
  return outcomeOfApns(another === null ? answer : await post(another));
}

export const apns: PushChannel<ApnsSubscription> = {
  send: async (target, notification, env, signal) =>
    tell(target, await alertOf(target, notification, Date.now()), env, signal),
  clear: (target, notice, env, signal) => tell(target, clearOf(notice, Date.now()), env, signal),
  service: (target, env) => serviceAtBase(baseOf(target, env)),
};
