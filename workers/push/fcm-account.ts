// How Google knows this deployment: the secret FCM_SERVICE_ACCOUNT, which is the file that the Firebase console gives.
import { importPKCS8 } from "jose";
import * as v from "valibot";
import { parseSecret } from "../../durable-objects/runtime/parse-secret.ts";
import { BadSecret, parsedOnce } from "./parsed-once.ts";

/** Google's file has more, which nobody needs here. */
const accountShape = v.object({
  type: v.literal("service_account"),
  project_id: v.pipe(v.string(), v.regex(/^[a-z0-9.:-]{1,100}$/)),
  private_key_id: v.string(),
  private_key: v.string(),
  client_email: v.string(),
  token_uri: v.string(),
});

export interface FcmAccount {
  readonly projectId: string;
  readonly email: string;
  readonly keyId: string;
  /** Where an access token is given. */
  readonly tokenUrl: string;
  readonly signing: CryptoKey;
}

/** @returns null without the secret: there is no push to Android apps. @throws BadSecret when it is malformed */
export const readFcmAccount = parsedOnce(async (secret): Promise<FcmAccount> => {
  const result = v.safeParse(accountShape, parseSecret(secret));
  if (!result.success) throw new BadSecret("FCM_SERVICE_ACCOUNT is not the JSON of a service account");
  const { project_id: projectId, client_email: email, private_key_id: keyId, ...rest } = result.output;
  try {
    return { projectId, email, keyId, tokenUrl: rest.token_uri, signing: await importPKCS8(rest.private_key, "RS256") };
  } catch {
    // Without the reason, which may quote the key.
    throw new BadSecret("the private_key in FCM_SERVICE_ACCOUNT is no RSA key in PKCS #8");
  }
});
