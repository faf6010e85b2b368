// `npm run common-passwords`: makes workers/accounts/common-passwords.data.ts of the list of zxcvbn.
import { writeFile } from "node:fs/promises";
import { dictionary } from "@zxcvbn-ts/language-common";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { fingerprintOf } from "../../workers/accounts/common-passwords.ts";
import { inRepository } from "../run/wrangler.ts";

const count = 10_000;
/** Of the remainders: best near the binary logarithm of the mean difference. */
const riceBits = 16;

/** The most common first. Shorter ones are refused for their length. */
export const commonPasswords = (): readonly string[] =>
  dictionary["passwords-common"].filter((word) => word.length >= wireLimits.passwordMinChars).slice(0, count);

/** See `unpack` in workers/accounts/common-passwords.ts. */
export function pack(fingerprints: readonly number[]): Buffer {
  const bits: number[] = [];
  let last = 0;
  for (const fingerprint of [...new Set(fingerprints)].toSorted((a, b) => a - b)) {
    const difference = fingerprint + 1 - last;
    last = fingerprint + 1;
    for (let ones = Math.floor(difference / 2 ** riceBits); ones > 0; ones--) bits.push(1);
    bits.push(0);
    for (let bit = riceBits - 1; bit >= 0; bit--) bits.push((difference >> bit) & 1);
  }
  // The end: a difference of 0.
  for (let bit = 0; bit <= riceBits; bit++) bits.push(0);
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (7 - (at & 7)));
  return bytes;
}

export function makeData(): string {
  const packed = pack(commonPasswords().map(fingerprintOf)).toString("base64");
  return `// Made by \`npm run common-passwords\`. Of the ${count} most common passwords the fingerprints, packed.
export const fingerprintRange = ${count * 2 ** riceBits};
export const riceBits = ${riceBits};
export const packedFingerprints =
  "${packed}";
`;
}

if (import.meta.main) await writeFile(inRepository("workers/accounts/common-passwords.data.ts"), makeData());
