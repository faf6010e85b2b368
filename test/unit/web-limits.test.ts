// What the page and the terminal say of limits: every budget in words, in both languages, and until when.
import { KlatchError } from "@klatch/sdk";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { explain, heldReason, waitReason } from "../../apps/terminal/chat-refusals.ts";
import { localePreference, systemLanguages, type Locale } from "../../apps/web/i18n/locale.ts";
import { errorText } from "../../apps/web/text/error-text.ts";
import { heldText, limitText } from "../../apps/web/text/limit-text.ts";
import { connectionLabel, connectionState, connectionText } from "../../apps/web/shell/connection-state.ts";
import { neverRefused } from "../../lab/bench/cost/worst-bill.ts";
import { budgetNames } from "../../schema/protocol/budgets.ts";

const budgets = budgetNames.filter((name) => !neverRefused.has(name));
const limits = [...budgets, "all-uploaded-bytes", "username", "groups", "frames", "network"];
const locales: readonly Locale[] = ["en", "zh"];

const refusal = (limit: string | undefined, retryAfterMs?: number): KlatchError =>
  new KlatchError("RATE_LIMITED", "Too many requests.", { limit, retryAfterMs });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 10, 25, 14, 5) });
  systemLanguages.value = ["en-GB"];
  localePreference.value = "en";
});
afterEach(() => {
  vi.useRealTimers();
  localePreference.value = "system";
  systemLanguages.value = [];
});

it("[WEB-50] each budget, the rate of frames and the limit of networks have words of their own in both languages", () => {
  expect(limits).toHaveLength(27);
  for (const locale of locales) {
    localePreference.value = locale;
    const said = limits.map(limitText);
    expect(new Set(said).size, locale).toBe(limits.length);
    expect(limitText("moonlight"), locale).toBe(limitText("frames"));
  }
  expect(new Set(limits.map((limit) => explain(refusal(limit)))).size).toBe(limits.length);
});

it("[WEB-50] says until when: a short wait as such, a long one by its end, which stays true", () => {
  const long = refusal("strangers", 10 * 3_600_000);
  const said = "You have begun as many new conversations as you may in a day. You can go on at 26 Nov, 00:05.";
  expect(errorText(refusal("frames", 40_000))).toBe("You are sending too fast. You can go on in 40 seconds.");
  expect(errorText(refusal("frames"))).toBe("You are sending too fast. Try again in a moment.");
  expect(errorText(long)).toBe(said);
  vi.setSystemTime(new Date(2026, 10, 25, 20, 0));
  expect(errorText(long)).toBe(said);
});

it("[WEB-50] a message that waits says that it goes on by itself", () => {
  const held = refusal("messages", 3_600_000);
  expect(heldText(held)).toBe("You have sent as many messages as you may for now. It is sent by itself at 15:05.");
  localePreference.value = "zh";
  expect(heldText(held)).toBe("你目前能发送的消息数已达上限。15:05 会自动发送。");
  expect(heldReason(held)).toBe("You have sent as many messages as you may for now: sent by itself in 60 min");
});

it.each([
  ["sockets", "Connected too often", "Your devices have connected as often as they may for now"],
  ["refreshes", "Sign-in renewed too often", "Your devices have renewed their sign-ins as often as they may for now"],
  ["network", "Too many attempts from this network", "Too many attempts from your network"],
  ["frames", "Too many attempts", "You are sending too fast"],
])("[BUDGET-42] a connection that waits for the limit %s says so", (limit, label, sentence) => {
  const status = { state: "waiting", retryInMs: 20_000, code: "RATE_LIMITED", limit } as const;
  expect(connectionState(status, true)).toBe("limited");
  expect(connectionLabel("limited", status)).toBe(label);
  expect(connectionText("limited", status)).toBe(`${sentence}.`);
  expect(waitReason(status)).toBe(sentence);
  // The browser knows of a nearer reason.
  expect(connectionState(status, false)).toBe("offline");
});

it("[BUDGET-42] a connection that waits for anything else does not speak of limits", () => {
  const status = { state: "waiting", retryInMs: 20_000, code: "UNAVAILABLE" } as const;
  expect(connectionState(status, true)).toBe("offline");
  expect(connectionText("offline", status)).toBe("Waiting for network");
  expect(waitReason(status)).toBe("");
});
