// The limits of calls without an account, by the networks of the caller.
import { callActor, isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { networkShardStub } from "../../durable-objects/runtime/stubs.ts";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { isOverLimit, windowMs, type OverLimit, type StrangerCall } from "../../schema/rpc/network-shard.ts";
import { clientNetworks } from "../http/address.ts";
import { isRefused } from "../http/answer.ts";
import type { RequestContext } from "../http/request-context.ts";
import { challenge } from "./challenge.ts";
import { networkLimits } from "./network-limits.ts";
import { nameNetworks, type NamedNetworks } from "./network-names.ts";
import { RefusedNetworks } from "./refused-networks.ts";
import { Tally } from "./tally.ts";

type Context = Pick<RequestContext, "env" | "limits">;
type Call = Pick<Request, "headers" | "url">;

/** Cheap calls of one network that an isolate reports together. */
const callsPerReport = 10;

/** What these limits are called in refusals. */
const byNetwork = "network";

const refusedNetworks = new RefusedNetworks();
const tally = new Tally();

/** What is left of the networks' limits; nothing where there are none, or the shard runs earlier code. */
interface Admitted {
  readonly left: readonly QuotaLeft[];
}

/**
 * Counts a call that costs much, before anything is done for it. Beyond the networks' limits a challenge that was met
 * raises them.
 *
 * @returns what is left if it may go on; RATE_LIMITED; CHALLENGE_REQUIRED; FORBIDDEN without a promised address
 */
export async function admitStranger(
  kind: Exclude<StrangerCall, "call">,
  request: Call,
  context: Context,
): Promise<Refused | Admitted> {
  const named = namedNetworks(request, context);
  if (named === null) return { left: [] };
  if (isRefused(named)) return named;
  const flood = await floodOf(kind, named, context);
  if (flood !== null) return flood;
  const counted = await count(kind, named, context, { amount: 1, raised: false });
  if (!("over" in counted)) return counted;
  const { over } = counted;
  const unproven = await challenge(request, context, tooMany(over, over.retryAfterMs));
  if (unproven !== null) return unproven;
  const again = await count(kind, named, context, { amount: 1, raised: true });
  return "over" in again ? tooMany(again.over, again.over.retryAfterMs) : again;
}

/**
 * Counts any other call without an account, such as one whose token is no good. Each costs less than a question to the
 * shard, so a few at a time are reported.
 *
 * @returns null within the limits; RATE_LIMITED; FORBIDDEN without a promised address
 */
export async function countStranger(request: Call, context: Context): Promise<Refused | null> {
  const named = namedNetworks(request, context);
  if (named === null || isRefused(named)) return named;
  const flood = await floodOf("call", named, context);
  if (flood !== null) return flood;
  const limit = context.limits.LIMIT_STRANGER_CALLS_PER_MINUTE;
  const amount = tally.add(named.names[0], Math.max(1, Math.min(callsPerReport, Math.floor(limit / 10))), Date.now());
  try {
    const counted = await count("call", named, context, { amount, raised: false });
    return "over" in counted ? tooMany(counted.over, counted.over.retryAfterMs) : null;
  } catch (thrown) {
    // Nothing is behind such a call that would need protection.
    if (isActorUnavailable(thrown)) return null;
    throw thrown;
  }
}

function namedNetworks({ headers }: Call, { env }: Context): NamedNetworks | Refused | null {
  const networks = clientNetworks(headers, env);
  return networks === null || isRefused(networks) ? networks : nameNetworks(networks, env, Date.now());
}

/** The platform's own limit: stops floods before anything is asked. @returns null if there is none */
async function floodOf(kind: StrangerCall, named: NamedNetworks, { env, limits }: Context): Promise<Refused | null> {
  const front = kind === "call" ? env.STRANGERS_BY_NETWORK : env.LOGIN_BY_ADDRESS;
  const { success } = await front.limit({ key: `${kind}/${named.names[0]}` });
  const limit = networkLimits(kind, named, limits, false)[0]?.limits.minute ?? 1;
  return success ? null : tooMany({ window: "minute", limit }, windowMs.minute);
}

/** @param amount 0: nothing is counted, only a refusal that is known holds. @throws ActorUnavailable */
async function count(
  kind: StrangerCall,
  named: NamedNetworks,
  { env, limits }: Context,
  { amount, raised }: { readonly amount: number; readonly raised: boolean },
): Promise<{ readonly over: OverLimit } | Admitted> {
  const scope = raised ? `${kind}/challenged` : kind;
  const known = refusedNetworks.find(scope, named.names, Date.now());
  if (known !== null) return { over: known };
  if (amount === 0) return { left: [] };
  const networks = networkLimits(kind, named, limits, raised);
  // A repeat after a lost answer counts once more, which is the caller's loss alone.
  const answer = await callActor(() =>
    networkShardStub(env, named.shard).count({ kind, networks, amount, tells: true }),
  );
  if (answer === null) return { left: [] };
  if (!isOverLimit(answer)) return { left: [answer] };
  refusedNetworks.remember(scope, answer, Date.now());
  return { over: answer };
}

const tooMany = ({ window, limit }: Pick<OverLimit, "window" | "limit">, retryAfterMs: number): Refused => ({
  refusal: {
    code: "RATE_LIMITED",
    retryAfterMs,
    limit: byNetwork,
    quota: { name: byNetwork, limit, windowMs: windowMs[window] },
  },
});
