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
  KeySet: fromServer(keySetShape, "Public signing keys (RFC 7517).", keySet, {
    "keys.kty": "The family of keys: octet key pairs (RFC 8037).",
    "keys.crv": "The curve.",
    "keys.x": "The public key, as base64url.",
    "keys.kid": "The key's id, which tokens name.",
    "keys.alg": "The algorithm.",
    "keys.use": "What the key is for: signatures.",
  }),
} as const satisfies Record<string, Component>;
