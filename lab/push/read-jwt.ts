// Reads a signed token with Node's own cryptography: the services believe no library of the server's.
import { verify, type KeyObject } from "node:crypto";

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** @returns null for one that this key did not sign by this algorithm */
export function readJwt(token: string, key: KeyObject, alg: "ES256" | "RS256"): Jwt | null {
  const parts = token.split(".");
  const [header = "", claims = "", signature = ""] = parts;
  const isSigned = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key, ...(alg === "ES256" && { dsaEncoding: "ieee-p1363" as const }) },
    Buffer.from(signature, "base64url"),
  );
  if (parts.length !== 3 || !isSigned) return null;
  const read = { header: jsonOf(header), claims: jsonOf(claims) };
  return read.header["alg"] === alg ? read : null;
}

const jsonOf = (part: string) =>
  JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Readonly<Record<string, unknown>>;
