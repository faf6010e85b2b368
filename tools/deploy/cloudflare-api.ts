// Calls to Cloudflare's API for one account: its envelope, its refusals by code, and repeats where they do no harm.
import { DelegateBackoff, handleType, handleWhen, retry, wrap } from "cockatiel";
import * as v from "valibot";

type Method = "GET" | "POST" | "PUT";

/** What a right is about, as the pages for API tokens name it. */
export type Area = "Workers Scripts" | "D1" | "Workers R2 Storage" | "Queues" | "Zone" | "Account Settings";

/** Cloudflare says no; `code` is of its own, 0 if it gave none. */
export class ApiRefusal extends Error {
  override readonly name = "ApiRefusal";
  readonly status: number;
  readonly code: number;
  readonly area: Area;
  readonly method: Method;

  constructor(call: { readonly method: Method; readonly path: string }, status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.method = call.method;
    this.area = areaOf(call.path);
  }
}

/** No answer, or a failure of Cloudflare's own: what was asked for may have been done. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** Too many calls for now: what was asked for was not done. */
export class TooManyCalls extends Error {
  override readonly name = "TooManyCalls";
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("too many calls");
    this.retryAfterMs = retryAfterMs;
  }
}

const areas: readonly (readonly [RegExp, Area])[] = [
  [/^\/accounts\/[^/]+\/d1\//, "D1"],
  [/^\/accounts\/[^/]+\/r2\//, "Workers R2 Storage"],
  [/^\/accounts\/[^/]+\/queues/, "Queues"],
  [/^\/accounts\/[^/]+\/workers\//, "Workers Scripts"],
  [/^\/zones/, "Zone"],
];
const areaOf = (path: string): Area => areas.find(([pattern]) => pattern.test(path))?.[1] ?? "Account Settings";

const envelopeShape = v.object({
  success: v.boolean(),
  errors: v.optional(v.array(v.object({ code: v.number(), message: v.string() })), []),
  result: v.unknown(),
});

export interface ApiOptions {
  readonly baseUrl: string;
  /** With the credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The pause before the next try of a call that got no answer. */
  readonly firstPauseMs?: number;
}

const timeoutMs = 60_000;
/** Cloudflare counts calls over five minutes. */
const longestWaitMs = 300_000;

export class CloudflareApi {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Tried four times. @returns null if there is no such thing: a refusal with the code `absent` */
  async find<T>(path: string, absent: number, shape: v.GenericSchema<unknown, T>): Promise<T | null> {
    try {
      return await this.get(path, shape);
    } catch (error) {
      if (error instanceof ApiRefusal && error.code === absent) return null;
      throw error;
    }
  }

  /** Tried four times. @throws ApiRefusal · NoAnswer · TooManyCalls */
  get<T>(path: string, shape: v.GenericSchema<unknown, T>): Promise<T> {
    return this.#repeated(true, () => this.#call("GET", path, shape));
  }

  /**
   * Tried once, except where Cloudflare did nothing because there were too many calls.
   *
   * @param repeatable it may be done twice: four times, if there is no answer
   */
  change<T>(
    method: "POST" | "PUT",
    path: string,
    shape: v.GenericSchema<unknown, T>,
    body: object,
    repeatable = false,
  ): Promise<T> {
    return this.#repeated(repeatable, () => this.#call(method, path, shape, body));
  }

  #repeated<T>(repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const { firstPauseMs = 500 } = this.#options;
    const again = retry(
      handleWhen((error) => repeatable && error instanceof NoAnswer),
      { maxAttempts: 3, backoff: new DelegateBackoff(({ attempt }) => firstPauseMs * 2 ** (attempt - 1)) },
    );
    let waitedMs = 0;
    const later = retry(
      handleType(TooManyCalls, ({ retryAfterMs }) => waitedMs + retryAfterMs <= longestWaitMs),
      {
        maxAttempts: 20,
        backoff: new DelegateBackoff(({ result }) => {
          const ms = "error" in result && result.error instanceof TooManyCalls ? result.error.retryAfterMs : 0;
          waitedMs += ms;
          return ms;
        }),
      },
    );
    return wrap(later, again).execute(call);
  }

  async #call<T>(method: Method, path: string, shape: v.GenericSchema<unknown, T>, body?: object): Promise<T> {
    const { baseUrl, headers } = this.#options;
    const response = await fetch(baseUrl + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => {
      throw new NoAnswer(`${method} ${path}: no answer`, { cause });
    });
    const text = await response.text().catch(() => "");
    // In front of the API stands a limit of its own, error 1015, whose answer is a page.
    if (response.status === 429) throw new TooManyCalls(msUntil(response.headers.get("retry-after")));
    if (response.status >= 500) throw new NoAnswer(`${method} ${path}: ${response.status}`);
    const envelope = v.safeParse(envelopeShape, jsonOf(text));
    if (!envelope.success) throw new NoAnswer(`${method} ${path}: ${response.status} without an answer of the API`);
    const { success, errors, result } = envelope.output;
    if (!success) {
      const { code = 0, message = `status ${response.status}` } = errors[0] ?? {};
      throw new ApiRefusal({ method, path }, response.status, code, message);
    }
    return v.parse(shape, result);
  }
}

const defaultRetryAfterMs = 5_000;

/** Given in seconds; a date is not used by Cloudflare. */
function msUntil(header: string | null): number {
  const seconds = Number(header ?? "");
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : defaultRetryAfterMs;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
