// Which address limits go by.
import { expect, it } from "vitest";
import { clientAddress, hashAddress, networkOf } from "../../workers/http/address.ts";

const from = (headers: Record<string, string>, source: "cloudflare" | "none" = "cloudflare"): string | null =>
  clientAddress(new Headers(headers), { CLIENT_ADDRESS_SOURCE: source });

it("[AUTH-10] takes the address from Cloudflare only, never from a client's header", () => {
  expect(from({ "cf-connecting-ip": "192.0.2.1" })).toBe("192.0.2.1");
  expect(from({ "x-forwarded-for": "192.0.2.1", "x-real-ip": "192.0.2.1", forwarded: "for=192.0.2.1" })).toBeNull();
  expect(from({ "cf-connecting-ip": "192.0.2.1" }, "none")).toBeNull();
  for (const text of ["", "x", "192.0.2.256", "192.0.2.1, 192.0.2.2", "::g"]) {
    expect(from({ "cf-connecting-ip": text })).toBeNull();
  }
});

it.each([
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["1::", "1:0:0:0::/64"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
])("[AUTH-10] counts %s as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it("[AUTH-10] hashes addresses with a secret", () => {
  const hash = hashAddress("192.0.2.1", { SIGNING_KEYS: "one" });
  expect(hash).toMatch(/^[\w-]{22}$/);
  expect(hashAddress("192.0.2.1", { SIGNING_KEYS: "one" })).toBe(hash);
  expect(hashAddress("192.0.2.1", { SIGNING_KEYS: "other" })).not.toBe(hash);
});
