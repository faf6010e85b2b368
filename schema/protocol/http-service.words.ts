// The API documents' texts for the bodies about the service itself. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { healthResultShape, keySetShape } from "./http-service.ts";

const keySet = {
  keys: [
    {
      kty: "OKP" as const,
      crv: "Ed25519" as const,
      x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
      kid: "2026-11",
      alg: "EdDSA" as const,
      use: "sig" as const,
    },
  ],
};

export const serviceComponents = {
  Health: fromServer(healthResultShape, "The Worker runs.", { status: "ok" }, { status: "Always `ok`." }),
  KeySet: fromServer(keySetShape, "Public signing keys (RFC 7517).", keySet),
} as const satisfies Record<string, Component>;
