// The pure parts of `npm run deploy`: its options, the names of a deployment, and the configuration that is made for wrangler.
import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { expect, it } from "vitest";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { defaultOperatorSettings } from "../../schema/operators/settings.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { defaultSweepSettings } from "../../schema/versions/sweep-settings.ts";
import { configurationOf, splitFile, type Deployment } from "../../tools/deploy/configuration.ts";
import type { DeployedWorker } from "../../tools/deploy/deployed-worker.ts";
import { parseDeployOptions } from "../../tools/deploy/deploy-options.ts";
import { namesOf } from "../../tools/deploy/names.ts";
import { mustHaveNoRoutes, readProject } from "../../tools/deploy/project.ts";
import { Stop } from "../../tools/deploy/stop.ts";
import { mustBeTaken } from "../../tools/deploy/variables.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const project = readProject();

const deploymentOf = (name: string | null, changes: Partial<Deployment> = {}): Deployment => ({
  accountId: "an-account",
  names: namesOf(project.name, name),
  project,
  worker: null,
  address: { host: `${name ?? "klatch"}.ada.workers.dev`, domain: null },
  ...changes,
});

const workerWith = (variables: Readonly<Record<string, string>>): DeployedWorker => ({
  hasCode: true,
  secrets: new Set(["SIGNING_KEYS"]),
  variables,
});

const madeShape = v.looseObject({
  name: v.string(),
  workers_dev: v.boolean(),
  vars: v.record(v.string(), v.string()),
  secrets: v.object({ required: v.array(v.string()) }),
  d1_databases: v.array(v.object({ binding: v.string(), database_id: v.string() })),
  r2_buckets: v.array(v.object({ binding: v.string(), bucket_name: v.string() })),
  queues: v.object({
    producers: v.array(v.object({ binding: v.string(), queue: v.string() })),
    consumers: v.array(v.looseObject({ queue: v.string(), dead_letter_queue: v.optional(v.string()) })),
  }),
  ratelimits: v.array(v.looseObject({ name: v.string(), namespace_id: v.string() })),
});

const made = (deployment: Deployment, variables = {}, keys: string | null = "s1 i1") => {
  const names = project.d1_databases.map(({ database_name }) => deployment.names.of(database_name));
  const databaseIds = new Map(names.map((name) => [name, `id of ${name}`]));
  return v.parse(madeShape, configurationOf(deployment, { variables, keys, databaseIds }));
};

it("[DEPLOY-9] its options: names and hosts that Cloudflare takes, and nothing else", () => {
  const none = { name: null, domain: null, dryRun: false, yes: false, keepSecrets: false };
  expect(parseDeployOptions([])).toEqual(none);
  expect(parseDeployOptions(["--name", "production"])).toEqual(none);
  expect(parseDeployOptions(["--name", "staging-2", "--domain", "Chat.Example.com", "--dry-run"])).toEqual({
    ...none,
    name: "staging-2",
    domain: "chat.example.com",
    dryRun: true,
  });
  for (const name of ["", "Staging", "-a", "a-", "1a", "a_b", "a.b", "../a", "a".repeat(41)]) {
    expect(parseDeployOptions(["--name", name])).toBe(null);
  }
  for (const domain of [
    "",
    "localhost",
    "https://a.example",
    "a.example/",
    "a.example:443",
    "*.example.com",
    "a..example",
    "192.0.2.1",
  ]) {
    expect(parseDeployOptions(["--domain", domain])).toBe(null);
  }
  for (const args of [["staging"], ["--force"], ["--name"]]) expect(parseDeployOptions(args)).toBe(null);
});

it("[DEPLOY-9] deployments of different names share nothing that they have on the account", () => {
  const everything = (name: string | null): readonly string[] => {
    const { name: worker, vars, d1_databases, r2_buckets, queues, ratelimits } = made(deploymentOf(name));
    // A Worker and a database may have the same name.
    return [
      ...[worker, `issuer ${vars["TOKEN_ISSUER"]}`, namesOf(project.name, name).secretsFile],
      ...d1_databases.map(({ database_id }) => database_id),
      ...r2_buckets.map(({ bucket_name }) => `bucket ${bucket_name}`),
      ...queues.producers.map(({ queue }) => `queue ${queue}`),
      ...ratelimits.map(({ namespace_id }) => namespace_id),
    ];
  };
  const names = [null, "staging", "dead", "jobs", "directory", "x-jobs"];
  const all = names.flatMap(everything);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength(names.length * 11);
  // Stable, and positive integers.
  expect(names.flatMap(everything)).toEqual(all);
  for (const { namespace_id } of made(deploymentOf("staging")).ratelimits)
    expect(namespace_id).toMatch(/^[1-9]\d{4,9}$/);
});

