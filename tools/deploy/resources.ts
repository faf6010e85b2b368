// The steps that make databases, bucket and queues, where they are not there.
import * as v from "valibot";
import type { CloudflareApi } from "./cloudflare-api.ts";
import type { Names } from "./names.ts";
import type { Project, ProjectConsumer } from "./project.ts";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

/** Codes of Cloudflare: there is no such database, no such bucket. */
const noSuchDatabase = 7404;
const noSuchBucket = 10006;

const databaseShape = v.object({ uuid: v.string(), name: v.string() });

/** The id of a database that an earlier step made or found. */
export const databaseIdOf = async (api: CloudflareApi, accountId: string, name: string): Promise<string> =>
  (await api.get(`/accounts/${accountId}/d1/database/${name}`, databaseShape)).uuid;

export function resourceSteps(api: CloudflareApi, accountId: string, names: Names, project: Project): readonly Step[] {
  const account = `/accounts/${accountId}`;
  return [
    ...project.d1_databases.map(({ database_name }) => databaseStep(api, account, names.of(database_name))),
    ...project.r2_buckets.map(({ bucket_name }) => bucketStep(api, account, names.of(bucket_name))),
    ...project.queues.consumers.map((consumer) => queueStep(api, account, names, consumer)),
  ];
}

const isThere = { is: "is there" } as const;
const make = (act: () => Promise<unknown>) => ({
  will: "make it",
  act: async () => {
    await act();
    return "made";
  },
});

const databaseStep = (api: CloudflareApi, account: string, name: string): Step => ({
  name: `D1 database ${name}`,
  look: async () => {
    const found = await api.find(`${account}/d1/database/${name}`, noSuchDatabase, databaseShape);
    if (found !== null) return isThere;
    return make(() => api.change("POST", `${account}/d1/database`, databaseShape, { name }));
  },
});

const bucketStep = (api: CloudflareApi, account: string, name: string): Step => ({
  name: `R2 bucket ${name}`,
  look: async () => {
    const found = await api.find(`${account}/r2/buckets/${name}`, noSuchBucket, v.object({ name: v.string() }));
    if (found !== null) return isThere;
    return make(() => api.change("POST", `${account}/r2/buckets`, v.object({ name: v.string() }), { name }));
  },
});

const consumerShape = v.object({
  type: v.optional(v.string()),
  script: v.optional(v.string()),
  service: v.optional(v.string()),
  dead_letter_queue: v.optional(v.nullable(v.string())),
});
const queueShape = v.object({
  queue_id: v.string(),
  queue_name: v.string(),
  consumers: v.optional(v.array(consumerShape), []),
});
type Queue = v.InferOutput<typeof queueShape>;

const queueStep = (api: CloudflareApi, account: string, names: Names, consumer: ProjectConsumer): Step => {
  const name = names.of(consumer.queue);
  return {
    name: `queue ${name}`,
    look: async () => {
      const found = await api.get(`${account}/queues?name=${name}`, v.array(queueShape));
      const queue = found.find(({ queue_name }) => queue_name === name);
      if (queue === undefined)
        return make(() => api.change("POST", `${account}/queues`, queueShape, { queue_name: name }));
      const deadLetters = consumer.dead_letter_queue === undefined ? null : names.of(consumer.dead_letter_queue);
      mustBeOurs(queue, names, deadLetters);
      return isThere;
    },
  };
};

/** What goes to another Worker, or dies into another queue, Klatch would never see. */
function mustBeOurs({ queue_name, consumers }: Queue, { worker }: Names, deadLetters: string | null): void {
  for (const { type, script, service, dead_letter_queue } of consumers) {
    const owner = script ?? service;
    if (type === "http_pull" || owner !== worker) {
      const remove = owner === undefined ? "http remove" : "worker remove";
      throw new Stop(
        `The queue "${queue_name}" is read by ${owner === undefined ? "HTTP pull" : `the Worker "${owner}"`}, not by ` +
          `"${worker}". Take it off if nobody needs it (\`npx wrangler queues consumer ${remove} ` +
          `${[queue_name, owner ?? ""].join(" ").trim()}\`), or give this deployment another name with --name NAME.`,
      );
    }
    if ((dead_letter_queue ?? null) !== deadLetters) {
      throw new Stop(
        `Dead letters of the queue "${queue_name}" go to "${dead_letter_queue ?? "nowhere"}", where Klatch does not find them, ` +
          `instead of "${deadLetters ?? "nowhere"}". Take the consumer off (\`npx wrangler queues consumer worker remove ` +
          `${queue_name} ${worker}\`) and run this again: it is made anew as it should be.`,
      );
    }
  }
}
