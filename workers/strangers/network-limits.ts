// What each of a caller's networks may use, by the deployment's limits: the wider, the more.
import type { Limits } from "../../schema/protocol/limits.ts";
import type { NetworkLimits, StrangerCall } from "../../schema/rpc/network-shard.ts";
import type { NamedNetworks } from "./network-names.ts";

/** Of the narrowest network. */
function limitsOf(kind: StrangerCall, limits: Limits): NetworkLimits["limits"] {
  switch (kind) {
    case "registration":
      return {
        minute: limits.LIMIT_REGISTRATIONS_PER_MINUTE,
        hour: limits.LIMIT_REGISTRATIONS_PER_HOUR,
        day: limits.LIMIT_REGISTRATIONS_PER_DAY,
      };
    case "login":
      return { minute: limits.LIMIT_LOGINS_PER_MINUTE };
    case "call":
      return { minute: limits.LIMIT_STRANGER_CALLS_PER_MINUTE };
  }
}

const times = ({ minute, hour, day }: NetworkLimits["limits"], factor: number): NetworkLimits["limits"] => ({
  ...(minute === undefined ? {} : { minute: minute * factor }),
  ...(hour === undefined ? {} : { hour: hour * factor }),
  ...(day === undefined ? {} : { day: day * factor }),
});

/** @param raised the caller has met a challenge */
export function networkLimits(
  kind: StrangerCall,
  { names }: NamedNetworks,
  limits: Limits,
  raised: boolean,
): readonly NetworkLimits[] {
  const narrowest = limitsOf(kind, limits);
  const { LIMIT_FACTOR_56, LIMIT_FACTOR_48, LIMIT_FACTOR_CHALLENGED } = limits;
  // IPv4 has two networks, a caller's own and the /24; IPv6 has three.
  const factors = names.length === 2 ? [1, LIMIT_FACTOR_48] : [1, LIMIT_FACTOR_56, LIMIT_FACTOR_48];
  return names.map((name, index) => ({
    name,
    limits: times(narrowest, (factors[index] ?? 1) * (raised ? LIMIT_FACTOR_CHALLENGED : 1)),
  }));
}
