// Keys and tokens as Apple's and Google's services give them, in the form of the deployment's secrets; no service knows them.
import { exportPKCS8, generateKeyPair } from "jose";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { ApnsSubscription, FcmSubscription } from "../../schema/protocol/push.ts";

const pem = async (alg: "ES256" | "RS256"): Promise<string> =>
  exportPKCS8((await generateKeyPair(alg, { extractable: true })).privateKey);

export async function appPush(): Promise<{
  readonly secrets: Pick<Env, "APNS_KEY" | "FCM_SERVICE_ACCOUNT">;
  readonly phone: ApnsSubscription;
  readonly android: FcmSubscription;
}> {
  return {
    secrets: {
      APNS_KEY: JSON.stringify({
        keyId: "ABC123DEFG",
        teamId: "DEF123GHIJ",
        topic: "com.example.klatch",
        key: await pem("ES256"),
      }),
      FCM_SERVICE_ACCOUNT: JSON.stringify({
        type: "service_account",
        project_id: "klatch-test",
        private_key_id: "0123456789abcdef",
        private_key: await pem("RS256"),
        client_email: "push@klatch-test.iam.gserviceaccount.com",
        token_uri: "https://oauth2.googleapis.com/token",
      }),
    },
    phone: { kind: "apns", token: "8A1f".repeat(16), environment: "sandbox" },
    android: { kind: "fcm", token: "dQw4w9WgXcQ:APA91bGZ0kE5mW3vYp8sT1nRfKuH7jLq2oXcVbN6aDgIeJtUzMyPhSrOwQxBlCiF" },
  };
}
