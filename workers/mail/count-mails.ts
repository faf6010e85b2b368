// The mails a day (UTC) to one address, whoever asks for them, and of the whole deployment: nobody is flooded by many accounts.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { deploymentCountsStub } from "../../durable-objects/runtime/stubs.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { isOverLimit, windowMs } from "../../schema/rpc/network-shard.ts";
import { keyedHash, type HashKeys } from "../accounts/keyed-hash.ts";

const deployment = "deployment";
const names = { address: "emails-to-address", all: "all-emails" } as const;

/**
 * Counts a mail that is about to be sent.
 *
 * @returns RATE_LIMITED until the next day; null if it may go
 * @throws ActorUnavailable when nobody counts: then none is sent
 */
export async function countMail(
  to: string,
  { env, limits, keys }: { readonly env: Env; readonly limits: Limits; readonly keys: HashKeys },
): Promise<Refused | null> {
  const { LIMIT_EMAILS_TO_ADDRESS_PER_DAY: ofAddress, LIMIT_ALL_EMAILS_PER_DAY: ofAll } = limits;
  const purpose = `mail of day ${Math.floor(Date.now() / windowMs.day)}`;
  const name = keyedHash(purpose, to.toLowerCase(), keys).toString("base64url").slice(0, 22);
  const networks = [
    { name, limits: { day: ofAddress } },
    { name: deployment, limits: { day: ofAll } },
  ];
  const answer = await callActor(() => deploymentCountsStub(env).count({ kind: "mails", networks, amount: 1 }));
  if (answer === null || !isOverLimit(answer)) return null;
  const isAll = answer.name === deployment;
  if (isAll) logLine("warn", "mails used up", { limit: ofAll });
  const limit = isAll ? names.all : names.address;
  const quota = { name: limit, limit: answer.limit, windowMs: windowMs.day };
  return { refusal: { code: "RATE_LIMITED", retryAfterMs: answer.retryAfterMs, limit, quota } };
}
