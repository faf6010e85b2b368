// Tokens of operators, with a MAC: the directory is asked about none that the server did not make. `klatch_operator_`,
// then 48 bytes as base64url: 32 of chance, 16 of MAC.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";

type IdsEnv = Pick<Env, "ID_KEYS">;

const prefix = "klatch_operator_";
const chanceBytes = 32;
const macBytes = 16;
const form = /^klatch_operator_[\w-]{64}$/;

const mac: MacKind = { purpose: "operator", encode: (bytes) => bytes.toString("base64url", 0, macBytes) };

/** @throws Error when ID_KEYS is missing or malformed */
export function newOperatorToken(env: IdsEnv): string {
  const chance = Buffer.from(crypto.getRandomValues(new Uint8Array(chanceBytes)));
  const made = makeMacs(env, mac, chance.toString("base64url"));
  return prefix + Buffer.concat([chance, Buffer.from(made.mac, "base64url")]).toString("base64url");
}

/**
 * Whether the server may have made this token, be it removed or expired since.
 *
 * @throws Error when ID_KEYS is missing or malformed, and the token has the form of an operator's
 */
export function mayBeOperatorToken(env: IdsEnv, token: string): boolean {
  if (!form.test(token)) return false;
  const bytes = Buffer.from(token.slice(prefix.length), "base64url");
  return isMac(env, mac, bytes.toString("base64url", 0, chanceBytes), mac.encode(bytes.subarray(chanceBytes)));
}
