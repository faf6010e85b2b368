// The address of a client, only from a source that the client cannot forge. Used for limits, never stored.
import { createHmac } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import type { Env } from "../../durable-objects/runtime/env.ts";

/** @returns null if there is no trusted source: then limits by address do not apply */
export function clientAddress(headers: Headers, env: Pick<Env, "CLIENT_ADDRESS_SOURCE">): string | null {
  if (env.CLIENT_ADDRESS_SOURCE !== "cloudflare") return null;
  // Cloudflare overwrites this header if a client sends it.
  const address = headers.get("cf-connecting-ip")?.trim() ?? "";
  if (isIPv4(address)) return address;
  return isIPv6(address) ? networkOf(address) : null;
}

/** The /64 prefix of an IPv6 address: every household or server has a whole /64, and would count as many clients. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.split("::");
  const front = head.split(":").filter(Boolean);
  const back = (tail ?? "").split(":").filter(Boolean);
  const gap = Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: gap }, () => "0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** Keyed: there are few enough addresses to try all of them. */
export const hashAddress = (address: string, env: Pick<Env, "SIGNING_KEYS">): string =>
  createHmac("sha256", env.SIGNING_KEYS).update(address).digest("base64url").slice(0, 22);
