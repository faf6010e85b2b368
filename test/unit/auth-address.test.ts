// Which networks a client's limits go by.
import { expect, it } from "vitest";
import { clientNetworks, coarseNetwork, networksOf } from "../../workers/http/address.ts";

const from = (headers: Record<string, string>, source: "cloudflare" | "none" = "cloudflare") =>
  clientNetworks(new Headers(headers), { CLIENT_ADDRESS_SOURCE: source });
const forbidden = { refusal: { code: "FORBIDDEN" } };

it("[AUTH-10] takes the address from Cloudflare only, never from a client's header", () => {
  expect(from({ "cf-connecting-ip": "192.0.2.1" })).toEqual(["192.0.2.1/32", "192.0.2.0/24"]);
  expect(from({ "x-forwarded-for": "192.0.2.1", "x-real-ip": "192.0.2.1", forwarded: "for=192.0.2.1" })).toEqual(
    forbidden,
  );
  expect(from({ "cf-connecting-ip": "192.0.2.1" }, "none")).toBeNull();
});

it("[AUTH-70] tells the widest network of a device, and none where no address is known", () => {
  const coarse = (...client: Parameters<typeof from>) => coarseNetwork(from(...client));
  expect(coarse({ "cf-connecting-ip": "192.0.2.1" })).toBe("192.0.2.0/24");
  expect(coarse({ "cf-connecting-ip": "2001:db8:1:2:3::4" })).toBe("2001:db8:1::/48");
  expect([coarse({}), coarse({ "cf-connecting-ip": "x" }), coarse({}, "none")]).toEqual([null, null, null]);
});

it("[NET-1] refuses a caller whose address is promised but missing or malformed", () => {
  expect(from({})).toEqual(forbidden);
  for (const text of [
    "",
    "x",
    "1",
    "0x7f.1",
    "010.0.0.1",
    "192.0.2.256",
    "192.0.2.1, 192.0.2.2",
    "192.0.2.1/32",
    "::g",
    "fe80::1%eth0",
    "[2001:db8::1]",
  ]) {
    expect(from({ "cf-connecting-ip": text })).toEqual(forbidden);
  }
});

it.each([
  ["192.0.2.129", ["192.0.2.129/32", "192.0.2.0/24"]],
  ["::ffff:192.0.2.1", ["192.0.2.1/32", "192.0.2.0/24"]],
  ["::ffff:c000:201", ["192.0.2.1/32", "192.0.2.0/24"]],
  ["2001:db8:1:2:3:4:5:6", ["2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"]],
  ["2001:0DB8:0001:0FfF::", ["2001:db8:1:fff::/64", "2001:db8:1:f00::/56", "2001:db8:1::/48"]],
  ["2001:db8::1", ["2001:db8::/64", "2001:db8::/56", "2001:db8::/48"]],
  ["::1", ["::/64", "::/56", "::/48"]],
])("[NET-1] finds the networks of %s, narrow to wide, each in one text", (address, networks) => {
  expect(networksOf(address)).toEqual(networks);
});