it("[DEPLOY-9] the consumers and dead letters of a deployment are its own, by names that the code knows", () => {
  const { consumers, producers } = made(deploymentOf("staging")).queues;
  expect(consumers.map(({ queue, dead_letter_queue }) => [queue, dead_letter_queue])).toEqual([
    ["klatch-staging-jobs", "klatch-staging-jobs-dead"],
    ["klatch-staging-jobs-dead", undefined],
  ]);
  expect(producers.map(({ queue }) => queue)).toEqual(["klatch-staging-jobs", "klatch-staging-jobs-dead"]);
  expect(made(deploymentOf("dead")).queues.producers.map(({ queue }) => queue.endsWith("-dead"))).toEqual([
    false,
    true,
  ]);
});

it("[DEPLOY-9] a resource whose name does not begin as the Worker's stops a deployment of another name", () => {
  expect(namesOf("klatch", null).of("shared")).toBe("shared");
  expect(() => namesOf("klatch", "staging").of("shared")).toThrow(/two deployments would share/);
});

it("[DEPLOY-18] whoever says whose mails they are gets a mailer for that address, and links to where it answers", () => {
  expect(made(deploymentOf(null))).not.toHaveProperty("send_email");
  const mails = (variables: Readonly<Record<string, string>>) => made(deploymentOf(null), variables);
  expect(mails({ MAIL_FROM: "Klatch <noreply@chat.example>" })).toMatchObject({
    send_email: [{ name: "MAILER", allowed_sender_addresses: ["noreply@chat.example"] }],
    vars: { MAIL_FROM: "Klatch <noreply@chat.example>", APP_URL: "https://klatch.ada.workers.dev" },
  });
  expect(mails({ MAIL_FROM: "noreply@chat.example", APP_URL: "https://chat.example" })).toMatchObject({
    send_email: [{ name: "MAILER", allowed_sender_addresses: ["noreply@chat.example"] }],
    vars: { APP_URL: "https://chat.example" },
  });
});

it("[DEPLOY-5] a deployment begins with its host as issuer and without ids that have no MAC, and keeps what it began with", () => {
  expect(made(deploymentOf(null)).vars).toMatchObject({
    TOKEN_ISSUER: "klatch.ada.workers.dev",
    IDS_WITHOUT_MAC: "none",
  });
  const address = { host: "chat.example.com", domain: { attached: true, zoneId: null } };
  const began = { TOKEN_ISSUER: "klatch.ada.workers.dev", IDS_WITHOUT_MAC: "none" };
  expect(made(deploymentOf(null, { address, worker: workerWith(began) })).vars).toMatchObject(began);
  const byHand = { TOKEN_ISSUER: "klatch", IDS_WITHOUT_MAC: "old" };
  expect(made(deploymentOf(null, { worker: workerWith(byHand) })).vars).toMatchObject(byHand);
  // From before there were MACs, and by wrangler alone: the code's own stay.
  expect(Object.keys(made(deploymentOf(null, { worker: workerWith({}) })).vars)).not.toContain("TOKEN_ISSUER");
  expect(Object.keys(made(deploymentOf(null, { worker: workerWith({}) })).vars)).not.toContain("IDS_WITHOUT_MAC");
  // Secrets that were put before the first deploy are no deployment.
  const draft = { hasCode: false, secrets: new Set(["ID_KEYS"]), variables: {} };
  expect(made(deploymentOf(null, { worker: draft })).vars).toMatchObject(began);
});

it("[DEPLOY-17] wrangler alone keeps what wrangler.toml does not name: what a deployment began with", () => {
  expect(project).toMatchObject({ keep_vars: true });
  expect(Object.keys(project.vars)).not.toContain("TOKEN_ISSUER");
  expect(Object.keys(project.vars)).not.toContain("IDS_WITHOUT_MAC");
  // A variable that was taken out of the deployment's file goes.
  expect(made(deploymentOf(null))).toMatchObject({ keep_vars: false });
});

it("[DEPLOY-5] variables of the deployment's file win, and whatever is not known as a variable is a secret", () => {
  const file = {
    CORS_ORIGINS: "https://a.example",
    LIMIT_GROUP_MEMBERS: "800",
    HISTORY_PROJECT_EVENTS: "64",
    ID_KEYS: "[]",
    SOMETHING: "x",
  };
  const { variables, secrets } = splitFile({ ...file, IDS_WITHOUT_MAC: "all" }, project);
  expect(Object.keys(secrets).toSorted()).toEqual(["ID_KEYS", "SOMETHING"]);
  const { vars } = made(deploymentOf(null, { worker: workerWith({ IDS_WITHOUT_MAC: "none" }) }), variables);
  expect(vars).toMatchObject({ CORS_ORIGINS: "https://a.example", LIMIT_GROUP_MEMBERS: "800", IDS_WITHOUT_MAC: "all" });
  expect(Object.keys(vars)).not.toContain("ID_KEYS");
});

