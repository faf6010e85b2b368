// What somebody new meets: what is painted before the script runs, and usernames as people type them.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { joinedText } from "../../apps/web/conversation/joined-text.ts";
import { dressed, isLook } from "../../apps/web/first-paint/look.ts";
import { inlinedStyle, withFirstPaint } from "../../apps/web/first-paint/first-paint-plugin.ts";
import { firstStyle } from "../../apps/web/first-paint/first-style.ts";
import { localePreference } from "../../apps/web/i18n/locale.ts";
import { SignInMemory } from "../../apps/web/model/sign-in-memory.ts";
import { usernameFaultText } from "../../apps/web/sign-in/sign-in-fault.ts";
import { meantUsername, usernameFault } from "../../apps/text/username.ts";
import { firstStyleFile } from "../../tools/build/first-style-file.ts";
import { safeStorage } from "../../apps/web/platform/storage.ts";
import { browserStorage } from "../support/browser-storage.ts";

beforeEach(() => {
  localePreference.value = "en";
});
afterEach(() => {
  localePreference.value = "system";
});

it("[WEB-130] the hash in the Worker's policy is that of the style in the page", () => {
  const { file, text } = firstStyleFile();
  expect(readFileSync(file, "utf8"), "npm run generate").toBe(text);
  expect(inlinedStyle()).not.toContain("/*");
});

it("[WEB-130] the inlined style has the constants that it uses, and those that these use, and no others", () => {
  const tokens = ":root { --a: var(--b); /* of :root { --a: 9px } */ --b: 4px; --c: 1px; }";
  const style = firstStyle(".first { margin: var(--a); }", tokens);
  expect(style).toContain("--a:var(--b);--b:4px}");
  expect(style).not.toContain("--c");
  expect(() => firstStyle(".first { margin: var(--d); }", tokens)).toThrow("--d");
});

it("[WEB-130] no other style stands before what is painted first", () => {
  const built = '<html><head>\n<link rel="stylesheet" href="/a.css">\n</head><body><b></b></body></html>';
  const page = withFirstPaint(built, ".first{}");
  expect(page).toMatch(/<head>\s*<style>\.first\{\}<\/style><\/head>/);
  expect(page.indexOf("a.css")).toBeGreaterThan(page.indexOf("<b>"));
});

it("[WEB-131] the kept page shows first what was left: theme, language and screen", () => {
  const html = '<html lang="en"><div class="first-frame"></div></html>';
  const frame = dressed(html, { screen: "frame", theme: "dark", lang: "zh-CN", listWidth: 400 });
  expect(frame).toContain('<html lang="zh-CN" data-theme="dark" data-first="frame">');
  expect(frame).toContain('<div class="first-frame" data-list="400">');
  const signUp = dressed(html, { screen: "sign-up", theme: "system", lang: "en", listWidth: 320 });
  expect(signUp).toContain('<html lang="en">');
});

it("[WEB-131] what another version told is not written into the page", () => {
  const look = { screen: "frame", theme: "dark", lang: "en", listWidth: 320 };
  expect(isLook(look)).toBe(true);
  const others = [null, "take over", {}, { ...look, theme: '"><script>' }, { ...look, listWidth: '"><script>' }];
  for (const other of [...others, { screen: "frame" }]) expect(isLook(other)).toBe(false);
});

it.each([
  ["ada", "ada"],
  ["  @ada ", "ada"],
  ["https://klatch.example/#/u/ada_l", "ada_l"],
  ["Write to me: https://klatch.example/#/u/ada !", "ada"],
  ["ａｄａ", "ada"],
  ["＠ada", "ada"],
  ["\u200e@ada\u200b", "ada"],
  ["ada@example.org", "ada@example.org"],
])("[WEB-133] %s is understood as %s", (typed, meant) => {
  expect(meantUsername(typed)).toBe(meant);
});

it.each([
  ["", "empty"],
  ["ada@example.org", "email"],
  ["ada lovelace", "spaces"],
  ["阿达一二三", "letters"],
  ["adá", "letters"],
  ["ada.l", "sign"],
  ["ada👩‍💻", "sign"],
  ["ab", "short"],
  ["a".repeat(21), "long"],
])("[WEB-133] %s has words of its own: %s", (name, kind) => {
  expect(usernameFault(name)?.kind).toBe(kind);
});

it("[WEB-133] each fault of a username is told in other words, and a good one has none", () => {
  const names = ["", "a@b.c", "a b", "阿达", "ada👩‍💻", "ab", "a".repeat(21)];
  const texts = names.map((name) => {
    const fault = usernameFault(name);
    return fault === null ? "" : usernameFaultText(fault);
  });
  expect(new Set(texts).size).toBe(names.length);
  expect(texts[4]).toContain("“👩‍💻”");
  for (const name of ["ada", "Ada_1", "a".repeat(20)]) expect(usernameFault(name)).toBeNull();
});

it("[WEB-132] a device remembers that somebody was signed in, and a name only while the tab has a session that was ended", () => {
  const device = browserStorage();
  const tab = browserStorage();
  const memory = new SignInMemory(device, tab);
  expect(memory.wasHere.value).toBe(false);
  memory.entered();
  memory.ended("ada");
  expect(new SignInMemory(device, tab).username.value).toBe("ada");
  expect(new SignInMemory(device, browserStorage())).toMatchObject({
    wasHere: { value: true },
    username: { value: "" },
  });
  memory.left();
  expect(memory.username.value).toBe("");
  expect([...device.kept.values(), ...tab.kept.values()].join()).not.toContain("ada");
});

it("[WEB-132] a browser that keeps nothing shows the sign-up", () => {
  const refuse = (): never => {
    throw new Error("SecurityError");
  };
  const refusing = safeStorage(() => ({ getItem: refuse, setItem: refuse, removeItem: refuse }));
  const memory = new SignInMemory(refusing, null);
  memory.entered();
  memory.ended("ada");
  expect(memory.username.value).toBe("ada");
  expect(new SignInMemory(null, null).wasHere.value).toBe(false);
});

it("[WEB-137] somebody who joined later is told when, as far as it is known, and that earlier messages are not visible", () => {
  const now = new Date(2026, 10, 29, 0, 30).getTime();
  const at = (day: number, hour: number): string => joinedText(new Date(2026, 10, day, hour).getTime(), now);
  const [today, yesterday, before] = [at(29, 0), at(28, 23), at(12, 12)];
  expect(today).toMatch(/^You joined today\. /);
  expect(yesterday).toMatch(/^You joined yesterday\. /);
  expect(before).toMatch(/^You joined on .*12.*\. /);
  for (const text of [today, yesterday, before, joinedText(undefined, now)])
    expect(text).toMatch(/Earlier messages are not visible to you\.$/);
});
