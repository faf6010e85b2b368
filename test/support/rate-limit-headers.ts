// Reads RateLimit and RateLimit-Policy as a client would.

interface Left {
  readonly r: number;
  readonly t: number;
}

/** What is left, by the limit's name. @throws Error for anything but `"name";r=1;t=2` in a list */
export function readLeft(headers: Headers): Readonly<Record<string, Left>> {
  const entries = itemsOf(headers.get("ratelimit")).map((item): readonly [string, Left] => {
    const [, name, r, t] = /^"([a-z-]+)";r=(\d+);t=(\d+)$/.exec(item) ?? [];
    if (name === undefined) throw new Error(`not an item of RateLimit: ${item}`);
    return [name, { r: Number(r), t: Number(t) }];
  });
  return Object.fromEntries(entries);
}

/** The limits that both headers name, in their order. @throws Error when one names others than the other */
export function limitsNamed(headers: Headers): readonly string[] {
  const named = Object.keys(readLeft(headers));
  const policies = itemsOf(headers.get("ratelimit-policy")).map(
    (item) => /^"([a-z-]+)";q=[1-9]\d*;w=[1-9]\d*$/.exec(item)?.[1] ?? item,
  );
  if (new Set(policies).symmetricDifference(new Set(named)).size > 0)
    throw new Error(`RateLimit names ${named.join()}, RateLimit-Policy ${policies.join()}`);
  return named;
}

const itemsOf = (header: string | null): readonly string[] => (header === null ? [] : header.split(", "));
