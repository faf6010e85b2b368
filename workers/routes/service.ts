// About the service itself: health, public keys, API documents. Nothing here needs a token.
import type { IRequest } from "itty-router";
import type { HealthResult } from "../../schema/protocol/http-service.ts";
import asyncapi from "../api-docs/asyncapi.json" with { type: "json" };
import openapi from "../api-docs/openapi.json" with { type: "json" };
import { jsonResponse } from "../http/json-response.ts";
import type { RequestContext } from "../http/request-context.ts";
import { readSigningKeys } from "../accounts/signing-keys.ts";

/** Short, so that a new key is known before old caches could miss it for long. */
const publicHeaders = { "content-type": "application/json; charset=utf-8", "cache-control": "public, max-age=300" };
const publicJson = (body: object): Response => new Response(JSON.stringify(body), { headers: publicHeaders });

/** GET /health: the Worker runs. Asks nothing else, since it may be asked by anyone, as often as they like. */
export async function health(): Promise<Response> {
  return jsonResponse({ status: "ok" } satisfies HealthResult);
}

/** GET /.well-known/jwks.json (RFC 7517): whoever wants to verify our access tokens finds the keys here. */
export async function keySet(_request: IRequest, { env }: RequestContext): Promise<Response> {
  const { published } = await readSigningKeys(env);
  return publicJson(published);
}

/** GET /openapi.json */
export async function openapiDocument(): Promise<Response> {
  return publicJson(openapi);
}

/** GET /asyncapi.json */
export async function asyncapiDocument(): Promise<Response> {
  return publicJson(asyncapi);
}
