// The API documents' texts for the bodies about the service itself. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { healthResultShape, keySetShape, readinessShape } from "./http-service.ts";

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

const readiness = {
  status: "not-ready" as const,
  version: "2026-12-01",
  checks: [
    { name: "SIGNING_KEYS", ok: true, ms: 0 },
    {
      name: "DIRECTORY",
      ok: false,
      ms: 12,
      error: {
        code: "MIGRATION_MISSING" as const,
        message: "The migration 0006_passwords.sql has not been applied.",
      },
    },
  ],
};

export const serviceComponents = {
  Health: fromServer(healthResultShape, "The Worker runs.", { status: "ok" }, { status: "Always `ok`." }),
  Readiness: fromServer(readinessShape, "Whether everything that the server needs answers.", readiness, {
    status: "`ready` if every check is ok.",
    version: "Of the code that answers: the deployment's tag or id, else the version of the package.",
    checks: "In no particular order; others may be added.",
    "checks.name": "What was checked: a binding or secret, as the deployment's configuration names it.",
    "checks.ok": "Whether it answered as it should.",
    "checks.ms": "How long the answer took. A check is given up after 5,000.",
    "checks.error": "Missing when it is ok.",
    "checks.error.code": "What kind of failure it is.",
    "checks.error.message": "The failure in one sentence, without any cause that is not for everybody.",
  }),
  KeySet: fromServer(keySetShape, "Public signing keys (RFC 7517).", keySet, {
    "keys.kty": "The family of keys: octet key pairs (RFC 8037).",
    "keys.crv": "The curve.",
    "keys.x": "The public key, as base64url.",
    "keys.kid": "The key's id, which tokens name.",
    "keys.alg": "The algorithm.",
    "keys.use": "What the key is for: signatures.",
  }),
} as const satisfies Record<string, Component>;
