// The headers RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10) of a refusal that names a limit.
import { budgetKinds, budgetNames, type BudgetKind } from "../../schema/protocol/budgets.ts";
import type { Quota, Refusal } from "../../schema/protocol/errors.ts";
import type { Limits } from "../../schema/protocol/limits.ts";

const daySeconds = 86_400;
/** A Token of structured fields is not enough: the draft wants Strings. Other names are not of this server. */
const nameShape = /^[a-z-]{1,64}$/;

interface Policy {
  readonly quota: number;
  readonly windowSeconds: number;
}

/**
 * `RateLimit`: nothing is left, until so many seconds from now. `RateLimit-Policy`: how much there is in how many
 * seconds, of a network's window, or of a user's bucket and day. What an operator has raised for one user is more.
 */
export function addRateLimitHeaders(
  headers: Headers,
  { limit, quota, retryAfterMs = quota?.windowMs }: Refusal,
  limits: Limits,
): void {
  const name = quota?.name ?? limit;
  if (name === undefined || retryAfterMs === undefined || !nameShape.test(name)) return;
  headers.set("ratelimit", `"${name}";r=0;t=${Math.ceil(retryAfterMs / 1_000)}`);
  const policies = quota === undefined ? policiesOf(name, limits) : [policyOf(quota)];
  if (policies.length === 0) return;
  const texts = policies.map(({ quota: q, windowSeconds }) => `"${name}";q=${q};w=${Math.ceil(windowSeconds)}`);
  headers.set("ratelimit-policy", texts.join(", "));
}

const policyOf = ({ limit, windowMs }: Quota): Policy => ({ quota: limit, windowSeconds: windowMs / 1_000 });

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
