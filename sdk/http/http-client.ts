// One HTTP call: sends JSON, gets JSON or a problem document (RFC 9457).
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { Problem } from "../../schema/protocol/problem.ts";
import type { Calls } from "../../schema/protocol/routes/calls.ts";
import type { CallOptions } from "./call-options.ts";
import { throwIfAborted } from "../client/abortable.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { parseJson } from "../client/parse-json.ts";
import type { HttpResponse, Runtime } from "../client/runtime.ts";
import type { ServerClock } from "../connection/server-clock.ts";

/** Method and path of a declared route: `GET /api/users/:userId`. */
export type Address = keyof Calls;

interface HttpOptions extends CallOptions {
  readonly accessToken?: string;
  readonly challengeToken?: string;
  /** How long to wait for the answer, in ms. 30,000 by default. */
  readonly timeoutMs?: number;
  /** The header `Range`. */
  readonly range?: string | undefined;
}

/** The declared request of a route: `path` parameters by name, `query`, `body`. */
export type HttpRequest<A extends Address> = Calls[A]["request"] & HttpOptions;

/** The declared answer of a route; undefined for a route without a body. */
export type HttpAnswer<A extends Address> = Calls[A]["answer"];

/** The request of any route. */
interface AnyRequest extends HttpOptions {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly idempotencyKey?: string;
}

const usualTimeoutMs = 30_000;

export class HttpClient {
  readonly #baseUrl: string;
  readonly #runtime: Runtime;
  readonly #clock: ServerClock;

  constructor(baseUrl: string, runtime: Runtime, clock: ServerClock) {
    this.#baseUrl = baseUrl;
    this.#runtime = runtime;
    this.#clock = clock;
  }

  /**
   * @returns the answer's body; undefined if it has none
   * @throws KlatchError with the server's code; `UNAVAILABLE` if there was no answer within `timeoutMs`
   * @throws the signal's reason, if it aborts
   */
  async call<A extends Address>(address: A, request: HttpRequest<A>): Promise<HttpAnswer<A>> {
    const call: AnyRequest = request;
    throwIfAborted(call.signal);
    const abort = new AbortController();
    const onAbort = (): void => abort.abort(call.signal?.reason);
    call.signal?.addEventListener("abort", onAbort, { once: true });
    const cancelTimer = this.#runtime.setTimer(
      () => abort.abort(new Error("the server did not answer in time")),
      call.timeoutMs ?? usualTimeoutMs,
    );
    try {
      return (await this.#exchange(address, call, abort.signal)) as HttpAnswer<A>;
    } catch (error) {
      throwIfAborted(call.signal);
      if (error instanceof KlatchError) throw error;
      throw new KlatchError("UNAVAILABLE", "The server could not be reached.", { cause: error });
    } finally {
      cancelTimer();
      call.signal?.removeEventListener("abort", onAbort);
    }
  }

  async #exchange(address: string, call: AnyRequest, signal: AbortSignal): Promise<unknown> {
    const text = await (await this.open(address, call, signal)).text();
    return text === "" ? undefined : parseJson(text);
  }

  /**
   * The same, for answers whose body the caller reads.
   * @throws KlatchError with the server's code; whatever `fetch` throws
   */
  async open(address: string, call: AnyRequest, signal: AbortSignal): Promise<HttpResponse> {
    const [method = "", path = ""] = address.split(" ");
    const response = await this.#runtime.fetch(this.#baseUrl + pathOf(path, call.path) + queryOf(call.query), {
      method,
      headers: headersOf(call),
      signal,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.bytes !== undefined && { body: call.bytes }),
    });
    this.#clock.observeDate(response.headers.get("date"));
    if (response.status >= 400) throw errorOf(response, await response.text());
    return response;
  }
}

function headersOf(call: AnyRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (call.accessToken !== undefined) headers["authorization"] = `Bearer ${call.accessToken}`;
  if (call.body !== undefined) headers["content-type"] = "application/json";
  if (call.bytes !== undefined) headers["content-type"] = "application/octet-stream";
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = checkedKey(call.idempotencyKey);
  if (call.challengeToken !== undefined) headers["challenge-token"] = call.challengeToken;
  if (call.range !== undefined) headers["range"] = call.range;
  return headers;
}

/** @throws KlatchError `INVALID_REQUEST` as the server would; of a key that no header can carry it would never hear */
function checkedKey(key: string): string {
  if (/^[\x21-\x7e]{1,64}$/.test(key)) return key;
  throw new KlatchError("INVALID_REQUEST", "This is no Idempotency-Key.", { pointer: "/Idempotency-Key" });
}

const pathOf = (path: string, names: AnyRequest["path"] = {}): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));

/** The query string with its `?`; empty if no field has a value. */
function queryOf(fields: AnyRequest["query"] = {}): string {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? "" : `?${given.join("&")}`;
}

/** A proxy may answer with a page of its own instead of a problem document: then the code follows from the status. */
function errorOf(response: HttpResponse, text: string): KlatchError {
  const { status } = response;
  const problem = parseProblem(text);
  if (problem !== null) {
    const { code, title, ...details } = problem;
    return new KlatchError(code, title, { status, ...details });
  }
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : undefined;
  return new KlatchError(codeOfStatus(status), `The server answered ${status}.`, { status, retryAfterMs });
}

type ReadProblem = Pick<Problem, "code" | "title" | "retryAfterMs" | "pointer" | "limit" | "challenge">;

function parseProblem(text: string): ReadProblem | null {
  try {
    const body = JSON.parse(text) as Partial<Problem> | null;
    if (typeof body?.code !== "string") return null;
    const { code, title = code, retryAfterMs, pointer, limit, challenge } = body;
    return {
      code,
      title,
      ...(typeof retryAfterMs === "number" && { retryAfterMs }),
      ...(typeof pointer === "string" && { pointer }),
      ...(typeof limit === "string" && { limit }),
      ...(typeof challenge?.kind === "string" && { challenge }),
    };
  } catch {
    return null;
  }
}

function codeOfStatus(status: number): ReceivedErrorCode {
  if (status === 401) return "NOT_AUTHENTICATED";
  if (status === 403) return "FORBIDDEN";
  if (status === 404) return "NOT_FOUND";
  if (status === 413) return "TOO_LARGE";
  if (status === 429) return "RATE_LIMITED";
  return status < 500 ? "INVALID_REQUEST" : "UNAVAILABLE";
}
