// Firebase Cloud Messaging, HTTP v1.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { FcmSubscription } from "../../schema/protocol/push.ts";
import { AccessTokens, isGiven, type AccessToken } from "./access-tokens.ts";
import { addressAt, serviceAtBase } from "./base-address.ts";
import { askForAccess } from "./fcm-access.ts";
import { readFcmAccount, type FcmAccount } from "./fcm-account.ts";
import { outcomeOfFcm } from "./fcm-answers.ts";
import { bytesOf, messageOf } from "./fcm-message.ts";
import { postAndRead, type Answer } from "./post-push.ts";
import type { PushChannel } from "./push-channel.ts";
import type { Sent } from "./statuses.ts";

const maxDataBytes = 4_096;

const baseOf = ({ FCM_URL = "" }: Env): string => FCM_URL || "https://fcm.googleapis.com";

/** An account is parsed once, and with another secret there is another. */
const tokensOf = new WeakMap<FcmAccount, AccessTokens>();

async function tell(
  target: FcmSubscription,
  told: { readonly type: string },
  env: Env,
  signal: AbortSignal,
): Promise<Sent> {
  const account = await readFcmAccount(env.FCM_SERVICE_ACCOUNT);
  // It was taken away.
  if (account === null) return { kind: "gone" };
  const message = messageOf(target, told);
  if (bytesOf(message) > maxDataBytes) return { kind: "too-large" };
  const url = addressAt(baseOf(env), `/v1/projects/${account.projectId}/messages:send`, env);
  if (url === null) return { kind: "not-accepted", reason: "FCM_URL" };
  const post = ({ token }: AccessToken): Promise<Answer> =>
    postAndRead(url, {
      body: JSON.stringify(message),
      signal,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });

  const tokens = tokensOf.get(account) ?? new AccessTokens();
  tokensOf.set(account, tokens);
  const ask = () => askForAccess(account, env);
  const token = await tokens.get(ask);
  if (!isGiven(token)) return token;
  const answer = await post(token);
  if (answer.response.status !== 401) return outcomeOfFcm(answer);
  const another = await tokens.insteadOf(token, ask);
  if (another === null) return outcomeOfFcm(answer);
  return isGiven(another) ? outcomeOfFcm(await post(another)) : another;
}

export const fcm: PushChannel<FcmSubscription> = {
  service: (_target, env) => serviceAtBase(baseOf(env)),
  send: (target, notification, env, signal) => tell(target, { type: "message", ...notification }, env, signal),
  clear: (target, notice, env, signal) => tell(target, { type: "clear", ...notice }, env, signal),
};
