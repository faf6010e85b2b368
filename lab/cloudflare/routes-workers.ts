// Workers in the stand-in: scripts with their settings and secrets, files, workers.dev, domains.
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { AccountState, Script } from "./account-state.ts";
import { formBody, jsonBody, Refusal, route, textField, type Call, type Route } from "./exchange.ts";
import { readUpload } from "./worker-upload.ts";

const account = "/accounts/:a";
const script = `${account}/workers/scripts/:s`;

function scriptOf({ account: { scripts }, parameters: [, name = ""] }: Call): Script {
  const found = scripts.get(name);
  if (found === undefined) throw new Refusal(404, 10007, "This Worker does not exist on your account.");
  return found;
}

/** Secrets without their values. */
const shownBindings = ({ bindings }: Script): readonly object[] =>
  bindings.map((binding) =>
    binding.type === "secret_text" ? { type: binding.type, name: binding.name } : { ...binding },
  );

const environmentOf = (from: Script) => ({
  environment: "production",
  script: {
    tag: from.name,
    tags: [],
    migration_tag: from.migrationTag,
    compatibility_date: from.compatibilityDate,
    compatibility_flags: from.compatibilityFlags,
    last_deployed_from: from.lastDeployedFrom,
    observability: from.observability,
  },
});

/** @throws Refusal when it does not start; what ran before goes on then */
async function deploy({ account: state }: Call, version: Script): Promise<void> {
  await state.running.run(state, version).catch((error: unknown) => {
    throw new Refusal(400, 10021, `the Worker does not start: ${String(error)}`);
  });
  state.scripts.set(version.name, version);
}

/** The first upload, and those with migrations of classes. */
async function upload(call: Call): Promise<unknown> {
  const uploaded = await readUpload(call, call.parameters[1] ?? "");
  await deploy(call, uploaded);
  return {
    id: uploaded.name,
    tag: uploaded.name,
    etag: uploaded.versionId,
    deployment_id: uploaded.versionId.replaceAll("-", ""),
    startup_time_ms: 1,
    migration_tag: uploaded.migrationTag,
    handlers: ["fetch", "queue"],
    has_assets: true,
    available_on_subdomain: uploaded.workersDev,
    created_on: new Date().toISOString(),
    modified_on: new Date().toISOString(),
  };
}

/** Every other upload: it answers nobody before it is deployed. */
async function uploadVersion(call: Call): Promise<unknown> {
  const before = scriptOf(call);
  const uploaded = await readUpload(call, before.name);
  if (uploaded.migrationTag !== before.migrationTag) {
    throw new Refusal(400, 10211, "migrations must be fully applied by a non-versioned upload");
  }
  call.account.versions.set(uploaded.versionId, uploaded);
  return {
    id: uploaded.versionId,
    number: uploaded.uploads,
    startup_time_ms: 1,
    metadata: { has_preview: false },
    resources: { script: { etag: uploaded.versionId } },
  };
}

const deploymentShape = v.object({
  strategy: v.literal("percentage"),
  versions: v.tuple([v.object({ version_id: v.string(), percentage: v.literal(100) })]),
});

async function deployVersion(call: Call): Promise<unknown> {
  const body = v.safeParse(deploymentShape, jsonBody(call));
  if (!body.success) throw new Refusal(400, 10021, `the deployment is malformed: ${v.summarize(body.issues)}`);
  const version = call.account.versions.get(body.output.versions[0].version_id);
  if (version === undefined || version.name !== scriptOf(call).name) throw new Refusal(404, 10214, "no such version");
  await deploy(call, version);
  return { id: randomUUID() };
}

const scripts: readonly Route[] = [
  route("GET", `${account}/workers/services/:s`, "Workers Scripts", (call) => ({
    id: scriptOf(call).name,
    default_environment: environmentOf(scriptOf(call)),
  })),
  // wrangler compares these with its configuration when somebody used the dashboard.
  route("GET", `${account}/workers/services/:s/environments/production`, "Workers Scripts", (call) =>
    environmentOf(scriptOf(call)),
  ),
  route("GET", `${account}/workers/services/:s/environments/production/bindings`, "Workers Scripts", (call) =>
    shownBindings(scriptOf(call)),
  ),
  route("GET", `${account}/workers/services/:s/environments/production/routes`, "Workers Scripts", () => []),
  route("GET", `${account}/workers/services/:s/environments/production/subdomain`, "Workers Scripts", (call) => ({
    enabled: scriptOf(call).workersDev,
    previews_enabled: false,
  })),
  route("GET", `${account}/workers/domains/records`, "Workers Scripts", () => []),
  route("GET", `${account}/workers/workers/:s`, "Workers Scripts", (call) => {
    const { name, workersDev } = scriptOf(call);
    return { id: name, name, subdomain: { enabled: workersDev, previews_enabled: false }, tags: [] };
  }),
  route("GET", `${account}/workers/scripts`, "Workers Scripts", ({ account: { scripts: all } }) =>
    [...all.values()].map(({ name, migrationTag }) => ({ id: name, migration_tag: migrationTag })),
  ),
  route("GET", `${script}/settings`, "Workers Scripts", (call) => ({
    bindings: shownBindings(scriptOf(call)),
    migration_tag: scriptOf(call).migrationTag,
  })),
  route("GET", `${script}/secrets`, "Workers Scripts", (call) =>
    scriptOf(call)
      .bindings.filter(({ type }) => type === "secret_text")
      .map(({ name, type }) => ({ name, type })),
  ),
  route("PUT", script, "Workers Scripts", upload),
  route("GET", `${script}/deployments`, "Workers Scripts", (call) => ({
    deployments: [
      {
        id: scriptOf(call).versionId,
        source: "wrangler",
        versions: [{ version_id: scriptOf(call).versionId, percentage: 100 }],
      },
    ],
  })),
  route("POST", `${script}/versions`, "Workers Scripts", uploadVersion),
  route("POST", `${script}/deployments`, "Workers Scripts", deployVersion),
  route("GET", `${script}/subdomain`, "Workers Scripts", (call) => ({
    enabled: scriptOf(call).workersDev,
    previews_enabled: false,
  })),
  route("POST", `${script}/subdomain`, "Workers Scripts", (call) => {
    const found = scriptOf(call);
    const enabled = jsonBody(call)["enabled"] === true;
    if (enabled && call.account.subdomain === null) throw noSubdomain();
    call.account.scripts.set(found.name, { ...found, workersDev: enabled });
    return { enabled, previews_enabled: false };
  }),
  route("PATCH", `${script}/script-settings`, "Workers Scripts", (call) => {
    const found = scriptOf(call);
    const { observability = found.observability } = jsonBody(call);
    call.account.scripts.set(found.name, { ...found, observability });
    return { id: found.name };
  }),
  route("GET", `${script}/schedules`, "Workers Scripts", (call) => ({ schedules: [], id: scriptOf(call).name })),
  route("PUT", `${script}/schedules`, "Workers Scripts", (call) => ({ schedules: [], id: scriptOf(call).name })),
];

