// The configuration of one deployment, made anew for each run from wrangler.toml and from what the account says. Nobody's
// file is changed.
import { senderOf } from "../../workers/mail/mail-variables.ts";
import { inRepository } from "../run/wrangler.ts";
import type { Address, DeployedWorker } from "./deployed-worker.ts";
import type { Names } from "./names.ts";
import type { Project } from "./project.ts";
import { deployedKeys, requiredSecrets } from "./secrets.ts";
import { variableNames } from "./variables.ts";

/** An operator's own token may stand in the file for `npm run operator`. The Worker must not get it. */
const notForTheWorker = "KLATCH_OPERATOR_TOKEN";

export interface SplitFile {
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * A deployment's file has its secrets, and may have variables of its own beside those of wrangler.toml. Whatever is not
 * known as one is a secret.
 */
export function splitFile(file: Readonly<Record<string, string | undefined>>, project: Project): SplitFile {
  const entries = Object.entries(file).flatMap(([name, value]) =>
    value === undefined || name === notForTheWorker ? [] : [[name, value] as const],
  );
  const isVariable = ([name]: readonly [string, string]): boolean => name in project.vars || variableNames.has(name);
  return {
    variables: Object.fromEntries(entries.filter(isVariable)),
    secrets: Object.fromEntries(entries.filter((entry) => !isVariable(entry))),
  };
}

export interface Deployment {
  readonly accountId: string;
  readonly names: Names;
  readonly project: Project;
  readonly worker: DeployedWorker | null;
  readonly address: Address;
}

/**
 * What a deployment began with and keeps: who issues its tokens, and which ids it takes without a MAC. Another issuer
 * would sign everybody out.
 */
function keptVariables({ worker, address }: Deployment): Readonly<Record<string, string>> {
  if (worker === null || !worker.hasCode) return { TOKEN_ISSUER: address.host, IDS_WITHOUT_MAC: "none" };
  const { TOKEN_ISSUER, IDS_WITHOUT_MAC } = worker.variables;
  return {
    ...(TOKEN_ISSUER === undefined ? {} : { TOKEN_ISSUER }),
    ...(IDS_WITHOUT_MAC === undefined ? {} : { IDS_WITHOUT_MAC }),
  };
}

/** The variable in which a Worker says which of its variables are from the deployment's file. */
const ownVariables = "DEPLOYED_VARIABLES";

/** Those that a deploy without the file leaves as they are. */
function ownOf({ worker }: Deployment): Readonly<Record<string, string>> {
  const had = worker?.variables ?? {};
  const names = had[ownVariables]?.split(" ") ?? [];
  return Object.fromEntries(Object.entries(had).filter(([name]) => names.includes(name)));
}

export interface Found {
  /** Of the deployment's file: they win. */
  readonly variables: Readonly<Record<string, string>>;
  /** The ids of its keys; null: the secrets stay, and so do these. */
  readonly keys: string | null;
  /** Of its databases, by their names. */
  readonly databaseIds: ReadonlyMap<string, string>;
}

/** Whoever says whose mails they are wants them sent: by the account's Email Service, from this address only. */
function mailsOf({ MAIL_FROM = "", APP_URL = "" }: Readonly<Record<string, string>>, { host }: Address) {
  if (MAIL_FROM === "") return { bindings: {}, variables: {} };
  return {
    bindings: { send_email: [{ name: "MAILER", allowed_sender_addresses: [senderOf(MAIL_FROM).email] }] },
    variables: APP_URL === "" ? { APP_URL: `https://${host}` } : {},
  };
}

/** In the form of a wrangler.json. */
export function configurationOf(deployment: Deployment, { variables, keys, databaseIds }: Found): object {
  const { accountId, names, project, worker, address } = deployment;
  const { build: _built, env: _otherDeployments, ...rest } = project;
  const kept = keys ?? worker?.variables[deployedKeys];
  // Without the file, a machine may still have some of it.
  const own = keys === null ? { ...ownOf(deployment), ...variables } : variables;
  const mails = mailsOf({ ...project.vars, ...own }, address);
  return {
    ...rest,
    ...mails.bindings,
    name: names.worker,
    account_id: accountId,
    main: inRepository(project.main),
    assets: { ...project.assets, directory: inRepository(project.assets.directory) },
    workers_dev: address.domain === null,
    preview_urls: false,
    // All of them are named.
    keep_vars: false,
    vars: {
      ...project.vars,
      ...keptVariables(deployment),
      ...mails.variables,
      ...own,
      ...(Object.keys(own).length === 0 ? {} : { [ownVariables]: Object.keys(own).join(" ") }),
      ...(kept === undefined ? {} : { [deployedKeys]: kept }),
    },
    secrets: { required: [...requiredSecrets] },
    // No more than the account tells of them: wrangler takes what differs for something that was changed elsewhere.
    d1_databases: project.d1_databases.map(({ binding, database_name }) => ({
      binding,
      database_id: databaseIds.get(names.of(database_name)),
    })),
    r2_buckets: project.r2_buckets.map((bucket) => ({ ...bucket, bucket_name: names.of(bucket.bucket_name) })),
    queues: {
      producers: project.queues.producers.map((producer) => ({ ...producer, queue: names.of(producer.queue) })),
      consumers: project.queues.consumers.map((consumer) => ({
        ...consumer,
        queue: names.of(consumer.queue),
        ...(consumer.dead_letter_queue === undefined
          ? {}
          : { dead_letter_queue: names.of(consumer.dead_letter_queue) }),
      })),
    },
    ratelimits: project.ratelimits.map((limit) => ({ ...limit, namespace_id: names.rateLimit(limit.name) })),
    // Nothing about this checkout goes to Cloudflare beside the Worker itself.
    send_metrics: false,
    dependencies_instrumentation: { enabled: false },
  };
}
