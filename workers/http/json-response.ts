// The form of every successful answer of the API.

// What a user may see now, another (or the same one, signed out) may not see from a cache.
const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" } as const;

export const jsonResponse = (body: object, status = 200): Response => jsonTextResponse(JSON.stringify(body), status);

/** For what is JSON text already. */
export const jsonTextResponse = (body: string, status = 200): Response => new Response(body, { status, headers });

export const noContent = (): Response => new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
