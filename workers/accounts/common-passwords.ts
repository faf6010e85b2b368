// Whether a password is one of the 10,000 most common ones: a small set of fingerprints, which may err towards yes.
import { fingerprintRange, packedFingerprints, riceBits } from "./common-passwords.data.ts";

/**
 * A whole number below `fingerprintRange`. FNV-1a over the UTF-16 units, then the finalizer of MurmurHash3, which spreads
 * the high bits. Case and composition make no difference.
 */
export function fingerprintOf(password: string): number {
  let hash = 0x811c9dc5;
  const text = password.normalize("NFC").toLowerCase();
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.floor(((hash >>> 0) / 2 ** 32) * fingerprintRange);
}

/** Unpacked at the first use: Workers that sign nobody up do not pay for it. */
let fingerprints: ReadonlySet<number> | null = null;

/** False for a common one never; true for another one less than once in 10,000. */
export function isCommonPassword(password: string): boolean {
  fingerprints ??= unpack(Buffer.from(packedFingerprints, "base64"), riceBits);
  return fingerprints.has(fingerprintOf(password));
}

/** The password, or one's own name in another case: what is guessed first. */
export const isGuessable = (password: string, names: readonly string[]): boolean =>
  names.some((name) => fold(name) === fold(password)) || isCommonPassword(password);

const fold = (text: string): string => text.normalize("NFC").toLowerCase();

/**
 * Rice's code (Golomb's with a power of two): the rising numbers as differences, each as its quotient in ones and a zero,
 * then its remainder in `bits` bits. A difference of 0 ends the list.
 */
function unpack(bytes: Uint8Array, bits: number): ReadonlySet<number> {
  const all = new Set<number>();
  let at = 0;
  const next = (): number => ((bytes[at >> 3] ?? 0) >> (7 - (at++ & 7))) & 1;
  for (let last = 0; ;) {
    let difference = 0;
    while (next() === 1) difference += 1;
    for (let i = 0; i < bits; i++) difference = difference * 2 + next();
    if (difference === 0) return all;
    last += difference;
    all.add(last - 1);
  }
}
