// The names of what a deployment has on its account, from those in wrangler.toml and its own.
import { createHash } from "node:crypto";
import { defaultName } from "./deploy-options.ts";
import { Stop } from "./stop.ts";

export interface Names {
  /** `production`, or what `--name` says. */
  readonly deployment: string;
  readonly worker: string;
  /** In the repository's root; never committed. */
  readonly secretsFile: string;
  /** Of a database, a bucket or a queue, from its name in wrangler.toml. */
  readonly of: (resource: string) => string;
  /** Of a rate limit, which counts for the whole account: a positive integer. */
  readonly rateLimit: (binding: string) => string;
}

/**
 * @param project the Worker's name in wrangler.toml, which all other names begin with
 * @param name null: the deployment whose names are those of wrangler.toml
 */
export function namesOf(project: string, name: string | null): Names {
  const deployment = name ?? defaultName;
  const worker = name === null ? project : `${project}-${name}`;
  return {
    deployment,
    worker,
    secretsFile: `.dev.vars.${deployment}`,
    of: (resource) => {
      if (name === null) return resource;
      // The last part stays the last: the code knows the dead letters' queue by it.
      if (resource.startsWith(`${project}-`)) return worker + resource.slice(project.length);
      throw new Stop(
        `wrangler.toml names "${resource}", which two deployments would share: let it begin with "${project}-".`,
      );
    },
    rateLimit: (binding) => String(firstRateLimit + (hashOf(`${worker}/${binding}`) % rateLimits)),
  };
}

/** Below are those that people choose. In so many, two deployments have the same by a chance of one in 10⁹. */
const [firstRateLimit, rateLimits] = [10_000, 1_000_000_000];

const hashOf = (text: string): number => createHash("sha256").update(text).digest().readUIntBE(0, 6);
