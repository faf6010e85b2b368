// What an account of the stand-in has.
import type { DatabaseFiles } from "./database-files.ts";
import type { RunningWorker } from "./running-worker.ts";

/** What a token may do, as Cloudflare's pages name it. Reading is not told apart from editing. */
export type Right = "Workers Scripts" | "D1" | "Workers R2 Storage" | "Queues" | "Zone" | "Account Settings";

export interface Consumer {
  readonly consumer_id: string;
  readonly type: "worker" | "http_pull";
  readonly script?: string;
  readonly dead_letter_queue?: string;
  readonly settings?: unknown;
}

export interface Queue {
  readonly queue_id: string;
  readonly queue_name: string;
  consumers: Consumer[];
}

/** In the form of the API: `type`, `name` and what belongs to the type. */
export type Binding = Readonly<Record<string, unknown>> & { readonly type: string; readonly name: string };

export interface Script {
  readonly name: string;
  readonly versionId: string;
  readonly mainModule: string;
  readonly modules: ReadonlyMap<string, string>;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** Secrets with their values. */
  readonly bindings: readonly Binding[];
  readonly migrationTag: string | null;
  /** Classes of Durable Objects that its migrations made. */
  readonly classes: ReadonlySet<string>;
  /** Path → hash of its files. */
  readonly assets: Readonly<Record<string, string>>;
  /** How often it was uploaded. */
  readonly uploads: number;
  readonly workersDev: boolean;
  /** `dash`: somebody changed it in the dashboard since. */
  readonly lastDeployedFrom: "wrangler" | "dash";
  readonly observability: unknown;
}

export interface AccountState {
  readonly id: string;
  readonly name: string;
  /** By token. */
  readonly tokens: Map<string, ReadonlySet<Right>>;
  /** Null: nobody has chosen one. */
  subdomain: string | null;
  r2Enabled: boolean;
  maxDatabases: number;
  /** Name → id. */
  readonly databases: Map<string, string>;
  readonly databaseFiles: DatabaseFiles;
  readonly buckets: Set<string>;
  readonly queues: Map<string, Queue>;
  /** What answers, by name. */
  readonly scripts: Map<string, Script>;
  /** What was uploaded and may be deployed, by the id of its version. */
  readonly versions: Map<string, Script>;
  /** Name → id. */
  readonly zones: Map<string, string>;
  /** Host name → Worker. */
  readonly domains: Map<string, string>;
  /** Host names that have DNS records of other origin. */
  readonly dnsRecords: Set<string>;
  /** Contents of files by hash, and manifests by the token of their upload. */
  readonly assetFiles: Map<string, Buffer>;
  readonly assetUploads: Map<string, Readonly<Record<string, string>>>;
  readonly running: RunningWorker;
}
