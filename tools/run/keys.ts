// Keys in a file of variables (.dev.vars): signing keys, made, rotated, and deleted when no valid token needs them; keys of
// the MACs in ids, and those for push, made and rotated, and never deleted.
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
  return { ...(await exportJWK(privateKey)), kid: kidOf(nowMs), alg: "EdDSA", iat: Math.floor(nowMs / 1_000) };
}

const kidOf = (nowMs: number): string =>
  `${new Date(nowMs).toISOString().slice(0, 10)}-${randomBytes(6).toString("hex")}`;

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

/** A key of the MACs in ids, with the second in which it was made. */
export type IdKey = JWK & { readonly kty: "oct"; readonly kid: string; readonly iat: number };

export const makeIdKey = (nowMs: number): IdKey => ({
  kty: "oct",
  k: randomBytes(32).toString("base64url"),
  kid: kidOf(nowMs),
  alg: "HS256",
  iat: Math.floor(nowMs / 1_000),
});

export async function readIdKeysFile(file: string): Promise<readonly IdKey[]> {
  return JSON.parse((await readVariable(file, "ID_KEYS")) ?? "[]") as readonly IdKey[];
}

export const writeIdKeysFile = (file: string, keys: readonly IdKey[]): Promise<void> =>
  writeVariable(file, "ID_KEYS", JSON.stringify(keys));

/** A key with which push services know a deployment, with the second in which it was made. */
export type PushKey = JWK & { readonly kid: string; readonly iat: number };

export async function makePushKey(nowMs: number): Promise<PushKey> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: kidOf(nowMs), alg: "ES256", iat: Math.floor(nowMs / 1_000) };
}

export async function readPushKeysFile(file: string): Promise<readonly PushKey[]> {
  return JSON.parse((await readVariable(file, "VAPID_KEYS")) ?? "[]") as readonly PushKey[];
}

/** None is ever removed: a subscription goes on with the key that it was made with. */
export const writePushKeysFile = (file: string, keys: readonly PushKey[]): Promise<void> =>
  writeVariable(file, "VAPID_KEYS", JSON.stringify(keys));

/**
 * Makes a file of secrets, or adds missing ones: signing keys, keys of ids, those for push, and the operators' token. None that is there
 * changes. Only its owner may read it.
 *
 * @param isNew no group was ever made with this state, so that none has an id without a MAC
 */
export async function ensureSecrets(file: string, isNew = false): Promise<void> {
  if ((await readKeysFile(file)).length === 0) await writeKeysFile(file, [await makeSigningKey(Date.now())]);
  if ((await readIdKeysFile(file)).length === 0) {
    await writeIdKeysFile(file, [makeIdKey(Date.now())]);
    if (isNew) await writeVariable(file, "IDS_WITHOUT_MAC", "none");
  }
  if ((await readPushKeysFile(file)).length === 0) await writePushKeysFile(file, [await makePushKey(Date.now())]);
  if ((await readVariable(file, "ADMIN_TOKEN")) === undefined) {
    await writeVariable(file, "ADMIN_TOKEN", randomBytes(32).toString("base64url"));
  }
  await ownersOnlyFile(file);
}
