// The bytes of files that the whole deployment takes in a day (UTC), whoever sends them: an operator's bill ends there.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { deploymentCountsStub } from "../../durable-objects/runtime/stubs.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { isOverLimit, windowMs } from "../../schema/rpc/network-shard.ts";
import type { RequestContext } from "../http/request-context.ts";
import { ByteShare } from "./byte-share.ts";

/** What this limit is called in refusals. */
const name = "all-uploaded-bytes";

const share = new ByteShare();

/**
 * Counts bytes that are about to come, after their sender has paid for them.
 *
 * @returns RATE_LIMITED until the next day; null if they may come
 * @throws ActorUnavailable when nobody counts: then nothing is taken, or the bill would have no end
 */
export async function countForDeployment(
  bytes: number,
  { env, limits }: Pick<RequestContext, "env" | "limits">,
): Promise<Refused | null> {
  const limit = limits.LIMIT_ALL_UPLOADED_BYTES_PER_DAY;
  const over = await share.take(bytes, {
    limit,
    now: () => Date.now(),
    count: async (amount) => {
      const networks = [{ name: "deployment", limits: { day: limit } }];
      // A repeat after a lost answer counts twice.
      const answer = await callActor(() => deploymentCountsStub(env).count({ kind: "file-bytes", networks, amount }));
      if (answer === null || !isOverLimit(answer)) return null;
      logLine("warn", "bytes of files used up", { limit, amount });
      return answer;
    },
  });
  if (over === null) return null;
  const quota = { name, limit, windowMs: windowMs.day };
  return { refusal: { code: "RATE_LIMITED", retryAfterMs: over.retryAfterMs, limit: name, quota } };
}
