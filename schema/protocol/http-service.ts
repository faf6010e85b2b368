// HTTP bodies about the service itself: health and the public signing keys.
import * as v from "valibot";
import { strictShape } from "./shape.ts";

export const healthResultShape = strictShape({ status: v.literal("ok") });
export type HealthResult = v.InferOutput<typeof healthResultShape>;

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
