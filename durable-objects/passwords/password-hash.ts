// Password hashes: scrypt (RFC 7914), stored with their cost, so that the cost can change.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const blockSize = 8;
const parallelization = 5;
const saltBytes = 16;
const keyBytes = 32;

interface Cost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** @throws Error unless SCRYPT_COST is a power of two from 2 to 2^20 */
function parseCost(text: string): Cost {
  const n = Number(text);
  if (!Number.isInteger(Math.log2(n)) || n < 2 || n > 2 ** 20) throw new Error("SCRYPT_COST must be a power of two");
  return { n, r: blockSize, p: parallelization };
}

function derive(password: string, salt: Uint8Array, { n, r, p }: Cost): Promise<Buffer> {
  // The same characters, composed or decomposed, must be the same password on every keyboard (RFC 8265).
  const text = password.normalize("NFC");
  const maxmem = 128 * n * r + 128 * r * (p + 4) + 1_048_576;
  return new Promise((resolve, reject) => {
    scrypt(text, salt, keyBytes, { N: n, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const encode = ({ n, r, p }: Cost, salt: Uint8Array, key: Uint8Array): string =>
  `$scrypt$n=${n},r=${r},p=${p}$${Buffer.from(salt).toString("base64url")}$${Buffer.from(key).toString("base64url")}`;

/** @param cost SCRYPT_COST */
export async function hashPassword(password: string, cost: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const parsedCost = parseCost(cost);
  return encode(parsedCost, salt, await derive(password, salt, parsedCost));
}

/**
 * Whether the password matches the hash.
 *
 * @param encoded null for an unknown user: the same work is done, so that the time does not reveal who has an account
 * @param cost SCRYPT_COST, for the unknown user
 * @throws Error when `encoded` was not made by `hashPassword`
 */
export async function verifyPassword(password: string, encoded: string | null, cost: string): Promise<boolean> {
  const stored = encoded ?? encode(parseCost(cost), new Uint8Array(saltBytes), new Uint8Array(keyBytes));
  const parts = /^\$scrypt\$n=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (parts === null) throw new Error("not a password hash");
  const [, n, r, p, salt = "", key = ""] = parts;
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), { n: Number(n), r: Number(r), p: Number(p) });
  return timingSafeEqual(expected, actual) && encoded !== null;
}
