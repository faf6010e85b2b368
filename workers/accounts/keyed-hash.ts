// Hashes under the deployment's secret: whoever does not know it can neither compute nor guess them.
import { createHmac } from "node:crypto";
import type { Env } from "../../durable-objects/runtime/env.ts";

export type HashKeys = Pick<Env, "SIGNING_KEYS">;

/** SHA-256 (RFC 2104). @param purpose keeps the hashes of different uses apart */
export const keyedHash = (purpose: string, text: string, { SIGNING_KEYS }: HashKeys): Buffer =>
  createHmac("sha256", SIGNING_KEYS).update(`${purpose}\n${text}`).digest();
