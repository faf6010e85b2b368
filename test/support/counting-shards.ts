// Objects behind the Worker, with a count of the questions that they are asked.
import { env } from "cloudflare:workers";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { proxied } from "./changed-objects.ts";

type Objects = "NETWORK_SHARD" | "USER_SESSION";
type Counting<Name extends Objects> = Readonly<Record<Name, Env[Name]>> & {
  /** Questions so far. */
  readonly asked: () => number;
};

export function countingShards(): Counting<"NETWORK_SHARD"> {
  const { namespace, asked } = counting(env.NETWORK_SHARD);
  return { NETWORK_SHARD: namespace, asked };
}

export function countingSessions(): Counting<"USER_SESSION"> {
  const { namespace, asked } = counting(env.USER_SESSION);
  return { USER_SESSION: namespace, asked };
}

function counting<Namespace extends object>(
  real: Namespace,
): {
  readonly namespace: Namespace;
  readonly asked: () => number;
} {
  let asked = 0;
  const namespace = proxied(real, (name, method) =>
    name === "get" || name === "getByName" ? (...args) => ((asked += 1), method(...args)) : method,
  );
  return { namespace, asked: () => asked };
}
