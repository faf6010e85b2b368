// The names that people may give to themselves and their groups, and the usernames that nobody gets.
import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { nameOrNoneShape, nameShape, plainName } from "../../schema/protocol/names.ts";
import { isReservedUsername } from "../../workers/accounts/reserved-usernames.ts";

const maxChars = 64;
const stored = (text: string): string | null => {
  const parsed = v.safeParse(nameShape(maxChars), text);
  return parsed.success ? parsed.output : null;
};
const shown = (text: string): string => Array.from(text, (char) => `U+${char.codePointAt(0)?.toString(16)}`).join(" ");

describe("[NAME-1] a name", () => {
  it.each([
    "Ada L. \u{1F9EE}",
    "O'Neil",
    "7",
    "山田 太郎",
    "葛\u{E0100}城",
    "محمد\u200Cعلی",
    "क्\u200Dष",
    "สุทัศน์",
    "བསྒྲུབས",
    "Nguyễn Văn",
    "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}",
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u2764\uFE0F",
    "1\uFE0F\u20E3",
    "\u{1F1E9}\u{1F1EA}",
    "x".repeat(maxChars),
  ])("%s is stored as it is", (name) => expect(stored(name)).toBe(name));

  it.each([
    ["composed", "Jose\u0301", "Jos\u00E9"],
    ["with single plain spaces", "  山田\u3000\u3000太郎\u00A0", "山田 太郎"],
  ])("is stored %s", (_how, submitted, name) => expect(stored(submitted)).toBe(name));

  const refused: readonly (readonly [string, readonly string[]])[] = [
    ["has something to see", ["", " ", "\u3000", "!!!", "\u2014", "..."]],
    [
      "has no filler",
      ["\u200B", "\u3164", "\u115F", "\uFFA0", "\u2800", "a\u200Bb", "a\u00ADb", "a\u034Fb", "a\u2060b"],
    ],
    ["[TEXT-34] has nothing else that is blank", ["\u{13441}", "a\u{16FE4}b", "\u{1D159}", "a\uFFFCb", "a\u{13442}"]],
    ["is one line without controls", ["a\nb", "\na", "a\tb", "a\u2028b", "a\u0000b", "\u0007a", "a\u0085b"]],
    ["does not turn what is around", ["\u202Eevil", "a\u2067b", "\u200Fa", "a\u061C"]],
    [
      "has no variant, joiner or tag of nothing",
      ["a\uFE0F", "1\uFE0F", "a\u200Db", "a\u200Cb", "\u{E0041}a", "\u{1F600}\u200D"],
    ],
    ["has no half of a flag's tags", ["\u{1F3F4}\u{E0067}\u{E0062}"]],
    ["has assigned and public characters", ["a\uE000", "a\u0378", "a\u{10FFFF}", "a\uFDD0"]],
    ["has its marks on letters, a few on each", ["\u0301a", "a \u0301b", `Z${"\u0335".repeat(5)}`]],
    ["is well-formed", ["\uD800a", "a\uDFFF"]],
    ["is no longer than it may be", ["x".repeat(maxChars + 1), "\uFB2C".repeat(maxChars)]],
  ];
  it.each(refused)("%s", (_rule, names) => {
    expect(names.filter((name) => stored(name) !== null).map(shown)).toEqual([]);
  });

  it("of a member may be none", () => {
    const shape = nameOrNoneShape(maxChars);
    expect([v.parse(shape, ""), v.parse(shape, "  "), v.parse(shape, " Bo ")]).toEqual(["", "", "Bo"]);
    expect(v.is(shape, "\u3164")).toBe(false);
  });

  it("in its stored form is its own stored form, whatever was submitted (random)", () => {
    const check = (text: string): void => {
      const plain = plainName(text);
      expect([plainName(plain), plain.normalize("NFC")]).toEqual([plain, plain]);
      expect([plain, null]).toContain(stored(text));
    };
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), check), { numRuns: 2_000 });
    fc.assert(fc.property(fc.string({ unit: "binary" }), check), { numRuns: 2_000 });
  });
});

describe("[NAME-2] a username that is taken for the service's", () => {
  it.each([
    "admin",
    "ADMIN",
    "Adm1n",
    "4dmin",
    "_root_",
    "r00t",
    "supp0rt",
    "SUPP0RT",
    "HELP",
    "he1p",
    "Klatch",
    "kIatch",
    "k1atch",
    "sec_urity",
    "systern",
    "All",
    "___",
  ])("%s", (username) => expect(isReservedUsername(username)).toBe(true));

  it.each(["ada", "bob_b", "admiral", "roots", "helper_7", "klatsch", "allison", "user_0", "systemic"])(
    "is not %s",
    (username) => expect(isReservedUsername(username)).toBe(false),
  );
});
