// Objects behind the Worker, with a count of the questions that they are asked.
import { env } from "cloudflare:workers";
import type { Env } from "../../durable-objects/runtime/env.ts";

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
  const namespace = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...args: unknown[]) => unknown;
      if (name !== "get" && name !== "getByName") return method;
      return (...args: unknown[]) => {
        asked += 1;
        return method(...args);
      };
    },
  });
  return { namespace, asked: () => asked };
}
