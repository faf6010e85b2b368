// Builds successful JSON answers.

interface Options {
  readonly status?: number;
  /** How long anybody may cache the answer; without it nobody may: what one user may see, another may not. */
  readonly cacheSeconds?: number | undefined;
}

const cacheControlOf = (seconds: number | undefined): string =>
  seconds === undefined ? "no-store" : `public, max-age=${seconds}`;

export const jsonResponse = (body: object, options: Options = {}): Response =>
  jsonTextResponse(JSON.stringify(body), options);

/** For a body that is already JSON text. */
export const jsonTextResponse = (body: string, { status = 200, cacheSeconds }: Options = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": cacheControlOf(cacheSeconds) },
  });

export const noContent = (status: number): Response =>
  new Response(null, { status, headers: { "cache-control": "no-store" } });
