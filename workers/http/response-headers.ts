// The headers of all answers: security headers for browsers, and CORS headers that say which origins may read them.

/** A `Content-Security-Policy` of these directives. */
export const contentSecurityPolicy = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");

const securityHeaders = {
  "content-security-policy": contentSecurityPolicy({ "default-src": "'none'", "frame-ancestors": "'none'" }),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(self), microphone=(self)",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** The default policy allows nothing; a page that needs more sets its own. */
export function addSecurityHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(securityHeaders)) if (!headers.has(name)) headers.set(name, value);
}

const exposedHeaders = "x-request-id, retry-after, ratelimit, ratelimit-policy";
const preflightHeaders = {
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers": "authorization, content-type, idempotency-key, challenge-token",
  "access-control-max-age": "86400",
} as const;

/** @param allowed CORS_ORIGINS: `*`, or origins separated by commas. The page's own server is always allowed. */
export function isAllowedOrigin(origin: string, ownOrigin: string, allowed: string): boolean {
  if (allowed.trim() === "*" || origin === ownOrigin) return true;
  return origin !== "" && allowed.split(",").some((one) => one.trim() === origin);
}

/** Adds the headers that let a page read the response. */
export function addCorsHeaders(headers: Headers, request: Pick<Request, "headers" | "url">, allowed: string): void {
  const any = allowed.trim() === "*";
  // Also on answers to other origins, or a cache would serve their answers to this one.
  if (!any) headers.append("vary", "origin");
  const origin = request.headers.get("origin");
  if (origin === null || !isAllowedOrigin(origin, new URL(request.url).origin, allowed)) return;
  headers.set("access-control-allow-origin", any ? "*" : origin);
  headers.set("access-control-expose-headers", exposedHeaders);
}

/** The answer to OPTIONS, before `addCorsHeaders`. */
export function preflightResponse(allow: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: allow.length === 0 ? preflightHeaders : { ...preflightHeaders, allow: allow.join(", ") },
  });
}
