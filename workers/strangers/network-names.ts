// Keyed names of networks, of which no address can be read, and the shard that counts them.
import { windowMs } from "../../schema/rpc/network-shard.ts";
import { keyedHash, type HashKeys } from "../accounts/keyed-hash.ts";
import type { ClientNetworks } from "../http/address.ts";

/** So many objects count all networks, whatever addresses strangers have. */
const shards = 64;

export interface NamedNetworks {
  /** Narrow to wide, as the networks. */
  readonly names: readonly [narrowest: string, ...wider: string[]];
  /** Of the widest network, so that one object counts all networks within it. */
  readonly shard: number;
}

/** Keyed, since there are few enough addresses to try all of them. The next day's names cannot be recognised in them. */
export function nameNetworks(networks: ClientNetworks, keys: HashKeys, nowMs: number): NamedNetworks {
  const purpose = `network of day ${Math.floor(nowMs / windowMs.day)}`;
  const nameOf = (network: string): string => keyedHash(purpose, network, keys).toString("base64url").slice(0, 22);
  const [narrowest, ...wider] = networks;
  return {
    names: [nameOf(narrowest), ...wider.map(nameOf)],
    shard: keyedHash(purpose, networks.at(-1) ?? narrowest, keys).readUInt32BE(24) % shards,
  };
}
