// The queue under a test's control: what actors send is caught before it leaves, and delivered when the test says so.
import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job, JobKind } from "../../schema/jobs/kinds.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { insertDeadLetter } from "../../workers/consumers/dead-letters.ts";
import entry from "../../workers/http/entry.ts";

type Sent = Job<JobKind>;

/** Takes the place of every queue's `send` and `sendBatch` until `restore`. */
export class CaughtQueue {
  readonly #sent: Sent[] = [];
  /** In seconds, by the job's id. */
  readonly #delays = new Map<string, number | undefined>();
  readonly #spies = [
    vi.spyOn(queuePrototype, "sendBatch").mockImplementation(async (messages) => {
      const jobs = [...messages].map(({ body }) => body as Sent);
      await this.take(jobs);
      this.#sent.push(...jobs);
      return undefined as never;
    }),
    vi.spyOn(queuePrototype, "send").mockImplementation(async (body, options) => {
      await this.take([body as Sent]);
      this.#sent.push(body as Sent);
      this.#delays.set((body as Sent).id, options?.delaySeconds);
      return undefined as never;
    }),
  ];
  /** What the queue does with a batch before it takes it: replace to fail, or to hang. */
  take: (jobs: readonly Sent[]) => Promise<void> = async () => {};

  /** The jobs about one user, in the order in which the queue took them. */
  of(userId: UserId): readonly Sent[] {
    return this.#sent.filter((job) => userOf(job) === userId);
  }

  /** For how long this job waits in the queue, in seconds. */
  delayOf({ id }: Pick<Sent, "id">): number | undefined {
    return this.#delays.get(id);
  }

  /** The jobs of one kind. */
  ofKind<K extends JobKind>(kind: K): readonly Job<K>[] {
    return this.#sent.filter((job): job is Job<K> => job.kind === kind);
  }

  restore(): void {
    for (const spy of this.#spies) spy.mockRestore();
  }
}

/** Whom a job is about. */
export const userOf = ({ payload }: Sent): string | null => {
  if ("userId" in payload) return payload.userId;
  return "record" in payload ? payload.record.subject : null;
};

/** Waits for what nobody else waits for; a busy machine is slow. */
export const untilTold = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 20_000 });

/** What a statement of `withFailingDirectory` says. */
const sqlOf = Symbol("sql");

const queuePrototype = Object.getPrototypeOf(env.JOBS) as Queue;

export interface Outcome {
  readonly acked: readonly string[];
  /** By message, in seconds; undefined when the queue's own delay applies. */
  readonly retried: Readonly<Record<string, number | undefined>>;
}

/** One batch as the platform would deliver it: message ids are `m0`, `m1`, … */
export async function deliver(
  bodies: readonly unknown[],
  {
    attempts = 1,
    queue = "klatch-jobs",
    environment = env,
    lingering = async () => {},
  }: {
    readonly attempts?: number;
    readonly queue?: string;
    readonly environment?: Env;
    /** In the place of each wait of a consumer that lingers. */
    readonly lingering?: () => Promise<void>;
  } = {},
): Promise<Outcome> {
  const batch = createMessageBatch(
    queue,
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(1_000), attempts, body })),
  );
  const context = createExecutionContext();
  // `getQueueResult` does not tell the delays.
  const delays = new Map<string, number | undefined>();
  for (const message of batch.messages) {
    const retry = message.retry.bind(message);
    vi.spyOn(message, "retry").mockImplementation((options) => {
      delays.set(message.id, options?.delaySeconds);
      retry(options);
    });
  }
  const waiting = vi.spyOn(scheduler, "wait").mockImplementation(lingering);
  await entry.queue(batch, environment, context);
  await waitOnExecutionContext(context);
  waiting.mockRestore();
  const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
  return {
    acked: explicitAcks.toSorted(),
    retried: Object.fromEntries(retryMessages.map(({ msgId }) => [msgId, delays.get(msgId)])),
  };
}

/** The deployment with a directory on which some statements fail, before or after they were carried out. */
export function withFailingDirectory(fails: (sql: string) => "before" | "after" | false): Env {
  const statement = (real: D1PreparedStatement, sql: string): D1PreparedStatement =>
    new Proxy(real, {
      get(target, name) {
        if (name === sqlOf) return sql;
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        if (name === "bind") return (...values: unknown[]) => statement(target.bind(...values), sql);
        return async (...parameters: unknown[]) => {
          const when = fails(sql);
          if (when === "before") throw new Error("D1_ERROR: planted");
          const result: unknown = await value.apply(target, parameters);
          if (when === "after") throw new Error("D1_ERROR: planted");
          return result;
        };
      },
    });
  const batch = async (statements: readonly (D1PreparedStatement & { readonly [sqlOf]?: string })[]) => {
    const when = fails(statements.map((one) => one[sqlOf] ?? "").join(";"));
    if (when === "before") throw new Error("D1_ERROR: planted");
    const results = await env.DIRECTORY.batch([...statements]);
    if (when === "after") throw new Error("D1_ERROR: planted");
    return results;
  };
  const DIRECTORY = new Proxy(env.DIRECTORY, {
    get(target, name) {
      if (name === "batch") return batch;
      return name === "prepare"
        ? (sql: string) => statement(target.prepare(sql), sql)
        : Reflect.get(target, name, target);
    },
  });
  return { ...env, DIRECTORY };
}

/** The id of a job that died; what it was does not matter here. */
export async function deadJob(): Promise<string> {
  const id = crypto.randomUUID();
  const end = { reason: "malformed", error: null, attempts: 9, diedAt: 1_000 } as const;
  await insertDeadLetter(env.DIRECTORY, { id, body: null }, end);
  return id;
}