it("[OPS-40] every variable of the code is uploaded as one, and an operator's own token not at all", () => {
  const names = [defaultLimits, defaultHistorySettings, defaultOperatorSettings, defaultSweepSettings].flatMap(
    (group) => Object.keys(group),
  );
  const file = {
    ...Object.fromEntries(names.map((name) => [name, "1"])),
    KLATCH_OPERATOR_TOKEN: "…",
    ADMIN_TOKEN: "…",
  };
  const { variables, secrets } = splitFile(file, project);
  expect(Object.keys(variables)).toEqual(names);
  expect(Object.keys(secrets)).toEqual(["ADMIN_TOKEN"]);
});

it("[OPS-45] a deploy without the deployment's file keeps the variables that were in it", () => {
  const { vars: first } = made(deploymentOf(null), { CORS_ORIGINS: "https://a.example", LIMIT_DEVICES: "5" });
  // wrangler.toml has one of them, with another value.
  expect(project.vars["CORS_ORIGINS"]).toBe("");
  const worker = workerWith({ ...first, LOG_LEVEL: "info" });
  const { vars: second } = made(deploymentOf(null, { worker }), {}, null);
  expect(second).toMatchObject({ CORS_ORIGINS: "https://a.example", LIMIT_DEVICES: "5", LOG_LEVEL: "warn" });
  const { vars: third } = made(deploymentOf(null, { worker: workerWith(second) }), {}, null);
  expect(third).toEqual(second);
  // With the file, what it no longer has is gone.
  const { vars: fourth } = made(deploymentOf(null, { worker: workerWith(third) }), { CORS_ORIGINS: "*" });
  expect(fourth).toMatchObject({ CORS_ORIGINS: "*" });
  expect(fourth).not.toHaveProperty("LIMIT_DEVICES");
});

it("[OPS-44] a variable is refused whose value the code does not take; no other one", () => {
  const refused = (given: Readonly<Record<string, string>>): boolean => {
    try {
      mustBeTaken({ ...project.vars, ...given }, "a file");
      return false;
    } catch (error) {
      if (error instanceof Stop) return true;
      throw error;
    }
  };
  const taken = { LIMIT_DEVICES: "0.5", SCRYPT_COST: "2", LOG_LEVEL: "info", JOBS_SETTLE_MS: "0", CORS_ORIGINS: "*" };
  expect(refused(taken)).toBe(false);
  expect(refused({ SOMETHING: "" })).toBe(false);
  const wrong = {
    LIMIT_DEVICES: ["", "0", "-1", "many", "Infinity"],
    SWEEP_OBJECTS_PER_MINUTE: ["0"],
    SCRYPT_COST: ["", "1", "3", "2097152"],
    LOG_LEVEL: ["", "loud"],
    IDS_WITHOUT_MAC: ["some"],
    FIRST_CONTACT: ["", "closed"],
    // For tests on one machine.
    PUSH_LOOPBACK: ["allowed"],
    CLIENT_ADDRESS_SOURCE: ["header"],
    JOBS_SETTLE_MS: ["", "-1", "soon"],
    TOKEN_ISSUER: [""],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values) expect(refused({ [name]: value }), `${name}="${value}"`).toBe(true);
});

it("[DEPLOY-8] the Worker is told which keys it has, and keeps that where its secrets are kept", () => {
  const worker = workerWith({ DEPLOYED_KEYS: "s0 i0" });
  expect(made(deploymentOf(null, { worker })).vars["DEPLOYED_KEYS"]).toBe("s1 i1");
  expect(made(deploymentOf(null, { worker }), {}, null).vars["DEPLOYED_KEYS"]).toBe("s0 i0");
});

it("[DEPLOY-10] the address under workers.dev is off once there is a domain", () => {
  expect(made(deploymentOf(null)).workers_dev).toBe(true);
  for (const attached of [true, false]) {
    const address = { host: "chat.example.com", domain: { attached, zoneId: null } };
    expect(made(deploymentOf(null, { address })).workers_dev).toBe(false);
  }
});

it("[DEPLOY-10] [DEPLOY-11] routes in wrangler.toml, which wrangler would take from others, stop a deployment", () => {
  mustHaveNoRoutes(project);
  const routes = [{ pattern: "chat.example.com", custom_domain: true }];
  expect(() => mustHaveNoRoutes({ ...project, routes })).toThrow(/Take them out.*--domain/);
  expect(() => mustHaveNoRoutes({ ...project, route: "example.com/*" })).toThrow(/--domain/);
});

it("[DEPLOY-3] an upload demands the secrets, has the ids that the account has by these names, and changes nobody's file", async () => {
  const before = await readFile(inRepository("wrangler.toml"), "utf8");
  const configuration = made(deploymentOf(null));
  expect(configuration.secrets.required).toEqual(["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"]);
  expect(configuration.d1_databases).toEqual([
    { binding: "DIRECTORY", database_id: "id of klatch-directory" },
    { binding: "HISTORY", database_id: "id of klatch-history" },
  ]);
  // The build is made before, and the ids of local databases are nobody else's.
  expect(JSON.stringify(configuration)).not.toMatch(/"build"|preview_database_id/);
  expect(await readFile(inRepository("wrangler.toml"), "utf8")).toBe(before);
});
