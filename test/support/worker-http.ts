// HTTP calls to the Worker under test, inside workerd.
import { env, exports } from "cloudflare:workers";
import { answerOf, type HttpAnswer } from "./http-answer.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { handleRequest } from "../../workers/http/router.ts";

export { codeOf, type HttpAnswer } from "./http-answer.ts";

export const origin = "https://klatch.test";

export interface HttpCall {
  readonly method: string;
  readonly path: string;
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

const { default: worker } = exports;

/** Every caller has a /48 of its own, so that limits by network stay out of the way of tests about something else. */
let addresses = 0;
function newAddress(): string {
  addresses += 1;
  return `3fff:${(addresses >> 16).toString(16)}:${(addresses & 0xffff).toString(16)}::1`;
}

function requestOf(call: HttpCall): Request {
  const headers = new Headers({ "cf-connecting-ip": newAddress(), ...call.headers });
  if (call.token !== undefined) headers.set("authorization", `Bearer ${call.token}`);
  if (call.body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  const body = call.raw ?? (call.body === undefined ? null : JSON.stringify(call.body));
  return new Request(origin + call.path, { method: call.method, headers, body });
}

export const fetchWorker = (call: HttpCall): Promise<Response> => worker.fetch(requestOf(call));

export const callWorker = async (call: HttpCall): Promise<HttpAnswer> => answerOf(await fetchWorker(call));

export const getFrom = (path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  callWorker({ method: "GET", path, headers });

/** The same Worker under other variables or env. */
export const under = (changes: Partial<Env>, path: string, init: RequestInit = {}): Promise<Response> =>
  handleRequest(withAddress(new Request(origin + path, init)), { ...env, ...changes });

/** As Cloudflare does. */
export function withAddress(request: Request): Request {
  if (!request.headers.has("cf-connecting-ip")) request.headers.set("cf-connecting-ip", newAddress());
  return request;
}

/** The same with a call. */
export const callUnder = async (changes: Partial<Env>, call: HttpCall): Promise<HttpAnswer> =>
  answerOf(await handleRequest(requestOf(call), { ...env, ...changes }));
