// The network shards, with a count of the questions that they are asked.
import { env } from "cloudflare:workers";
import type { Env } from "../../durable-objects/runtime/env.ts";

export interface CountingShards {
  readonly NETWORK_SHARD: Env["NETWORK_SHARD"];
  /** Questions so far. */
  readonly asked: () => number;
}

export function countingShards(): CountingShards {
  let asked = 0;
  const { NETWORK_SHARD } = env;
  return {
    NETWORK_SHARD: new Proxy(NETWORK_SHARD, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        const method = value.bind(target) as (...args: unknown[]) => unknown;
        if (name !== "get") return method;
        return (...args: unknown[]) => {
          asked += 1;
          return method(...args);
        };
      },
    }),
    asked: () => asked,
  };
}
