// The deployment's bindings and variables, as wrangler.toml names them.
import type { HistorySettings } from "../../schema/history/settings.ts";
import type { OperatorSettings } from "../../schema/operators/settings.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { SweepSettings } from "../../schema/versions/sweep-settings.ts";
import type { DirectRpc } from "../../schema/rpc/conversation.ts";
import type { EqualFilesRpc } from "../../schema/rpc/equal-files.ts";
import type { FleetRpc } from "../../schema/rpc/fleet.ts";
import type { GroupRpc } from "../../schema/rpc/group.ts";
import type { NetworkShardRpc } from "../../schema/rpc/network-shard.ts";
import type { SharedFileRpc } from "../../schema/rpc/shared-file.ts";
import type { PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import type { UserSessionRpc } from "../../schema/rpc/user-session.ts";

type Settings = HistorySettings & OperatorSettings & SweepSettings;
type NumberVariables = { readonly [K in keyof Limits | keyof Settings]?: string };

/** A namespace of objects that answer these calls. */
type Actors<Calls> = DurableObjectNamespace<Calls & Rpc.DurableObjectBranded>;

/** The databases that hold history. */
export interface HistoryBindings {
  /** Also has what earlier versions wrote of history. */
  readonly DIRECTORY: D1Database;
  readonly HISTORY: D1Database;
  /** `HISTORY_2`, `HISTORY_3` and so on: where one database does not hold all history. */
  readonly [shard: `HISTORY_${number}`]: D1Database | undefined;
}

export interface Env extends NumberVariables, HistoryBindings {
  readonly USER_SESSION: Actors<UserSessionRpc>;
  readonly CONVERSATION: Actors<DirectRpc>;
  readonly GROUP: Actors<GroupRpc>;
  readonly PASSWORD_SHARD: Actors<PasswordShardRpc>;
  readonly ARCHIVE: R2Bucket;
  /** Files of messages, and what is being sent of them. */
  readonly FILES: R2Bucket;
  /** Makes previews of pictures; without it the server makes none. */
  readonly IMAGES?: ImagesBinding;
  readonly SHARED_FILE: Actors<SharedFileRpc>;
  readonly EQUAL_FILES: Actors<EqualFilesRpc>;
  readonly JOBS: Queue;
  /** Nothing is sent to it: with it `wrangler deploy` makes the queue of dead letters. */
  readonly JOBS_DEAD: Queue;
  /** The deployed version of the code. */
  readonly CF_VERSION_METADATA?: WorkerVersionMetadata;
  readonly NETWORK_SHARD: Actors<NetworkShardRpc>;
  readonly FLEET: Actors<FleetRpc>;
  /** In front of the exact limits by network; per location and approximate. */
  readonly LOGIN_BY_ADDRESS: RateLimit;
  readonly STRANGERS_BY_NETWORK: RateLimit;
  /** The web client's files; absent on a server without a web client. */
  readonly ASSETS?: Fetcher | undefined;
  /** Secret: a JSON array of private JWKs (Ed25519, each with `kid`); the first signs, all verify and are published. */
  readonly SIGNING_KEYS: string;
  /**
   * Secret: a JSON array of symmetric JWKs (HS256), of the MACs in group ids and link tokens. The first makes them, all
   * verify, none is ever removed. Without it no group and no link can be made.
   */
  readonly ID_KEYS?: string;
  /**
   * Secret: a JSON array of private JWKs (P-256), with which push services know this deployment. New subscriptions are made
   * with the first; all sign. Without it there is no web push.
   */
  readonly VAPID_KEYS?: string;
  /** Secret: how Apple knows this deployment, as `npm run keys -- apns` writes it. Without it there is no push to Apple's devices. */
  readonly APNS_KEY?: string;
  /** Secret: the service account of Firebase, its file of JSON in one line. Without it there is no push to Android apps. */
  readonly FCM_SERVICE_ACCOUNT?: string;
  /** Where the Apple Push Notification service and Firebase Cloud Messaging are; by default at Apple and at Google. */
  readonly APNS_URL?: string;
  readonly FCM_URL?: string;
  /** Sends mails: Cloudflare's Email Service. Without it, or without both of the following, none are sent. */
  readonly MAILER?: Pick<SendEmail, "send">;
  /** Whose mails they are: `Klatch <noreply@chat.example>`, of a domain that the service knows as this account's. */
  readonly MAIL_FROM?: string;
  /** The origin to which links in mails lead: `https://chat.example`. */
  readonly APP_URL?: string;
  /** `allowed`: push services on this machine (127.0.0.0/8, without TLS), for tests; not where clients come from Cloudflare. */
  readonly PUSH_LOOPBACK?: string;
  /**
   * Whether group ids and links without a right MAC are asked for all the same: those of the form that had none before
   * there were MACs (`old`, the default), none, or all (ID_KEYS were lost).
   */
  readonly IDS_WITHOUT_MAC?: "none" | "old" | "all";
  /**
   * Whether what strangers write waits until it is accepted (`requests`, the default), or arrives like anything else (`open`:
   * where all know each other).
   */
  readonly FIRST_CONTACT?: "requests" | "open";
  /**
   * Secret of the deployment's own operator, who makes the first of the others. Without it, or if it is shorter than 40
   * characters, there is none.
   */
  readonly ADMIN_TOKEN?: string;
  /**
   * How long a job stays in its outbox after the queue took it, in ms: 0 where queues survive a crash, more where they
   * do not.
   */
  readonly JOBS_SETTLE_MS: string;
  /** `iss` of every token; "klatch" where there is none. */
  readonly TOKEN_ISSUER?: string;
  readonly CLIENT_ADDRESS_SOURCE: "cloudflare" | "none";
  /** Turnstile's key for clients, and the secret that goes with it: without both, nobody is challenged. */
  readonly TURNSTILE_SITE_KEY?: string;
  readonly TURNSTILE_SECRET?: string;
  /** Where Turnstile is; by default at Cloudflare. */
  readonly TURNSTILE_URL?: string;
  readonly CORS_ORIGINS: string;
  /** Which devices a sign-in signs out (`login-policy.ts`); `coexist` where there is none. */
  readonly LOGIN_POLICY?: string;
  /** Which media types are taken, as the server finds them, separated by commas (`image/*`, `application/pdf`); `*`: all. */
  readonly FILE_TYPES?: string;
  /** Where a scanner looks at each file before anybody gets it; none: nobody looks. */
  readonly SCANNER_URL?: string;
  /** Secret that signs what the scanner gets (Standard Webhooks): `whsec_` and 24 to 64 bytes in Base64. */
  readonly SCANNER_SECRET?: string;
  /** For `/.well-known/security.txt`: contacts separated by commas, and until when they hold (RFC 3339). */
  readonly SECURITY_CONTACT?: string;
  readonly SECURITY_EXPIRES?: string;
  readonly SCRYPT_COST: string;
  readonly LOG_LEVEL: "debug" | "info" | "warn" | "error";
}
