// What the account says of a deployment: whether there is such a Worker, what it was given, and where it answers.
import * as v from "valibot";
import { noSubdomain } from "./advice.ts";
import type { CloudflareApi } from "./cloudflare-api.ts";
import type { Names } from "./names.ts";
import { Stop } from "./stop.ts";

const bindingShape = v.object({
  type: v.string(),
  name: v.string(),
  /** Of a variable. */
  text: v.optional(v.string()),
  /** Of a class of Durable Objects. */
  class_name: v.optional(v.string()),
});
const settingsShape = v.object({ bindings: v.optional(v.array(bindingShape), []) });
const domainsShape = v.array(v.object({ hostname: v.string(), service: v.string() }));
const zonesShape = v.array(v.object({ id: v.string(), name: v.string() }));

const serviceShape = v.object({
  default_environment: v.object({ script: v.object({ migration_tag: v.optional(v.nullable(v.string())) }) }),
});

export interface DeployedWorker {
  /** False: only secrets were put, by `wrangler secret put` before the first deploy. */
  readonly hasCode: boolean;
  readonly secrets: ReadonlySet<string>;
  readonly variables: Readonly<Record<string, string>>;
}

const noSuchWorker = 10007;
const noSuchSubdomain = 10007;

/**
 * @param classMigrations the tags of the migrations of classes that this checkout knows
 * @returns null if the name is free
 * @throws Stop when a Worker has the name that is not Klatch, or a later version of it
 */
export async function findWorker(
  api: CloudflareApi,
  accountId: string,
  names: Names,
  classMigrations: readonly string[],
): Promise<DeployedWorker | null> {
  const path = `/accounts/${accountId}/workers/scripts/${names.worker}/settings`;
  const settings = await api.find(path, noSuchWorker, settingsShape);
  if (settings === null) return null;
  const { bindings } = settings;
  const secrets = bindings.filter(({ type }) => type === "secret_text").map(({ name }) => name);
  const hasCode = bindings.some(
    ({ type, class_name }) => type.startsWith("durable_object") && class_name === "UserSession",
  );
  const isDraft = bindings.length > 0 && bindings.length === secrets.length && secrets.includes("SIGNING_KEYS");
  if (!hasCode && !isDraft) {
    throw new Stop(
      `The account has a Worker "${names.worker}" that is not Klatch; it was left alone. Give this deployment another ` +
        "name with --name NAME, or delete that Worker if nobody needs it.",
    );
  }
  if (hasCode) await mustBeKnown(api, accountId, names, classMigrations);
  const variables = bindings.flatMap(({ type, name, text }) =>
    type === "plain_text" && text !== undefined ? [[name, text] as const] : [],
  );
  return { hasCode, secrets: new Set(secrets), variables: Object.fromEntries(variables) };
}

/** wrangler would make all classes again, which the API refuses in other words. */
async function mustBeKnown(
  api: CloudflareApi,
  accountId: string,
  { worker }: Names,
  known: readonly string[],
): Promise<void> {
  const service = await api.get(`/accounts/${accountId}/workers/services/${worker}`, serviceShape);
  const tag = service.default_environment.script.migration_tag ?? null;
  if (tag === null || known.includes(tag)) return;
  throw new Stop(
    `The Worker "${worker}" is of a later version than this checkout, which does not know its migration of classes ${tag}. ` +
      "Deploy from the newest checkout. There is no way back past such a migration.",
  );
}

export interface Address {
  readonly host: string;
  /** Null: the host is under workers.dev. */
  readonly domain: null | {
    /** It leads to the Worker already. */
    readonly attached: boolean;
    readonly zoneId: string | null;
  };
}

/**
 * Where the deployment answers, or will: the domain that is asked for, else the one that it has, else workers.dev.
 *
 * @throws Stop when the domain leads to another Worker, is in no zone of the account, or there is no workers.dev name
 */
export async function findAddress(
  api: CloudflareApi,
  accountId: string,
  names: Names,
  wanted: string | null,
): Promise<Address> {
  const domains = `/accounts/${accountId}/workers/domains`;
  const attached = await api.get(`${domains}?service=${names.worker}`, domainsShape);
  const ours = attached.find(({ hostname }) => wanted === null || hostname === wanted);
  if (ours !== undefined) return { host: ours.hostname, domain: { attached: true, zoneId: null } };
  if (wanted === null)
    return { host: `${names.worker}.${await findSubdomain(api, accountId)}.workers.dev`, domain: null };
  const [other] = await api.get(`${domains}?hostname=${wanted}`, domainsShape);
  if (other !== undefined) {
    throw new Stop(
      `${wanted} leads to the Worker "${other.service}" of this account, and still does. Take it off there in the ` +
        "dashboard (Settings, Domains & Routes), or choose another --domain.",
    );
  }
  return { host: wanted, domain: { attached: false, zoneId: await findZone(api, accountId, wanted) } };
}

async function findSubdomain(api: CloudflareApi, accountId: string): Promise<string> {
  const path = `/accounts/${accountId}/workers/subdomain`;
  const found = await api.find(path, noSuchSubdomain, v.object({ subdomain: v.string() }));
  if (found === null || found.subdomain === "") throw new Stop(noSubdomain(accountId));
  return found.subdomain;
}

/** The id of the zone that a host name is in. */
async function findZone(api: CloudflareApi, accountId: string, host: string): Promise<string> {
  const labels = host.split(".");
  for (let first = 0; first < labels.length - 1; first += 1) {
    const name = labels.slice(first).join(".");
    const [zone] = await api.get(`/zones?name=${name}&account.id=${accountId}`, zonesShape);
    if (zone !== undefined) return zone.id;
  }
  throw new Stop(
    `${host} is in no domain of this account. Add its domain to the account first ` +
      `(https://dash.cloudflare.com/${accountId}/add-site), wait until it is active, then run this again.`,
  );
}
