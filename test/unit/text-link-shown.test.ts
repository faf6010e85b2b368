// What is said beside the label of a link.
import { domainToASCII, domainToUnicode } from "node:url";
import { expect, it } from "vitest";
import { linkShown } from "../../apps/text/links/link-shown.ts";
import { isPlainLink } from "../../apps/text/links/plain-link.ts";
import { linkTarget } from "../../apps/text/links/link-target.ts";
import { shownHost } from "../../apps/text/links/shown-host.ts";

const evil = "https://evil.example/";

it.each<[label: string, address: string, place: string]>([
  ["bank.example", evil, "evil.example"],
  ["https://bank.example/login", evil, "evil.example"],
  ["Click BANK.example now", evil, "evil.example"],
  ["https://bank.example", "https://bank.example.evil.example", "bank.example.evil.example"],
  ["bank.example", "https://evil.example/bank.example", "evil.example"],
  ["bank.example", "https://evil.example:8443/", "evil.example:8443"],
  ["https://bank.example@evil.example", evil, "evil.example"],
  // Dots, letters and what is invisible, as browsers read them or as they look.
  ["bank。example", evil, "evil.example"],
  ["bank․example", evil, "evil.example"],
  ["bank\u200B.exam\u00ADple", evil, "evil.example"],
  ["ｂａｎｋ．ｃｏｍ", evil, "evil.example"],
  ["例子.中国", evil, "evil.example"],
  ["ftp://bank.example/x", evil, "evil.example"],
  ["http://intranet", evil, "evil.example"],
  ["https://[::1]/", evil, "evil.example"],
  ["192.168.1.1", evil, "evil.example"],
  // The same host, another place.
  ["https://x.example/a", "https://x.example/b", "x.example"],
  ["ada@bank.example", "mailto:eve@evil.example", "eve@evil.example"],
  ["bank.example", "mailto:eve@evil.example", "eve@evil.example"],
  ["ada@bank.example", evil, "evil.example"],
  // Somebody else gets a copy of it.
  ["ada@bank.example", "mailto:ada@bank.example?bcc=eve@evil.example", "ada@bank.example"],
  // What looks like a host is one, whatever end of a file follows.
  ["bank.com.html", evil, "evil.example"],
  // Longer than anybody reads.
  ["a.".repeat(600), evil, "evil.example"],
  // It leads there, but is not what it seems to be.
  ["https://аррӏе.com", "https://аррӏе.com", "xn--80ak6aa92e.com"],
  ["ada@аррӏе.com", "mailto:ada@аррӏе.com", "ada@xn--80ak6aa92e.com"],
  ["http://2130706433/", "http://2130706433/", "127.0.0.1"],
])("[TEXT-21] %s to %s shows %s", (label, address, place) => {
  expect(linkShown(linkTarget(address) ?? "", label)).toBe(place);
});

it.each([
  ["here", evil],
  ["see the 3.5 million, e.g. v1.2.3 at 10:30", evil],
  ["Node.js and main.ts", evil],
  ["bank.example", "https://www.bank.example/x?y#z"],
  ["www.bank.example", "https://bank.example/"],
  ["https://x.example/long…", "https://x.example/long/and/longer"],
  ["https://EXAMPLE.com", "https://example.com"],
  ["https://bücher.example/Ä", "https://bücher.example/Ä"],
  ["https://example.com/ＡＢＣ", "https://example.com/ＡＢＣ"],
  ["https://яндекс.com", "https://яндекс.com"],
  ["xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com"],
  ["x.example:8080", "http://x.example:8080/"],
  ["http://10.0.0.1/a", "http://10.0.0.1/a"],
  ["Ada@bank.example", "mailto:ada@bank.example?subject=x"],
])("[TEXT-21] %s to %s deceives nobody", (label, address) => {
  expect(linkShown(linkTarget(address) ?? "", label)).toBeNull();
});

it("[TEXT-22] hosts are shown in the letters of their script", () => {
  const hosts = ["bücher.example", "例子.中国", "пример.рф", "例え.jp", "예제.한국", "מבחן.ישראל", "apple你好.com"];
  const more = ["παράδειγμα.ελ", "मराठी.भारत", "مثال.السعودية", "ตัวอย่าง.ไทย", "straße.de", "յհար.հայ", "日本一.jp"];
  for (const host of [...hosts, ...more])
    expect(shownHost(domainToASCII(host))).toBe(domainToUnicode(domainToASCII(host)));
});

it("[TEXT-22] hosts whose letters are mixed or look like others are shown in Punycode", () => {
  const hosts = [
    "аррӏе.com",
    "pаypal.com",
    "ɡoogle.com",
    "kühl-шах.de",
    "exampleノcom.evil.jp",
    "օօ.com",
    "ο.com",
    "i❤.ws",
  ];
  for (const host of hosts) expect(shownHost(domainToASCII(host))).toBe(domainToASCII(host));
  expect(shownHost("xn--a.com")).toBe("xn--a.com");
});

it("[TEXT-21] a password in an address makes it no link", () => {
  expect(linkTarget("https://bank.example@evil.example/")).toBeNull();
  expect(linkTarget("https://bank.example:443@evil.example/")).toBeNull();
});

it("[TEXT-21] what is judged at once is judged in the same way", () => {
  const labels = [
    "here",
    "bank.example",
    "http://intranet",
    "https://аррӏе.com",
    "http://2130706433/",
    "https://x.example/ä",
  ];
  const targets = [evil, ...labels].map(linkTarget).filter((href) => href !== null);
  const pairs = targets.flatMap((href) => labels.map((label) => ({ href, label })));
  const wrong = pairs.filter(({ href, label }) => isPlainLink(href, label) && linkShown(href, label) !== null);
  expect(wrong).toEqual([]);
  expect(isPlainLink("https://x.example/%C3%A4", "https://x.example/ä")).toBe(true);
});

it("[TEXT-21] an address of e-mail that is more than one is none", () => {
  expect(linkTarget("mailto:ada@bank.example%2Ceve@evil.example")).toBeNull();
});
