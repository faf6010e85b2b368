// Addresses that users name and this server calls: none of them may lead into a private network (SSRF). Whoever fetches one
// follows no redirect.
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Env } from "../../durable-objects/runtime/env.ts";

type Settings = Pick<Env, "PUSH_LOOPBACK" | "CLIENT_ADDRESS_SOURCE">;

/** Names of private networks (RFC 6761, RFC 6762, RFC 8375, ICANN), and of machines that know where they run. */
const privateNames = [
  "localhost",
  "local",
  "localdomain",
  "internal",
  "private",
  "intranet",
  "lan",
  "home",
  "corp",
  "home.arpa",
  "in-addr.arpa",
  "ip6.arpa",
  "invalid",
  "onion",
];
/** Zones of which every name says to which address it leads. */
const speakingNames = ["nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com"];
const closedNames = [...privateNames, ...speakingNames];

const hostMaxChars = 253;

const isIn = (host: string, zone: string): boolean => host === zone || host.endsWith(`.${zone}`);

/**
 * The address, if it may be called: https at its usual port, a name of the public DNS, without a user. Not an address in
 * numbers, however it is written: `URL` brings those into one form. A name that leads to a private address is not found out
 * here: on Cloudflare no private network is reached from a Worker.
 *
 * @returns null if it may not
 */
export function outsideAddress(text: string, env: Settings): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  url.hash = "";
  if (url.username !== "" || url.password !== "") return null;
  if (isAllowedLoopback(url, env)) return url;
  const host = url.hostname.replace(/\.$/, "");
  if (url.protocol !== "https:" || url.port !== "" || host.length > hostMaxChars) return null;
  if (isIP(host) !== 0 || host.startsWith("[") || !host.includes(".")) return null;
  return closedNames.some((zone) => isIn(host, zone)) ? null : url;
}

/** For tests on one machine: never where clients come from Cloudflare. */
const isAllowedLoopback = ({ protocol, hostname }: URL, env: Settings): boolean =>
  env.PUSH_LOOPBACK === "allowed" &&
  env.CLIENT_ADDRESS_SOURCE === "none" &&
  protocol === "http:" &&
  isIP(hostname) === 4 &&
  ipaddr.parse(hostname).range() === "loopback";
