// HTTP bodies about the service itself: health, readiness and the public signing keys.
import * as v from "valibot";
import { count, strictShape } from "./shape.ts";

export const healthResultShape = strictShape({ status: v.literal("ok") });
export type HealthResult = v.InferOutput<typeof healthResultShape>;

/** One thing that the server needs. `name`: as in `wrangler.toml`. `error`: why it is not ok; for anyone to read. */
const readinessCheckShape = strictShape({
  name: v.string(),
  ok: v.boolean(),
  ms: count,
  error: v.exactOptional(
    strictShape({
      code: v.picklist([
        "NOT_CONFIGURED",
        "MALFORMED",
        "MIGRATION_MISSING",
        "TABLE_MISSING",
        "TABLES_TOO_NEW",
        "TIMEOUT",
        "FAILED",
      ]),
      message: v.string(),
    }),
  ),
});
export type ReadinessCheck = v.InferOutput<typeof readinessCheckShape>;

/** `version`: of the code that answers: the deployment's tag or id, else the package's version. */
export const readinessShape = strictShape({
  status: v.picklist(["ready", "not-ready"]),
  version: v.string(),
  checks: v.array(readinessCheckShape),
});
export type Readiness = v.InferOutput<typeof readinessShape>;

/** The public half of a signing key (RFC 8037). */
const publicKeyShape = strictShape({
  kty: v.literal("OKP"),
  crv: v.literal("Ed25519"),
  x: v.string(),
  kid: v.string(),
  alg: v.literal("EdDSA"),
  use: v.literal("sig"),
});
export const keySetShape = strictShape({ keys: v.array(publicKeyShape) });
export type KeySet = v.InferOutput<typeof keySetShape>;
