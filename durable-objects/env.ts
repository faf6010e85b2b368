// The deployment's bindings and variables, as wrangler.toml names them.
import type { defaultLimits } from "../schema/protocol/limits.ts";

type LimitVariables = { readonly [K in keyof typeof defaultLimits]?: string };

export interface Env extends LimitVariables {
  readonly USER_SESSION: DurableObjectNamespace;
  readonly CONVERSATION: DurableObjectNamespace;
  readonly DIRECTORY: D1Database;
  readonly ARCHIVE: R2Bucket;
  readonly JOBS: Queue;
  readonly LOGIN_BY_ADDRESS: RateLimit;
  /** Secret: a JSON array of private JWKs (Ed25519, each with `kid`); the first signs, all verify and are published. */
  readonly SIGNING_KEYS: string;
  /** `iss` of every token. */
  readonly TOKEN_ISSUER: string;
  readonly CLIENT_ADDRESS_SOURCE: "cloudflare" | "none";
  readonly CORS_ORIGINS: string;
  readonly SCRYPT_COST: string;
  readonly LOG_LEVEL: "debug" | "info" | "warn" | "error";
}
