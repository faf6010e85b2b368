// D1, R2 and Queues in the stand-in.
import { randomUUID } from "node:crypto";
import type { AccountState, Consumer, Queue } from "./account-state.ts";
import { jsonBody, Refusal, route, textField, type Call, type Route } from "./exchange.ts";

const account = "/accounts/:a";

const databaseOf = (state: AccountState, idOrName: string): { readonly uuid: string; readonly name: string } => {
  const entry = [...state.databases].find(([name, id]) => name === idOrName || id === idOrName);
  if (entry === undefined) throw new Refusal(404, 7404, `The database ${idOrName} could not be found`);
  return { uuid: entry[1], name: entry[0] };
};

async function query(call: Call): Promise<unknown> {
  const { uuid } = databaseOf(call.account, call.parameters[1] ?? "");
  const sql = textField(call, "sql");
  const ask = (): readonly Record<string, unknown>[] => call.account.databaseFiles.query(uuid, sql);
  // workerd has the file to itself while the Worker runs, as far as writing is concerned.
  const results = /^\s*SELECT\b/i.test(sql) ? ask() : await call.account.running.whileStopped(ask);
  return [{ results, success: true, meta: { changes: 0, duration: 0 } }];
}

const d1: readonly Route[] = [
  route("GET", `${account}/d1/database`, "D1", ({ account: { databases }, query: search }) =>
    [...databases]
      .filter(([name]) => name.includes(search.get("name") ?? ""))
      .map(([name, uuid]) => ({ uuid, name, version: "production" })),
  ),
  route("POST", `${account}/d1/database`, "D1", (call) => {
    const { databases, maxDatabases } = call.account;
    const name = textField(call, "name");
    if (!/^[a-z0-9][a-z0-9-_]{0,62}$/.test(name)) throw new Refusal(400, 7400, "Invalid property: name");
    if (databases.has(name)) throw new Refusal(400, 7502, "A database with that name already exists");
    if (databases.size >= maxDatabases) {
      throw new Refusal(400, 7406, `System limit reached: databases per account (${maxDatabases})`);
    }
    databases.set(name, randomUUID());
    return { ...databaseOf(call.account, name), version: "production" };
  }),
  route("GET", `${account}/d1/database/:d`, "D1", (call) => ({
    ...databaseOf(call.account, call.parameters[1] ?? ""),
    version: "production",
  })),
  route("POST", `${account}/d1/database/:d/query`, "D1", query),
];

function mustHaveR2({ r2Enabled }: AccountState): void {
  if (!r2Enabled) throw new Refusal(403, 10042, "Please enable R2 through the Cloudflare Dashboard.");
}

const r2: readonly Route[] = [
  route("GET", `${account}/r2/buckets/:b`, "Workers R2 Storage", ({ account: state, parameters: [, name = ""] }) => {
    mustHaveR2(state);
    if (!state.buckets.has(name)) throw new Refusal(404, 10006, "The specified bucket does not exist.");
    return { name };
  }),
  route("GET", `${account}/r2/buckets`, "Workers R2 Storage", ({ account: state }) => {
    mustHaveR2(state);
    return { buckets: [...state.buckets].map((name) => ({ name })) };
  }),
  route("POST", `${account}/r2/buckets`, "Workers R2 Storage", (call) => {
    mustHaveR2(call.account);
    const name = textField(call, "name");
    if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) throw new Refusal(400, 10005, "The bucket name is invalid.");
    if (call.account.buckets.has(name)) {
      throw new Refusal(409, 10004, "The bucket you tried to create already exists, and you own it.");
    }
    call.account.buckets.add(name);
    return { name };
  }),
];

function queueOf({ queues }: AccountState, id: string): Queue {
  const queue = [...queues.values()].find(({ queue_id }) => queue_id === id);
  if (queue === undefined) throw new Refusal(404, 11000, "Queue does not exist");
  return queue;
}

/** @throws Refusal when the Worker or the dead letters' queue is not there */
function consumerOf(call: Call, id: string): Consumer {
  const { account: state } = call;
  const body = jsonBody(call);
  const script = textField(call, "script_name");
  if (body["type"] !== "worker") throw new Refusal(400, 11014, "unknown consumer type");
  if (!state.scripts.has(script)) throw new Refusal(400, 11012, `the Worker ${script} does not exist`);
  const deadLetters = body["dead_letter_queue"];
  if (deadLetters === undefined) return { consumer_id: id, type: "worker", script, settings: body["settings"] };
  if (typeof deadLetters !== "string" || !state.queues.has(deadLetters)) {
    throw new Refusal(400, 11003, "the dead letter queue does not exist");
  }
  return { consumer_id: id, type: "worker", script, dead_letter_queue: deadLetters, settings: body["settings"] };
}

const queues: readonly Route[] = [
  route("GET", `${account}/queues`, "Queues", ({ account: state, query: search }) => {
    const names = search.getAll("name");
    return [...state.queues.values()].filter(({ queue_name }) => names.length === 0 || names.includes(queue_name));
  }),
  route("POST", `${account}/queues`, "Queues", (call) => {
    const name = textField(call, "queue_name");
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) throw new Refusal(400, 11005, "invalid queue name");
    if (call.account.queues.has(name)) throw new Refusal(409, 11009, "Queue name is already taken");
    const queue: Queue = { queue_id: randomUUID().replaceAll("-", ""), queue_name: name, consumers: [] };
    call.account.queues.set(name, queue);
    return queue;
  }),
  route("POST", `${account}/queues/:q/consumers`, "Queues", (call) => {
    const queue = queueOf(call.account, call.parameters[1] ?? "");
    if (queue.consumers.length > 0) throw new Refusal(400, 11004, "Queue already has a consumer");
    const consumer = consumerOf(call, randomUUID());
    queue.consumers = [consumer];
    return consumer;
  }),
  route("PUT", `${account}/queues/:q/consumers/:c`, "Queues", (call) => {
    const [, queueId = "", consumerId = ""] = call.parameters;
    const queue = queueOf(call.account, queueId);
    if (!queue.consumers.some(({ consumer_id }) => consumer_id === consumerId)) {
      throw new Refusal(404, 11001, "Consumer does not exist");
    }
    const consumer = consumerOf(call, consumerId);
    queue.consumers = queue.consumers.map((other) => (other.consumer_id === consumerId ? consumer : other));
    return consumer;
  }),
];

export const storageRoutes: readonly Route[] = [...d1, ...r2, ...queues];
