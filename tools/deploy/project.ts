// What wrangler.toml says, before names and variables of a deployment are put into it.
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
// wrangler's own reader would take as long to load as everything else here takes to run.
import { parse } from "smol-toml";
import * as v from "valibot";
import { inRepository } from "../run/wrangler.ts";
import { Stop } from "./stop.ts";

const databaseShape = v.looseObject({
  binding: v.string(),
  database_name: v.string(),
  migrations_dir: v.string(),
});
const consumerShape = v.looseObject({ queue: v.string(), dead_letter_queue: v.optional(v.string()) });
const producerShape = v.looseObject({ binding: v.string(), queue: v.string() });

/** Only what a deployment changes; everything else passes as it is. */
const projectShape = v.looseObject({
  name: v.string(),
  main: v.string(),
  account_id: v.optional(v.string()),
  vars: v.record(v.string(), v.string()),
  assets: v.looseObject({ directory: v.string() }),
  durable_objects: v.object({ bindings: v.array(v.looseObject({ name: v.string(), class_name: v.string() })) }),
  migrations: v.array(v.looseObject({ tag: v.string() })),
  d1_databases: v.array(databaseShape),
  r2_buckets: v.array(v.looseObject({ binding: v.string(), bucket_name: v.string() })),
  queues: v.object({ producers: v.array(producerShape), consumers: v.array(consumerShape) }),
  ratelimits: v.array(v.looseObject({ name: v.string() })),
});

export type Project = v.InferOutput<typeof projectShape>;
export type ProjectDatabase = v.InferOutput<typeof databaseShape>;
export type ProjectConsumer = v.InferOutput<typeof consumerShape>;

/** @throws ValiError when wrangler.toml lacks what every deployment needs */
export const readProject = (): Project =>
  v.parse(projectShape, parse(readFileSync(inRepository("wrangler.toml"), "utf8")));

/** @throws Stop when wrangler.toml leads addresses to the Worker, which would take them from whoever has them */
export function mustHaveNoRoutes(project: Project): void {
  if (project["routes"] === undefined && project["route"] === undefined) return;
  throw new Stop("wrangler.toml has routes. Take them out, and name the host with --domain instead: once is enough.");
}

/** The names of a database's migrations, in the order in which they are applied. */
export async function migrationsOf({ migrations_dir }: ProjectDatabase): Promise<readonly string[]> {
  return (await readdir(inRepository(migrations_dir))).filter((file) => file.endsWith(".sql")).toSorted();
}
