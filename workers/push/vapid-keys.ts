// The keys with which push services know this deployment (RFC 8292): the secret VAPID_KEYS. The first is for new
// subscriptions; an earlier one signs for those that were made with it.
import { importJWK } from "jose";
import * as v from "valibot";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { parseSecret } from "../../durable-objects/runtime/parse-secret.ts";
import { BadSecret, parsedOnce } from "./parsed-once.ts";

const coordinate = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));

/** An ES256 key (RFC 7518, section 6.2). Other members, such as `kid`, are for the operator. */
const keyShape = v.object({
  kty: v.literal("EC"),
  crv: v.literal("P-256"),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});
const keysShape = v.pipe(v.array(keyShape), v.minLength(1));

export interface VapidKeys {
  /** The point that new subscriptions are made with, as base64url. */
  readonly newest: string;
  /** By their points. */
  readonly signing: ReadonlyMap<string, CryptoKey>;
}

const keysOf = parsedOnce(parseKeys);

/** @returns null without the secret: there is no web push. @throws BadSecret when it is malformed */
export const readVapidKeys = ({ VAPID_KEYS }: Pick<Env, "VAPID_KEYS">): Promise<VapidKeys | null> => keysOf(VAPID_KEYS);

async function parseKeys(secret: string): Promise<VapidKeys> {
  const result = v.safeParse(keysShape, parseSecret(secret));
  // Without the parser's reason, which would quote the secret.
  if (!result.success) throw new BadSecret("VAPID_KEYS is not a JSON array of private P-256 JWKs");
  const keys = await Promise.all(result.output.map(async (jwk) => [pointOf(jwk), await importKey(jwk)] as const));
  const [newest] = keys;
  if (newest === undefined) throw new BadSecret("VAPID_KEYS is empty");
  return { newest: newest[0], signing: new Map(keys) };
}

/** Uncompressed (SEC 1, section 2.3.3). */
const pointOf = ({ x, y }: v.InferOutput<typeof keyShape>): string =>
  Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]).toString("base64url");

async function importKey(jwk: v.InferOutput<typeof keyShape>): Promise<CryptoKey> {
  const key = await importJWK(jwk, "ES256");
  if (key instanceof Uint8Array) throw new Error("not a key pair");
  return key;
}
