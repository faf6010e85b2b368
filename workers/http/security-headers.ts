// Security headers on every answer: they restrict what browsers may do.

/** A `Content-Security-Policy` of these directives. */
export const contentSecurityPolicy = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");

const securityHeaders = {
  "content-security-policy": contentSecurityPolicy({ "default-src": "'none'", "frame-ancestors": "'none'" }),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** The default policy allows nothing; a page that needs more sets its own. */
export function addSecurityHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(securityHeaders)) if (!headers.has(name)) headers.set(name, value);
}
