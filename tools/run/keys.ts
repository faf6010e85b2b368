// Signing keys in a file of variables (.dev.vars): made, rotated, and deleted when no valid token needs them.
import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { ownersOnlyFile } from "./owners-only.ts";
import { readVariable, writeVariable } from "./secrets-file.ts";

/** A private key with the second in which it was made. */
export type SigningKey = JWK & { readonly kid: string; readonly iat: number };

/** One day longer than the lifetime of the longest-lived token (REFRESH_TOKEN_SECONDS, 30 days). */
const retentionSeconds = 31 * 86_400;

export async function makeSigningKey(nowMs: number): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const kid = `${day}-${randomBytes(6).toString("hex")}`;
  return { ...(await exportJWK(privateKey)), kid, alg: "EdDSA", iat: Math.floor(nowMs / 1_000) };
}

/** The new key signs from now on; the others verify their tokens until those expire. */
export function rotateKeys(keys: readonly SigningKey[], next: SigningKey, nowMs: number): readonly SigningKey[] {
  const rotated = [next, ...keys];
  // A key stopped signing when the one before it in the list was made.
  return rotated.filter((_, i) => (rotated[i - 1]?.iat ?? nowMs / 1_000) > nowMs / 1_000 - retentionSeconds);
}

/** @returns the keys in a file of variables; none if the file or the variable is missing */
export async function readKeysFile(file: string): Promise<readonly SigningKey[]> {
  return JSON.parse((await readVariable(file, "SIGNING_KEYS")) ?? "[]") as readonly SigningKey[];
}

export const writeKeysFile = (file: string, keys: readonly SigningKey[]): Promise<void> =>
  writeVariable(file, "SIGNING_KEYS", JSON.stringify(keys));

/** Makes the file of local secrets, or adds missing ones: signing keys and the operators' token. Only its owner may read it. */
export async function ensureLocalSecrets(file: string): Promise<void> {
  if ((await readKeysFile(file)).length === 0) await writeKeysFile(file, [await makeSigningKey(Date.now())]);
  if ((await readVariable(file, "ADMIN_TOKEN")) === undefined) {
    await writeVariable(file, "ADMIN_TOKEN", randomBytes(32).toString("base64url"));
  }
  await ownersOnlyFile(file);
}
