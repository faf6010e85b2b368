// Secrets are parsed once in an isolate, and again when they change.

/** A secret that this code cannot use. Its message names the secret and does not quote it. */
export class BadSecret extends Error {
  override readonly name = "BadSecret";
}

/** @param parse throws BadSecret. @returns a function of the secret; null without it */
export function parsedOnce<Parsed>(
  parse: (secret: string) => Promise<Parsed>,
): (secret: string | undefined) => Promise<Parsed | null> {
  let known: { readonly secret: string; readonly parsed: Parsed } | null = null;
  return async (secret = "") => {
    if (secret === "") return null;
    if (known?.secret === secret) return known.parsed;
    const parsed = await parse(secret);
    // Of two that parse it at the same time the first counts: what belongs to it is found by its identity.
    if (known?.secret !== secret) known = { secret, parsed };
    return known.parsed;
  };
}
