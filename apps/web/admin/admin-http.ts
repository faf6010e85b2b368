// One call of an operator: to the page's own server, with the token in the header and nowhere else.
import { KlatchError, type KlatchErrorDetails, type ReceivedErrorCode } from "@klatch/sdk";

const timeoutMs = 30_000;
/** Another server must never see the token, and no cache the answers. */
const sameServerOnly = { mode: "same-origin", redirect: "error", credentials: "omit", cache: "no-store" } as const;

/** The request of any route: what its path names, its query, and its body. */
export interface AdminRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

/**
 * @param address method and path of a declared route: `GET /api/admin/users/:userId`
 * @returns the answer's body; undefined if it has none
 * @throws KlatchError with the server's code; `UNAVAILABLE` if there was no answer within 30 seconds
 */
export async function callAdmin(
  token: string,
  address: string,
  request: AdminRequest,
  fetcher: typeof fetch,
): Promise<unknown> {
  const [method = "", path = ""] = address.split(" ");
  try {
    const response = await fetcher(pathOf(path, request.path) + queryOf(request.query), {
      method,
      headers: headersOf(token, request),
      signal: AbortSignal.timeout(timeoutMs),
      ...sameServerOnly,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    const text = await response.text();
    if (!response.ok) throw errorOf(response.status, text);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof KlatchError) throw error;
    throw new KlatchError("UNAVAILABLE", "The server could not be reached.", { cause: error });
  }
}

function headersOf(token: string, { body }: AdminRequest): Headers {
  try {
    return new Headers({
      accept: "application/json",
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    });
  } catch (cause) {
    // Something was pasted that no header can carry.
    throw new KlatchError("NOT_AUTHENTICATED", "This is no operator's token.", { cause });
  }
}

const pathOf = (path: string, names: AdminRequest["path"] = {}): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));

/** The query string with its `?`; empty if no field has a value. */
function queryOf(fields: AdminRequest["query"] = {}): string {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? "" : `?${given.join("&")}`;
}

/** A proxy may answer with a page of its own: then it is as if the server could not be reached. */
function errorOf(status: number, text: string): KlatchError {
  const problem = problemIn(text);
  const code = textOf(problem["code"]);
  if (code === undefined) return new KlatchError("UNAVAILABLE", `The server answered ${status}.`, { status });
  const retryAfterMs = problem["retryAfterMs"];
  const details: KlatchErrorDetails = {
    status,
    pointer: textOf(problem["pointer"]),
    limit: textOf(problem["limit"]),
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
  };
  return new KlatchError(code as ReceivedErrorCode, textOf(problem["title"]) ?? code, details);
}

function problemIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const problem: unknown = JSON.parse(text);
    return typeof problem === "object" && problem !== null ? { ...problem } : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
