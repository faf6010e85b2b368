// A stand-in of Cloudflare's API on this machine, for wrangler itself and for `npm run deploy`: it checks what it gets,
// keeps what it is told, and really runs what is uploaded. What it answers is what was measured of wrangler, or read in
// wrangler's source and in public issues; nobody has compared it with an account.
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { AccountState, Right } from "./account-state.ts";
import { DatabaseFiles } from "./database-files.ts";
import { Refusal, route, type Call, type Route } from "./exchange.ts";
import { storageRoutes } from "./routes-storage.ts";
import { workerRoutes } from "./routes-workers.ts";
import { RunningWorker } from "./running-worker.ts";

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** What a test does to a call: before it is carried out, or instead of its answer. */
export interface Interference {
  /** @returns what is answered instead of carrying it out */
  before?(
    call: Call,
  ): { readonly status: number; readonly headers?: Record<string, string>; readonly text: string } | null;
  /** @returns true: it was carried out, and the connection ends without an answer */
  after?(call: Call): boolean;
}

export const fullToken = "a-token-with-every-right-that-a-deployment-needs";
const allRights: readonly Right[] = [
  "Workers Scripts",
  "D1",
  "Workers R2 Storage",
  "Queues",
  "Zone",
  "Account Settings",
];

const identityRoutes: readonly Route[] = [
  route("GET", "/accounts", "Account Settings", ({ account: { id, name } }) => [{ id, name }]),
  route("GET", "/memberships", "Account Settings", ({ account: { id, name } }) => [{ id, account: { id, name } }]),
  route("GET", "/user", null, () => ({ id: "someone", email: "someone@example.com" })),
];
const routes = [...identityRoutes, ...storageRoutes, ...workerRoutes];

export class CloudflareStandIn {
  readonly account: AccountState;
  readonly requests: Recorded[] = [];
  interference: Interference = {};
  readonly #api: Server;
  readonly #edge: Server;

  private constructor(account: AccountState) {
    this.account = account;
    this.#api = createServer((request, response) => void this.#serve(request, response));
    this.#edge = createServer((request, response) => void this.#pass(request, response));
  }

  static async start(): Promise<CloudflareStandIn> {
    const folder = await mkdtemp(join(tmpdir(), "klatch-account-"));
    const storage = join(folder, "v3");
    await mkdir(storage);
    const standIn = new CloudflareStandIn({
      id: "0123456789abcdef0123456789abcdef",
      name: "Ada's account",
      tokens: new Map([[fullToken, new Set(allRights)]]),
      subdomain: "ada",
      r2Enabled: true,
      maxDatabases: 10,
      databases: new Map(),
      databaseFiles: new DatabaseFiles(storage),
      buckets: new Set(),
      queues: new Map(),
      scripts: new Map(),
      versions: new Map(),
      zones: new Map(),
      domains: new Map(),
      dnsRecords: new Set(),
      assetFiles: new Map(),
      assetUploads: new Map(),
      running: new RunningWorker(storage),
    });
    for (const server of [standIn.#api, standIn.#edge]) await once(server.listen(0, "127.0.0.1"), "listening");
    return standIn;
  }

  /** For CLOUDFLARE_API_BASE_URL. */
  get apiUrl(): string {
    return `${urlOf(this.#api)}/client/v4`;
  }

  /** Where the Worker that was uploaded last answers, whatever its name. */
  get edgeUrl(): string {
    return urlOf(this.#edge);
  }

  /** Those that are no mere questions. */
  get changes(): readonly Recorded[] {
    return this.requests.filter(({ method }) => method !== "GET");
  }

  async stop(): Promise<void> {
    for (const server of [this.#api, this.#edge]) {
      server.closeAllConnections();
      server.close();
    }
    await this.account.running.remove();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const path = url.pathname.replace(/^\/client\/v4/, "");
    const call: Omit<Call, "parameters"> = {
      method: request.method ?? "GET",
      path,
      query: url.searchParams,
      body: await buffer(request).catch(() => Buffer.alloc(0)),
      contentType: request.headers["content-type"] ?? "",
      token: /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "",
      account: this.account,
    };
    const instead = this.interference.before?.({ ...call, parameters: [] }) ?? null;
    const { status, headers, text } = instead ?? (await answer(call));
    this.requests.push({ method: call.method, path, status });
    if (instead === null && this.interference.after?.({ ...call, parameters: [] }) === true) {
      response.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(text);
  }

  /** As Cloudflare's edge: with the client's address. Sockets do not pass. */
  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url } = this.account.running;
    const { authorization = "", "content-type": type = "application/json" } = request.headers;
    const { method = "GET" } = request;
    const body = await buffer(request);
    const answered =
      url === null
        ? null
        : await fetch(url + (request.url ?? "/"), {
            method,
            headers: { authorization, "content-type": type, "cf-connecting-ip": "192.0.2.7" },
            ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
          }).catch(() => null);
    response.writeHead(answered?.status ?? 404, {
      "content-type": answered?.headers.get("content-type") ?? "text/plain",
    });
    response.end(answered === null ? "There is nothing here yet" : Buffer.from(await answered.arrayBuffer()));
  }
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in does not listen");
  return `http://127.0.0.1:${address.port}`;
}

async function answer(
  call: Omit<Call, "parameters">,
): Promise<{ readonly status: number; readonly headers?: Record<string, string>; readonly text: string }> {
  const envelope = (status: number, success: boolean, errors: readonly object[], result: unknown) => {
    const count = Array.isArray(result) ? result.length : undefined;
    const pages =
      count === undefined ? {} : { result_info: { page: 1, per_page: 100, total_pages: 1, count, total_count: count } };
    return { status, text: JSON.stringify({ success, errors, messages: [], result, ...pages }) };
  };
  try {
    return envelope(200, true, [], await carryOut(call));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return envelope(error.status, false, [{ code: error.code, message: error.message }], null);
  }
}

async function carryOut(call: Omit<Call, "parameters">): Promise<unknown> {
  const matching = routes.filter(({ path }) => path.test(call.path));
  const found = matching.find(({ method }) => method === call.method);
  if (found === undefined) {
    const code = matching.length > 0 ? 10405 : 7003;
    throw new Refusal(code === 7003 ? 404 : 405, code, `Could not route to ${call.method} ${call.path}`);
  }
  const parameters = found.path.exec(call.path)?.slice(1) ?? [];
  mustBeAllowed(call, found);
  if (call.path.startsWith("/accounts/") && parameters[0] !== call.account.id) {
    throw new Refusal(403, 7403, "The given account is not valid or is not authorized to access this service");
  }
  return found.answer({ ...call, parameters });
}

function mustBeAllowed({ token, account }: Omit<Call, "parameters">, { right }: Route): void {
  if (right === "session") {
    if (!account.assetUploads.has(token)) throw new Refusal(403, 10000, "Authentication error");
    return;
  }
  if (token === "") throw new Refusal(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  const rights = account.tokens.get(token);
  if (rights === undefined) throw new Refusal(401, 1000, "Invalid API Token");
  if (right !== null && !rights.has(right)) throw new Refusal(403, 10000, "Authentication error");
}
