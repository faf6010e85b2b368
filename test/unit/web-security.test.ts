// What the web client and the terminal say of security events.
import { expect, it } from "vitest";
import type { SecurityEvent } from "@klatch/sdk";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import { securityLine } from "../../apps/terminal/chat-security.ts";
import { deviceName, deviceNote, thisDeviceFirst } from "../../apps/web/settings/device-text.ts";
import { namesOf, securityText } from "../../apps/web/settings/security-text.ts";

const now = 1_800_000_000_000;
const event = (more: Partial<SecurityEvent> & { readonly event: string }): SecurityEvent => ({
  id: "1",
  at: now - 5 * 60_000,
  deviceId: null,
  ...more,
});

it.each<[Partial<SecurityEvent> & { readonly event: string }, string, string]>([
  [{ event: "signed-in", platform: "ios" }, "A device signed in", "iPhone or iPad, 5 minutes ago"],
  [
    { event: "sign-in-failed", count: 7, network: "203.0.113.0/24", locked: true },
    "Wrong password, 7 times",
    "From 203.0.113.0/24, then stopped, 5 minutes ago",
  ],
  [
    { event: "sign-in-failed", count: 1, network: null },
    "Wrong password, once",
    "From an unknown network, 5 minutes ago",
  ],
  [
    { event: "signed-out", by: "other-device" },
    "A device was signed out from another of your devices",
    "5 minutes ago",
  ],
  [{ event: "signed-out", by: "operator" }, "A device was signed out by whoever runs this server", "5 minutes ago"],
  [{ event: "suspended", until: null }, "Account suspended", "5 minutes ago"],
  [{ event: "username-changed", platform: "web" }, "Username changed", "Browser, 5 minutes ago"],
  [{ event: "restored" }, "Suspension ended", "5 minutes ago"],
  [{ event: "deletion-cancelled" }, "Account kept after all", "5 minutes ago"],
  [
    { event: "signed-out", by: "login-policy" },
    "A device was signed out because another one signed in",
    "5 minutes ago",
  ],
  [{ event: "signed-out", by: "moonlight" }, "A device signed out", "5 minutes ago"],
  [{ event: "flew-to-the-moon" }, "An event that this version does not know", "5 minutes ago"],
])("[SDK-71] says what happened: %j", (given, title, note) => {
  expect(securityText(event(given), now)).toEqual({ title, note });
});

it("[WEB-52] names the device of an event while it is signed in, this one as such", () => {
  const mine = "device_mine" as DeviceId;
  const other = "device_other" as DeviceId;
  const device = { platform: "web", createdAt: now, lastSeenAt: now } as const;
  const names = namesOf([
    { ...device, id: mine, name: "Chrome · Linux", current: true },
    { ...device, id: other, name: "Firefox · macOS", current: false },
  ]);
  const noteOf = (deviceId: DeviceId): string =>
    securityText(event({ event: "signed-in", deviceId, platform: "web" }), now, names).note;
  expect([mine, other, "device_gone" as DeviceId].map(noteOf)).toEqual([
    "This device, 5 minutes ago",
    "Firefox · macOS, 5 minutes ago",
    "Browser, 5 minutes ago",
  ]);
});

it("[WEB-143] [WEB-323] a device is told by its name or kind, and by when and where it was last, as far as the server tells", () => {
  const device = { id: "device_1" as DeviceId, platform: "ios", name: "", createdAt: now } as const;
  const other = { ...device, lastSeenAt: now - 5 * 60_000, current: false };
  expect([deviceName(device), deviceName({ ...device, name: "Ada\u2019s phone" })]).toEqual([
    "iPhone or iPad",
    "Ada\u2019s phone",
  ]);
  const here = { ...other, current: true };
  expect(
    [other, { ...other, network: null }, { ...other, network: "203.0.113.0/24" }, here].map((one) =>
      deviceNote(one, now),
    ),
  ).toEqual(["Seen 5 minutes ago", "Seen 5 minutes ago", "Seen 5 minutes ago, in 203.0.113.0/24", "This device"]);
  expect(deviceNote({ ...here, network: "2001:db8:1::/48" }, now)).toBe("This device, in 2001:db8:1::/48");
  expect(deviceNote({ ...other, name: "Ada\u2019s phone" }, now)).toBe("iPhone or iPad · Seen 5 minutes ago");
  expect(thisDeviceFirst([other, here]).map(({ current }) => current)).toEqual([true, false]);
});

it("[SDK-71] the terminal says it in a line", () => {
  expect(securityLine(event({ event: "sign-in-failed", count: 7, network: null, locked: true }))).toBe(
    "sign in failed, 7 times in that hour, from an unknown network, then stopped for a while",
  );
  expect(securityLine(event({ event: "signed-out", by: "device-limit" }))).toBe("signed out, by device-limit");
  expect(securityLine(event({ event: "suspended", until: null }))).toBe("suspended, without an end");
});
