// The list of common passwords that nobody may choose.
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { commonPasswords, pack } from "../../tools/build/common-passwords.ts";
import { fingerprintOf, isCommonPassword, isGuessable } from "../../workers/accounts/common-passwords.ts";
import { packedFingerprints } from "../../workers/accounts/common-passwords.data.ts";

const letters = "abcdefghijklmnopqrstuvwxyz0123456789 _-!".split("");

describe("the common passwords", () => {
  it("[AUTH-38] are 10,000, and each of them is refused, in any case", () => {
    const words = commonPasswords();
    expect(words).toHaveLength(10_000);
    expect(words.filter((word) => !isCommonPassword(word))).toEqual([]);
    expect(words.filter((word) => !isCommonPassword(word.toUpperCase()))).toEqual([]);
    expect(words.slice(0, 3)).toEqual(["password", "12345678", "123456789"]);
  });

  it("[AUTH-39] are kept in less than 30 KB, made of the list as it is", () => {
    expect(packedFingerprints.length).toBeLessThan(30_000);
    expect(packedFingerprints).toBe(pack(commonPasswords().map(fingerprintOf)).toString("base64"));
  });

  it("[AUTH-39] are mistaken for another password less than once in 10,000", () => {
    const random = new Random(39);
    const words = new Set(commonPasswords());
    const others = Array.from({ length: 300_000 }, () =>
      Array.from({ length: random.between(8, 24) }, () => random.pick(letters)).join(""),
    ).filter((word) => !words.has(word));
    const mistaken = others.filter((word) => isCommonPassword(word)).length;
    expect(mistaken).toBeLessThan(others.length / 10_000);
  });

  it.each(["correct horse battery", "Tr0ub4dor&3", "wrong password", "日本語のパスワード"])(
    "[AUTH-38] do not hold %j",
    (word) => {
      expect(isCommonPassword(word)).toBe(false);
    },
  );
});

it("[AUTH-38] one's own name is guessable, whatever its case and composition", () => {
  const names = ["ada_lovelace", "Ada Lovel\u00e4ce"];
  for (const word of ["ada_lovelace", "ADA_LOVELACE", "ada lovela\u0308ce"])
    expect(isGuessable(word, names)).toBe(true);
  expect(isGuessable("ada_lovelace_1843", names)).toBe(false);
  expect(isGuessable("password1", names)).toBe(true);
});
