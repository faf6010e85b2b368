// The boundary for HTTP requests: checks the size or form of path segments, query and body, then parses each strictly
// once.
import type { IRequest } from "itty-router";
import * as v from "valibot";
import { utf8LengthExceeds } from "../../durable-objects/runtime/text.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { pointerOf, pointerTo } from "../../schema/protocol/pointer.ts";
import type { Route, Segment } from "../../schema/protocol/routes/route.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { isRefused } from "./answer.ts";
import { readBytes } from "./read-bytes.ts";

export interface ParsedRequest {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: unknown;
  readonly body: unknown;
}

/** @returns the code of the first segment that does not match, else what `readQuery` and then `readBody` refuse */
export async function parseRequest(
  route: Route,
  request: IRequest,
  callerId: UserId | null,
): Promise<ParsedRequest | Refused> {
  const path: Record<string, unknown> = {};
  for (const [name, segment] of Object.entries(route.segments ?? {})) {
    const value = parseSegment(request.params[name], segment, callerId);
    if (value === null) return refused(segment.otherwise);
    path[name] = value;
  }
  const query = route.query === undefined ? undefined : readQuery(request.url, route.query);
  if (query !== undefined && isRefused(query)) return query;
  const body =
    route.body === undefined || route.byRefreshToken === true || (route.mayOmitBody === true && hasNoBody(request))
      ? undefined
      : await readBody(request, route.body, route.sizedField);
  if (body !== undefined && isRefused(body)) return body;
  return { path, query: query?.query, body: body?.body };
}

/** On the wire every such request has a stream of nothing for a body. */
const hasNoBody = ({ headers, body }: IRequest): boolean =>
  body === null || !headers.has("content-type") || headers.get("content-length") === "0";

function parseSegment(text: string | undefined, { shape, isPossible }: Segment, callerId: UserId | null): unknown {
  const value = readSegment(text, shape);
  return value === null || isPossible?.(value as string, callerId) === false ? null : value;
}

/**
 * @returns the parsed body, or UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, INVALID_JSON, INVALID_REQUEST, or the code of a field
 * that is too large
 */
export async function readBody(
  request: Pick<Request, "headers" | "body">,
  shape: v.GenericSchema,
  sizedField?: Route["sizedField"],
): Promise<{ readonly body: unknown } | Refused> {
  const json = await readJson(request);
  if ("refusal" in json) return json;
  // Valibot would accept an empty array as an object without fields.
  if (Array.isArray(json.value)) return refusedAt("INVALID_REQUEST", "");
  const parsed = v.safeParse(shape, json.value, { abortEarly: true });
  if (parsed.success) return { body: parsed.output };
  if (sizedField !== undefined && exceeds(json.value, sizedField))
    return refusedAt(sizedField.otherwise, pointerTo(sizedField.name));
  return refusedAt("INVALID_REQUEST", pointerOf(parsed.issues));
}

function exceeds(body: unknown, { name, maxBytes }: NonNullable<Route["sizedField"]>): boolean {
  const { [name]: field } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return field !== undefined && utf8LengthExceeds(JSON.stringify(field), maxBytes);
}

export const isJson = (headers: Headers): boolean =>
  /^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "");

async function readJson(request: Pick<Request, "headers" | "body">): Promise<{ readonly value: unknown } | Refused> {
  if (!isJson(request.headers)) return refused("UNSUPPORTED_MEDIA_TYPE");
  const bytes = await readBytes(request, wireLimits.maxBodyBytes);
  if (bytes === null) return refused("TOO_LARGE");
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)) as unknown };
  } catch {
    return refused("INVALID_JSON"); // no more detail: the parser's reason quotes the input
  }
}

/** @returns INVALID_REQUEST for unknown, malformed or repeated parameters */
function readQuery<const T extends v.GenericSchema>(
  address: string,
  shape: T,
): { readonly query: v.InferOutput<T> } | Refused {
  const parameters = [...new URL(address).searchParams];
  const names = parameters.map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) return refusedAt("INVALID_REQUEST", pointerTo(repeated));
  const values = Object.assign(Object.create(null), Object.fromEntries(parameters)) as Record<string, string>;
  const parsed = v.safeParse(shape, values, { abortEarly: true });
  return parsed.success ? { query: parsed.output } : refusedAt("INVALID_REQUEST", pointerOf(parsed.issues));
}

/** One path segment, percent-decoded and parsed; null if it does not match the shape. */
function readSegment<const T extends v.GenericSchema>(segment: string | undefined, shape: T): v.InferOutput<T> | null {
  try {
    const parsed = v.safeParse(shape, decodeURIComponent(segment ?? ""));
    return parsed.success ? parsed.output : null;
  } catch {
    // A `%` without two hex digits.
    return null;
  }
}
