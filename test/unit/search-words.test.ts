// By which words people are found, and what a search asks for.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstWord, isWanted, wantedBy, wordsOf } from "../../workers/accounts/search-words.ts";

const finds = (text: string, displayName: string, username = "u_1"): boolean => {
  const wanted = wantedBy(text);
  return wanted !== null && isWanted(wanted, wordsOf({ displayName, username }), username);
};

describe("[PROFILE-20] a search finds", () => {
  it.each([
    ["ada", "Ada Lovelace"],
    ["LOVE", "Ada Lovelace"],
    ["ada love", "Ada Lovelace"],
    ["love ada", "Ada Lovelace"],
    ["a lovelace", "Ada Lovelace"],
    ["zoe", "Zoë"],
    ["Zoë", "Zoe"],
    ["muller", "Jörg Müller"],
    ["mueller", "Jörg Müller"],
    ["strasse", "Straße"],
    ["obrien", "Pat O’Brien"],
    ["jean-luc", "Jean Luc"],
    ["ａｄａ", "Ada"],
    ["ΣΟΦΙΑ", "Σοφία"],
    ["артем", "Артём"],
    ["ПЕТР", "пётр"],
    ["محمد", "مُحَمَّد"],
    ["שלום", "שָׁלוֹם"],
    ["नमिता", "नमिता शर्मा"],
    ["42", "Unit 42"],
    ["王", "王小明"],
    ["小明", "王小明"],
    ["王小", "王小明"],
    ["王小明", "王小明"],
    ["明", "王小明"],
    ["タナカ", "たなかさん"],
    ["なか", "タナカ"],
    ["ﾀﾅｶ", "タナカ"],
    ["김철", "김철수"],
    ["철수", "김철수"],
    ["김처", "김철수"],
    ["สมชาย", "สมชาย ใจดี"],
    ["wang 小明", "Wang 王小明"],
  ])("by %s: %s", (text, name) => {
    expect(finds(text, name)).toBe(true);
  });

  it.each([
    ["ada_l", "Somebody", "ada_lovelace"],
    ["@ada", "Somebody", "ada_lovelace"],
    ["@ADA_L", "Somebody", "Ada_Lovelace"],
    ["lovelace", "Somebody", "ada_lovelace"],
  ])("by %s: %s @%s", (text, name, username) => {
    expect(finds(text, name, username)).toBe(true);
  });

  it.each([
    ["lace", "Ada Lovelace", "ada_l"],
    ["ada byron", "Ada Lovelace", "ada_l"],
    ["@love", "Love Ada", "ada_love"],
    ["王明", "王小明", "wang"],
    ["कि", "कु", "ku_1"],
    ["か", "き", "ki_1"],
  ])("and not by %s: %s @%s", (text, name, username) => {
    expect(finds(text, name, username)).toBe(false);
  });
});

it("[PROFILE-23] less than two letters, and signs alone, ask for nobody", () => {
  for (const text of [
    "",
    " ",
    "%",
    "*",
    "_",
    "%%%",
    "a",
    "a b c",
    "@",
    "@a",
    "?!",
    "👋",
    "\u0301",
    "\u200B",
    "ㄱ",
    "ส",
  ])
    expect([text, wantedBy(text)]).toEqual([text, null]);
});

it("[PROFILE-20] whoever has a name is found by it and by each beginning of two letters, whatever the script", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 32 });
  fc.assert(
    fc.property(name, (displayName) => {
      const words = wordsOf({ displayName, username: "somebody" });
      const wanted = wantedBy(displayName);
      // What one cannot search for is in no index either, but for single letters.
      if (wanted === null) return;
      expect(isWanted(wanted, words, "somebody")).toBe(true);
      expect(words).toContain(firstWord(wanted, words));
    }),
  );
});

it("[PROFILE-22] a name has a bounded number of words of a bounded length, each once", () => {
  const hostile = [
    "ﷺ".repeat(64),
    "王".repeat(64),
    "\u{20000}".repeat(32),
    "a b ".repeat(16),
    "Ä".repeat(64),
    "각힣".repeat(32),
  ];
  for (const displayName of hostile) {
    const words = wordsOf({ displayName, username: "a_b_c_d_e_f_g_h_i_j" });
    expect(words.length).toBeLessThanOrEqual(96);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) {
      expect(word.length).toBeGreaterThan(0);
      expect(word.length).toBeLessThanOrEqual(48);
      expect(word.isWellFormed()).toBe(true);
    }
  }
});
