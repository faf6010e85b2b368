// The headers RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10) of a refusal that names a limit.
import { budgetKinds, budgetNames, type BudgetKind } from "../../schema/protocol/budgets.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { Limits } from "../../schema/protocol/limits.ts";

const daySeconds = 86_400;
/** A Token of structured fields is not enough: the draft wants Strings. Other names are not of this server. */
const nameShape = /^[a-z-]{1,64}$/;

/**
 * `RateLimit`: nothing is left, until so many seconds from now. `RateLimit-Policy`: how much there is in how many
 * seconds, of the bucket and of the day. What an operator has raised for one user is more.
 */
export function addRateLimitHeaders(headers: Headers, { limit, retryAfterMs }: Refusal, limits: Limits): void {
  if (limit === undefined || retryAfterMs === undefined || !nameShape.test(limit)) return;
  headers.set("ratelimit", `"${limit}";r=0;t=${Math.ceil(retryAfterMs / 1_000)}`);
  const policies = policiesOf(limit, limits).map(
    ({ quota, windowSeconds }) => `"${limit}";q=${quota};w=${Math.ceil(windowSeconds)}`,
  );
  if (policies.length > 0) headers.set("ratelimit-policy", policies.join(", "));
}

interface Policy {
  readonly quota: number;
  readonly windowSeconds: number;
}

function policiesOf(limit: string, limits: Limits): readonly Policy[] {
  if (limit === "frames") {
    const { LIMIT_FRAMES_BURST: quota, LIMIT_FRAMES_PER_SECOND: perSecond } = limits;
    return [{ quota, windowSeconds: quota / perSecond }];
  }
  const name = budgetNames.find((one) => one === limit);
  if (name === undefined) return [];
  const { rate, perDay }: BudgetKind = budgetKinds[name];
  const day = { quota: limits[perDay], windowSeconds: daySeconds };
  if (rate === null) return [day];
  const quota = limits[rate.burst];
  return [{ quota, windowSeconds: (quota / limits[rate.variable]) * (rate.perMs / 1_000) }, day];
}
