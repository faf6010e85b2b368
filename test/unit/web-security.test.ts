// What the web client and the terminal say of security events.
import { expect, it } from "vitest";
import type { SecurityEvent } from "@klatch/sdk";
import { securityLine } from "../../apps/terminal/chat-security.ts";
import { securityText } from "../../apps/web/settings/security-text.ts";

const now = 1_800_000_000_000;
const event = (more: Partial<SecurityEvent> & { readonly event: string }): SecurityEvent => ({
  id: "1",
  at: now - 5 * 60_000,
  deviceId: null,
  ...more,
});

it.each<[Partial<SecurityEvent> & { readonly event: string }, string, string]>([
  [{ event: "signed-in", platform: "ios" }, "A device signed in", "5 minutes ago"],
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
  [{ event: "signed-out", by: "other-device" }, "A device was signed out by another of yours", "5 minutes ago"],
  [{ event: "signed-out", by: "moonlight" }, "A device signed out", "5 minutes ago"],
  [{ event: "flew-to-the-moon" }, "Something that this version does not know", "5 minutes ago"],
])("[SDK-71] says what happened: %j", (given, title, note) => {
  expect(securityText(event(given), now)).toEqual({ title, note });
});

it("[SDK-71] the terminal says it in a line", () => {
  expect(securityLine(event({ event: "sign-in-failed", count: 7, network: null, locked: true }))).toBe(
    "sign in failed, 7 times in that hour, from an unknown network, then stopped for a while",
  );
  expect(securityLine(event({ event: "signed-out", by: "device-limit" }))).toBe("signed out, by device-limit");
});
