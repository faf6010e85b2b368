// The networks of a client, from the narrow to the wide one, for counts that nest.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { clientAddress } from "./address.ts";

/** @returns null if there is no trusted source of addresses */
export function clientNetworks(headers: Headers, env: Pick<Env, "CLIENT_ADDRESS_SOURCE">): readonly string[] | null {
  const address = clientAddress(headers, env);
  if (address === null) return null;
  if (!address.includes(":")) return [`${address}/32`, `${address.slice(0, address.lastIndexOf("."))}.0/24`];
  const groups = address.slice(0, address.indexOf("::")).split(":");
  const [first = "0", second = "0", third = "0", fourth = "0"] = groups;
  const site = `${first}:${second}:${third}`;
  return [address, `${site}:${(Number.parseInt(fourth, 16) & 0xff00).toString(16)}::/56`, `${site}::/48`];
}
