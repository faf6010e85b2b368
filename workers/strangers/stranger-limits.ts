// The limits of calls without an account, by the networks of the caller.
import { callActor, isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { networkShardStub } from "../../durable-objects/runtime/stubs.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { windowMs, type OverLimit, type StrangerCall } from "../../schema/rpc/network-shard.ts";
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

/**
 * Counts a call that costs much, before anything is done for it. Beyond the networks' limits a challenge that was met
 * raises them.
 *
 * @returns null if it may go on; RATE_LIMITED; CHALLENGE_REQUIRED; FORBIDDEN without a promised address
 */
export async function admitStranger(
  kind: Exclude<StrangerCall, "call">,
  request: Call,
  context: Context,
): Promise<Refused | null> {
  const named = namedNetworks(request, context);
  if (named === null || isRefused(named)) return named;
  const flood = await floodOf(kind, named, context);
  if (flood !== null) return flood;
  const over = await overLimit(kind, named, context, { amount: 1, raised: false });
  if (over === null) return null;
  const unproven = await challenge(request, context, tooMany(over, over.retryAfterMs));
  if (unproven !== null) return unproven;
  const still = await overLimit(kind, named, context, { amount: 1, raised: true });
  return still === null ? null : tooMany(still, still.retryAfterMs);
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
    const over = await overLimit("call", named, context, { amount, raised: false });
    return over === null ? null : tooMany(over, over.retryAfterMs);
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
async function overLimit(
  kind: StrangerCall,
  named: NamedNetworks,
  { env, limits }: Context,
  { amount, raised }: { readonly amount: number; readonly raised: boolean },
): Promise<OverLimit | null> {
  const scope = raised ? `${kind}/challenged` : kind;
  const known = refusedNetworks.find(scope, named.names, Date.now());
  if (known !== null || amount === 0) return known;
  const networks = networkLimits(kind, named, limits, raised);
  // A repeat after a lost answer counts once more, which is the caller's loss alone.
  const over = await callActor(() => networkShardStub(env, named.shard).count({ kind, networks, amount }));
  if (over !== null) refusedNetworks.remember(scope, over, Date.now());
  return over;
}

const tooMany = ({ window, limit }: Pick<OverLimit, "window" | "limit">, retryAfterMs: number): Refused => ({
  refusal: {
    code: "RATE_LIMITED",
    retryAfterMs,
    limit: byNetwork,
    quota: { name: byNetwork, limit, windowMs: windowMs[window] },
  },
});
