// The SDK's count of UTF-8 bytes, against the platform's.
import { assert as check, property, string } from "fast-check";
import { expect, it } from "vitest";
import { utf8Bytes } from "../../sdk/client/utf8.ts";

const encoder = new TextEncoder();

it("[SDK-57] counts as the platform does, lone surrogates too", () => {
  check(
    property(string({ unit: "binary" }), string({ unit: "grapheme" }), (a, b) => {
      // The cut may leave half of a character at either end.
      for (const text of [a, b, (a + b).slice(1), (b + a).slice(0, -1)])
        if (utf8Bytes(text) !== encoder.encode(text).length) throw new Error(JSON.stringify(text));
    }),
    { numRuns: 2_000 },
  );
  for (const text of ["", "é", "€", "👋", "\ud83d", "\udc4b", "\udc4b\ud83d", "\ud83d\ud83d\udc4b", "\ud83dx"])
    expect(utf8Bytes(text), JSON.stringify(text)).toBe(encoder.encode(text).length);
});
