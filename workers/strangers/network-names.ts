// Keyed names of networks, of which no address can be read, and the shard that counts them.
import { createHmac } from "node:crypto";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { windowMs } from "../../schema/rpc/network-shard.ts";
import type { ClientNetworks } from "../http/address.ts";

/** So many objects count all networks, whatever addresses strangers have. */
const shards = 64;

export interface NamedNetworks {
  /** Narrow to wide, as the networks. */
  readonly names: readonly [narrowest: string, ...wider: string[]];
  /** Of the widest network, so that one object counts all networks within it. */
  readonly shard: number;
}

// In workerd an isolate may serve more than one secret only in tests.
let dayKey: { readonly secret: string; readonly day: number; readonly key: Buffer } | null = null;

/** Another key each day: what was counted yesterday cannot be recognised today. */
function keyOf(secret: string, day: number): Buffer {
  if (dayKey?.secret !== secret || dayKey.day !== day) {
    dayKey = { secret, day, key: createHmac("sha256", secret).update(`networks of day ${day}`).digest() };
  }
  return dayKey.key;
}

/** Keyed: there are few enough addresses to try all of them. */
export function nameNetworks(
  networks: ClientNetworks,
  { SIGNING_KEYS }: Pick<Env, "SIGNING_KEYS">,
  nowMs: number,
): NamedNetworks {
  const key = keyOf(SIGNING_KEYS, Math.floor(nowMs / windowMs.day));
  const hash = (network: string): Buffer => createHmac("sha256", key).update(network).digest();
  const nameOf = (network: string): string => hash(network).toString("base64url").slice(0, 22);
  const [narrowest, ...wider] = networks;
  return {
    names: [nameOf(narrowest), ...wider.map(nameOf)],
    shard: hash(networks.at(-1) ?? narrowest).readUInt32BE(24) % shards,
  };
}
