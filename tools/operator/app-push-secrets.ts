// The secrets with which Apple and Google know a deployment, made of the files that they give, and read as the Worker reads them.
import { readFile } from "node:fs/promises";
import { readApnsKey } from "../../workers/push/apns-key.ts";
import { readFcmAccount } from "../../workers/push/fcm-account.ts";

/**
 * @param p8 the path of the file that Apple gives once
 * @param topic the app's bundle id
 * @throws BadSecret for what the Worker could not use
 */
export async function apnsSecret(p8 = "", keyId = "", teamId = "", topic = ""): Promise<string> {
  const secret = JSON.stringify({ keyId, teamId, topic, key: await readFile(p8, "utf8") });
  await readApnsKey(secret);
  return secret;
}

/**
 * @param path of the JSON that the Firebase console gives
 * @throws BadSecret for what the Worker could not use
 */
export async function fcmSecret(path = ""): Promise<string> {
  const text = await readFile(path, "utf8");
  await readFcmAccount(text);
  const { type, project_id, private_key_id, private_key, client_email, token_uri } = JSON.parse(text) as Readonly<
    Record<string, unknown>
  >;
  return JSON.stringify({ type, project_id, private_key_id, private_key, client_email, token_uri });
}
