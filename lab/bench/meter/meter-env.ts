// Counts uses of the bindings: calls between actors, D1 rows, queues, R2.
import type { Env } from "../../../durable-objects/runtime/env.ts";
import { keepsActive, meter } from "./meter.ts";
import { tableOf } from "./meter-storage.ts";

type Callable = (...args: unknown[]) => unknown;

export const meterEnv = (env: Env): Env => ({
  ...env,
  USER_SESSION: meterNamespace(env.USER_SESSION),
  CONVERSATION: meterNamespace(env.CONVERSATION),
  GROUP: meterNamespace(env.GROUP),
  PASSWORD_SHARD: meterNamespace(env.PASSWORD_SHARD),
  FLEET: meterNamespace(env.FLEET),
  SHARED_FILE: meterNamespace(env.SHARED_FILE),
  EQUAL_FILES: meterNamespace(env.EQUAL_FILES),
  DIRECTORY: meterD1(env.DIRECTORY),
  HISTORY: meterD1(env.HISTORY),
  JOBS: meterQueue(env.JOBS),
  ARCHIVE: meterBucket(env.ARCHIVE),
  FILES: meterBucket(env.FILES),
});

/** `target` with some methods replaced; the others keep their `this`. */
function withMethods<T extends object>(target: T, methods: Readonly<Record<string, Callable>>): T {
  return new Proxy(target, {
    get(_, name) {
      const replaced = typeof name === "string" ? methods[name] : undefined;
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value as Callable).bind(target) : value;
    },
  });
}

/** Methods are looked up by name, for which the platform's types have no index signature. */
function callByName(target: object, name: string, args: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(target, name, target);
  return typeof method === "function" ? Reflect.apply(method, target, args) : undefined;
}

/** The caller of a call is billed while it waits; the called object counts it as a request. */
function meterNamespace<Calls extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<Calls>,
): DurableObjectNamespace<Calls> {
  const get = (id: unknown): unknown => {
    const stub = namespace.get(id as DurableObjectId);
    return new Proxy(stub, {
      get: (_, name) =>
        typeof name !== "string" || name === "then"
          ? undefined
          : (...args: unknown[]) => keepsActive(Promise.resolve(callByName(stub, name, args))),
    });
  };
  return withMethods(namespace, { get });
}

const innerOf = new WeakMap<object, { readonly statement: D1PreparedStatement; readonly table: string }>();

function meterStatement(statement: D1PreparedStatement, table: string): D1PreparedStatement {
  const counted = async <R extends D1Result>(result: Promise<R>): Promise<R> => {
    const done = await result;
    countD1(done, table);
    return done;
  };
  const metered = withMethods(statement, {
    bind: (...values) => meterStatement(statement.bind(...values), table),
    run: () => counted(keepsActive(statement.run())),
    all: () => counted(keepsActive(statement.all())),
    // These two methods return no counts, so only the returned rows are counted as read.
    first: async (...args) => {
      meter.add("rowsRead", `D1 ${table}`, 1);
      return keepsActive(statement.first(...(args as [string])));
    },
    raw: async (...args) => {
      const rows = await keepsActive(statement.raw(...(args as [])));
      meter.add("rowsRead", `D1 ${table}`, rows.length);
      return rows;
    },
  });
  innerOf.set(metered, { statement, table });
  return metered;
}

function meterD1(database: D1Database): D1Database {
  return withMethods(database, {
    prepare: (query) => meterStatement(database.prepare(query as string), tableOf(query as string)),
    batch: async (statements) => {
      const list = (statements as D1PreparedStatement[]).map(
        (one) => innerOf.get(one) ?? { statement: one, table: "other" },
      );
      const results = await keepsActive(database.batch(list.map(({ statement }) => statement)));
      for (const [index, { table }] of list.entries()) countD1(results[index] as D1Result, table);
      return results;
    },
  });
}

function countD1({ meta }: D1Result, table: string): void {
  meter.add("rowsWritten", `D1 ${table}`, meta.rows_written);
  meter.add("rowsRead", `D1 ${table}`, meta.rows_read);
}

function meterQueue(queue: Queue): Queue {
  return withMethods(queue, {
    send: (...args) => {
      meter.addOne("queueMessages");
      return keepsActive(queue.send(...(args as Parameters<Queue["send"]>)));
    },
    sendBatch: (...args) => {
      const messages = [...(args[0] as Iterable<MessageSendRequest>)];
      meter.addOne("queueMessages", messages.length);
      return keepsActive(queue.sendBatch(messages));
    },
  });
}

function meterBucket(bucket: R2Bucket): R2Bucket {
  const counted =
    (kind: "r2Writes" | "r2Reads", name: string): Callable =>
    (...args) => {
      meter.addOne(kind);
      return keepsActive(Promise.resolve(callByName(bucket, name, args)));
    };
  return withMethods(bucket, {
    put: counted("r2Writes", "put"),
    list: counted("r2Writes", "list"),
    get: counted("r2Reads", "get"),
    head: counted("r2Reads", "head"),
  });
}
