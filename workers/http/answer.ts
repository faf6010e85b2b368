// The answers that the router gets: a response, a refusal, or a reply that becomes a JSON response.
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { addLeftHeaders } from "./rate-limit-headers.ts";

/** A response or a refusal, which the router turns into a problem document. */
export type Answer = Response | Refused;

export const isRefused = (value: object): value is Refused => "refusal" in value;

/** A list that is never paged, in the form of all lists. */
export const wholeList = <T>(items: readonly T[]) => ({ items, next: null }) as const;

/** Says in the headers what is left of the caller's limits. */
export function withLeft(answer: Answer, left: readonly QuotaLeft[]): Answer {
  if (left.length === 0) return answer;
  if (isRefused(answer)) return { refusal: { ...answer.refusal, left } };
  addLeftHeaders(answer.headers, left);
  return answer;
}

interface Options {
  readonly status?: number;
  /** How long anybody may cache the answer; without it nobody may: what one user may see, another may not. */
  readonly cacheSeconds?: number | undefined;
}

const cacheControlOf = (seconds: number | undefined): string =>
  seconds === undefined ? "no-store" : `public, max-age=${seconds}`;

const jsonResponse = (body: object, options: Options = {}): Response => jsonTextResponse(JSON.stringify(body), options);

/** For a body that is already JSON text. */
export const jsonTextResponse = (body: string, { status = 200, cacheSeconds }: Options = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": cacheControlOf(cacheSeconds) },
  });

export const textResponse = (body: string, { status = 200, cacheSeconds }: Options = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": cacheControlOf(cacheSeconds) },
  });

const noContent = (status: number): Response =>
  new Response(null, { status, headers: { "cache-control": "no-store" } });

/** The answer of any handler, for the router. */
export type AnyReply =
  | Answer
  | {
      readonly status: number;
      readonly body?: object;
      readonly json?: string;
      readonly cacheSeconds?: number;
      readonly left?: readonly QuotaLeft[];
    };

export function toAnswer(reply: AnyReply): Answer {
  if (reply instanceof Response || isRefused(reply)) return reply;
  const { status, body, json, cacheSeconds, left = [] } = reply;
  if (json !== undefined) return withLeft(jsonTextResponse(json, { status }), left);
  return withLeft(body === undefined ? noContent(status) : jsonResponse(body, { status, cacheSeconds }), left);
}
