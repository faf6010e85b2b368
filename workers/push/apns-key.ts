// How Apple knows this deployment: the secret APNS_KEY. `topic` is the app's bundle id; `key` what the .p8 file has, which
// Apple gives once.
import { importPKCS8 } from "jose";
import * as v from "valibot";
import { parseSecret } from "../../durable-objects/runtime/parse-secret.ts";
import { BadSecret, parsedOnce } from "./parsed-once.ts";

/** Apple's ids of keys and of teams. */
const appleId = v.pipe(v.string(), v.regex(/^[A-Z0-9]{10}$/));

const keyShape = v.object({
  keyId: appleId,
  teamId: appleId,
  topic: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,255}$/)),
  key: v.string(),
});

export interface ApnsKey extends Omit<v.InferOutput<typeof keyShape>, "key"> {
  readonly signing: CryptoKey;
}

/** @returns null without the secret: there is no push to Apple's devices. @throws BadSecret when it is malformed */
export const readApnsKey = parsedOnce(async (secret): Promise<ApnsKey> => {
  const result = v.safeParse(keyShape, parseSecret(secret));
  if (!result.success) throw new BadSecret("APNS_KEY is not JSON with keyId, teamId, topic and key");
  const { key, ...ids } = result.output;
  try {
    return { ...ids, signing: await importPKCS8(key, "ES256") };
  } catch {
    // Without the reason, which may quote the key.
    throw new BadSecret("the key in APNS_KEY is no P-256 key in PKCS #8");
  }
});
