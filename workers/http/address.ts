// The networks of a client, only from a source that the client cannot forge. Used for limits; only the coarse one is
// stored, where the account's owner is to see it.
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { isRefused } from "./answer.ts";

/**
 * Prefix lengths, narrow to wide. A household or a server has a whole /64 of IPv6, a site up to a /48, so a single
 * address tells nothing there. Mapped addresses are IPv4.
 */
const prefixes = { ipv4: [32, 24], ipv6: [64, 56, 48] } as const;

/** Canonical texts, narrow to wide: each network lies in the next. The last one is the widest. */
export type ClientNetworks = readonly [narrowest: string, ...wider: string[]];

/**
 * @returns null if the deployment has no trusted source: then no limit by network applies. FORBIDDEN if an address is
 *   promised but missing or malformed: the request did not come through Cloudflare, and nothing would limit it
 */
export function clientNetworks(
  headers: Headers,
  env: Pick<Env, "CLIENT_ADDRESS_SOURCE">,
): ClientNetworks | Refused | null {
  if (env.CLIENT_ADDRESS_SOURCE === "none") return null;
  // Cloudflare overwrites this header if a client sends it.
  return networksOf(headers.get("cf-connecting-ip") ?? "") ?? refused("FORBIDDEN");
}

/** The widest network: where somebody is, no closer than they may be told. @returns null if no address is known */
export const coarseNetwork = (networks: ClientNetworks | Refused | null): string | null =>
  networks === null || isRefused(networks) ? null : (networks.at(-1) ?? null);

/** @returns null for what is no address */
export function networksOf(address: string): ClientNetworks | null {
  // The library alone would also take "1" and "0x7f.1", and a zone has no meaning here.
  if (isIP(address) === 0 || address.includes("%")) return null;
  const parsed = ipaddr.process(address);
  const kind = parsed.kind();
  const family = kind === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = (bits: number): string =>
    `${family.networkAddressFromCIDR(`${parsed.toString()}/${bits}`).toString()}/${bits}`;
  const [narrowest, ...wider] = prefixes[kind];
  return [network(narrowest), ...wider.map(network)];
}
