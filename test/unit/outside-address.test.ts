// Addresses that users name: which may be called.
import { expect, it } from "vitest";
import { outsideAddress } from "../../workers/outside/outside-address.ts";

const deployed = { CLIENT_ADDRESS_SOURCE: "cloudflare" } as const;
const local = { CLIENT_ADDRESS_SOURCE: "none", PUSH_LOOPBACK: "allowed" } as const;

it.each([
  "https://fcm.googleapis.com/fcm/send/abc",
  "https://updates.push.services.mozilla.com/wpush/v2/abc",
  "https://web.push.apple.com./QABC",
  "https://push.example.com:443/p?token=a#ignored",
])("[PUSH-3] a name of the public network may be called: %s", (address) => {
  const url = outsideAddress(address, deployed);
  expect(url?.protocol).toBe("https:");
  expect(url?.hash).toBe("");
});

it.each([
  "",
  "push.example.com",
  "http://push.example.com/",
  "ftp://push.example.com/",
  "data:text/plain,a",
  "https://push.example.com:8443/",
  "https://user@push.example.com/",
  "https://user:secret@push.example.com/",
  "https://localhost/",
  "https://localhost./",
  "https://a.localhost/",
  "https://metadata.google.internal/",
  "https://metadata/",
  "https://printer.local/",
  "https://router.lan/",
  "https://nas.home.arpa/",
  "https://127.0.0.1.nip.io/",
  "https://10-0-0-1.sslip.io/",
  "https://localtest.me/",
  "https://127.0.0.1/",
  "https://0x7f.1/",
  "https://2130706433/",
  "https://0177.0.0.1/",
  "https://127.1/",
  "https://①②⑦.0.0.1/",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://192.168.1.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://100.64.0.1/",
  "https://0.0.0.0/",
  "https://1.1.1.1/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[fd00::1]/",
  "https://[fe80::1]/",
  "https://[2606:4700::1111]/",
  `https://${"a.".repeat(130)}example.com/`,
])("[PUSH-3] anything else may not: %s", (address) => {
  expect(outsideAddress(address, deployed)).toBeNull();
  expect(outsideAddress(address, local)).toBeNull();
});

it("[PUSH-3] this machine may be called where clients do not come from Cloudflare, if the deployment says so", () => {
  for (const address of ["http://127.0.0.1:8080/push", "http://127.9.9.9/"]) {
    expect(outsideAddress(address, local)?.href).toContain("127.");
    expect(outsideAddress(address, { CLIENT_ADDRESS_SOURCE: "none" })).toBeNull();
    expect(outsideAddress(address, { ...local, CLIENT_ADDRESS_SOURCE: "cloudflare" })).toBeNull();
  }
  for (const address of ["http://10.0.0.1/", "http://localhost/", "http://[::1]/", "https://127.0.0.1/"])
    expect(outsideAddress(address, local)).toBeNull();
});