const noSubdomain = (): Refusal => new Refusal(404, 10007, "workers.api.error.subdomain_not_found");

const manifestShape = v.object({ manifest: v.record(v.string(), v.object({ hash: v.string(), size: v.number() })) });

const files: readonly Route[] = [
  route("POST", `${script}/assets-upload-session`, "Workers Scripts", (call) => {
    const { assetFiles, assetUploads } = call.account;
    const body = v.safeParse(manifestShape, jsonBody(call));
    if (!body.success) throw new Refusal(400, 10302, "the manifest is malformed");
    const manifest = Object.fromEntries(Object.entries(body.output.manifest).map(([path, { hash }]) => [path, hash]));
    const jwt = randomUUID();
    assetUploads.set(jwt, manifest);
    const missing = [...new Set(Object.values(manifest))].filter((hash) => !assetFiles.has(hash));
    return { jwt, buckets: missing.length === 0 ? [] : [missing] };
  }),
  route("POST", `${account}/workers/assets/upload`, "session", async (call) => {
    for (const [hash, file] of await formBody(call)) {
      const text = typeof file === "string" ? file : await file.text();
      call.account.assetFiles.set(hash, Buffer.from(text, "base64"));
    }
    // The token of the session is that of its completion, too.
    return { jwt: call.token };
  }),
];

/** @throws Refusal when the host name is another Worker's, or has other records */
function attach(call: Call): unknown {
  const { domains, dnsRecords, scripts: all, zones } = call.account;
  const [hostname, service] = [textField(call, "hostname"), textField(call, "service")];
  if (!all.has(service)) throw new Refusal(404, 10007, "This Worker does not exist on your account.");
  if (![...zones.values()].includes(textField(call, "zone_id"))) throw new Refusal(404, 100114, "unknown zone");
  const owner = domains.get(hostname);
  if (owner !== undefined && owner !== service && jsonBody(call)["override_existing_origin"] !== true) {
    throw new Refusal(409, 100116, `Hostname '${hostname}' is already in use by the Worker '${owner}'.`);
  }
  if (owner === undefined && dnsRecords.has(hostname) && jsonBody(call)["override_existing_dns_record"] !== true) {
    throw new Refusal(
      409,
      100117,
      `Hostname '${hostname}' already has externally managed DNS records (A, CNAME, etc).`,
    );
  }
  domains.set(hostname, service);
  return { id: hostname, hostname, service };
}

const addresses: readonly Route[] = [
  route("GET", `${account}/workers/subdomain`, "Workers Scripts", ({ account: { subdomain } }) => {
    if (subdomain === null) throw noSubdomain();
    return { subdomain };
  }),
  route("GET", `${account}/workers/domains`, "Workers Scripts", ({ account: { domains }, query }) =>
    [...domains]
      .filter(([hostname, service]) => {
        const [wantedHost, wantedService] = [query.get("hostname"), query.get("service")];
        return (
          (wantedHost === null || wantedHost === hostname) && (wantedService === null || wantedService === service)
        );
      })
      .map(([hostname, service]) => ({ id: hostname, hostname, service, environment: "production" })),
  ),
  route("PUT", `${account}/workers/domains`, "Workers Scripts", attach),
  route("GET", "/zones", "Zone", ({ account: { zones }, query }) =>
    [...zones].filter(([name]) => name === query.get("name")).map(([name, id]) => ({ id, name })),
  ),
];

export const workerRoutes: readonly Route[] = [...scripts, ...files, ...addresses];

/** A Worker of somebody else, with nothing in it. */
export function putForeignScript({ scripts: all }: AccountState, name: string): void {
  all.set(name, {
    name,
    versionId: randomUUID(),
    mainModule: "index.js",
    modules: new Map([["index.js", "export default {}"]]),
    compatibilityDate: "2026-01-01",
    compatibilityFlags: [],
    bindings: [{ type: "plain_text", name: "GREETING", text: "hello" }],
    migrationTag: null,
    classes: new Set(),
    assets: {},
    uploads: 1,
    workersDev: true,
    lastDeployedFrom: "wrangler",
    observability: { enabled: false },
  });
}
