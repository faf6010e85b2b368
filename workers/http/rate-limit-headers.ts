// The headers RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10): of a refusal that names a limit,
// and of any other answer to a call that counts against limits.
import { budgetKinds, budgetNames, type BudgetKind } from "../../schema/protocol/budgets.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { Quota, QuotaLeft } from "../../schema/protocol/quotas.ts";

const dayMs = 86_400_000;
/** A Token of structured fields is not enough: the draft wants Strings. Other names are not of this server. */
const nameShape = /^[a-z-]{1,64}$/;

/**
 * Of a refusal over a limit. `RateLimit`: nothing is left, until so many seconds from now. `RateLimit-Policy`: how much
 * there is in how many seconds, of a network's window, or of a user's bucket and day. Other refusals say what is left.
 */
export function addRateLimitHeaders(
  headers: Headers,
  { limit, quota, left = [], retryAfterMs = quota?.windowMs }: Refusal,
  limits: Limits,
): void {
  const name = quota?.name ?? limit;
  if (name === undefined || retryAfterMs === undefined || !nameShape.test(name)) return addLeftHeaders(headers, left);
  const known = left.find((one) => one.name === name)?.quotas;
  const quotas = quota === undefined ? (known ?? quotasOf(name, limits)) : [quota];
  write(headers, [{ name, left: 0, resetMs: retryAfterMs, quotas }]);
}

/** `RateLimit`: how much is left, and in how many seconds there is as much as there can be. */
export function addLeftHeaders(headers: Headers, left: readonly QuotaLeft[]): void {
  write(
    headers,
    left.filter(({ name }) => nameShape.test(name)),
  );
}

function write(headers: Headers, all: readonly QuotaLeft[]): void {
  const left = all.map((one) => `"${one.name}";r=${one.left};t=${seconds(one.resetMs)}`);
  const policies = all.flatMap(({ name, quotas }) => quotas.map((quota) => policyOf(name, quota)));
  if (left.length > 0) headers.set("ratelimit", left.join(", "));
  if (policies.length > 0) headers.set("ratelimit-policy", policies.join(", "));
}

const seconds = (ms: number): number => Math.ceil(ms / 1_000);

const policyOf = (name: string, { limit, windowMs }: Omit<Quota, "name">): string =>
  `"${name}";q=${Math.floor(limit)};w=${seconds(windowMs)}`;

/** As every account has it that is not new: a session of the version before does not tell its own. */
function quotasOf(limit: string, limits: Limits): QuotaLeft["quotas"] {
  if (limit === "frames") {
    const { LIMIT_FRAMES_BURST: burst, LIMIT_FRAMES_PER_SECOND: perSecond } = limits;
    return [{ limit: burst, windowMs: (burst / perSecond) * 1_000 }];
  }
  const name = budgetNames.find((one) => one === limit);
  if (name === undefined) return [];
  const { rate, perDay }: BudgetKind = budgetKinds[name];
  const day = { limit: limits[perDay], windowMs: dayMs };
  if (rate === null) return [day];
  const burst = limits[rate.burst];
  return [{ limit: burst, windowMs: (burst / limits[rate.variable]) * rate.perMs }, day];
}
