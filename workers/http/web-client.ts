// The web client's files, built into dist/web: whatever no route answers, where there is a build.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { contentSecurityPolicy } from "./response-headers.ts";

/** What runs in the page is ours alone, from files alone, and may reach nothing but this server. */
const policy = contentSecurityPolicy({
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data: blob:",
  // Its sockets too: the same host, by `ws:` or `wss:`.
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'",
  // Of apps/web/service-worker/script-url.ts.
  "trusted-types": "klatch",
});

/** Where no file ever is. */
const ours = /^\/(api|ws)(\/|$)/;
/** Names that hold a hash of their content: another content is another file. */
const hashed = /^\/assets\//;

/** @returns null when there is no such file, or no web client */
export async function webClientFile(
  request: Pick<Request, "url" | "method" | "headers">,
  { ASSETS }: Pick<Env, "ASSETS">,
): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  if (request.method !== "GET" || ours.test(pathname)) return null;
  const response = await ASSETS?.fetch(request.url, { headers: conditions(request.headers) });
  if (response === undefined || response.status === 404) {
    await response?.body?.cancel();
    return null;
  }
  const headers = new Headers(response.headers);
  headers.set("content-security-policy", policy);
  headers.set("cache-control", hashed.test(pathname) ? "public, max-age=31536000, immutable" : "no-cache");
  return new Response(response.body, { status: response.status, headers });
}

/** All of the request that changes which bytes are answered; least of all who asks. */
function conditions(from: Headers): Headers {
  const headers = new Headers();
  for (const name of ["if-none-match", "range"]) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
