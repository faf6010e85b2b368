// The form of every successful answer of the API.

interface Options {
  readonly status?: number;
  /** How long anybody may keep it; not at all unless given: what a user may see now, another one may not. */
  readonly cacheSeconds?: number | undefined;
}

const cacheControlOf = (seconds: number | undefined): string =>
  seconds === undefined ? "no-store" : `public, max-age=${seconds}`;

export const jsonResponse = (body: object, options: Options = {}): Response =>
  jsonTextResponse(JSON.stringify(body), options);

/** For what is JSON text already. */
export const jsonTextResponse = (body: string, { status = 200, cacheSeconds }: Options = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": cacheControlOf(cacheSeconds) },
  });

export const noContent = (status: number): Response =>
  new Response(null, { status, headers: { "cache-control": "no-store" } });
