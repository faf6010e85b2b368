// Serves the web client's files from dist/web for paths without a route, if there is a build.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { challengeProvider } from "../strangers/challenge-provider.ts";
import { firstStyleHash } from "./first-style-hash.ts";
import { contentSecurityPolicy } from "./response-headers.ts";

/** The page may run only our own files and connect only to this server. */
const directives = {
  "default-src": "'none'",
  "script-src": "'self'",
  // Beside our files only what the page paints before they are there.
  "style-src": `'self' ${firstStyleHash}`,
  "img-src": "'self' data: blob:",
  // What plays: files out of conversations, and what was chosen or recorded and is not sent yet.
  "media-src": "'self' blob:",
  // Covers sockets too: the same host by `ws:` or `wss:`.
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'",
  // The policy of apps/web/service-worker/script-url.ts.
  "trusted-types": "klatch",
};
const policy = contentSecurityPolicy(directives);
/** Where there are challenges, they are met in a frame of this server's (`challenge-page.ts`). */
const policyWithFrame = contentSecurityPolicy({ ...directives, "frame-src": "'self'" });

/** Paths that never hold a file. */
const ours = /^\/(api|ws)(\/|$)/;
/** File names with a hash of the content: other content has another name, so they may be cached forever. */
const hashed = /^\/assets\//;

/** @returns null if there is no such file or no web client */
export async function webClientFile(
  request: Pick<Request, "url" | "method" | "headers">,
  env: Parameters<typeof challengeProvider>[0] & Pick<Env, "ASSETS">,
): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  if (request.method !== "GET" || ours.test(pathname)) return null;
  const response = await env.ASSETS?.fetch(request.url, { headers: conditions(request.headers) });
  if (response === undefined || response.status === 404) {
    await response?.body?.cancel();
    return null;
  }
  const headers = new Headers(response.headers);
  headers.set("content-security-policy", challengeProvider(env) === null ? policy : policyWithFrame);
  headers.set("cache-control", hashed.test(pathname) ? "public, max-age=31536000, immutable" : "no-cache");
  return new Response(response.body, { status: response.status, headers });
}

/** The request headers that may change the answer; none of them identifies the caller. */
function conditions(from: Headers): Headers {
  const headers = new Headers();
  for (const name of ["if-none-match", "range"]) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
