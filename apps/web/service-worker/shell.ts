// What the service worker keeps: the files of one build, so that the client starts without a network.

export interface Shell {
  /** Another build is another version. */
  readonly version: string;
  /** Paths, `/` for the page. */
  readonly files: readonly string[];
}

const cachePrefix = "klatch-";

export const cacheName = ({ version }: Shell): string => `${cachePrefix}${version}`;

export interface Asked {
  readonly method: string;
  readonly url: string;
}

/** @returns the path of the file that answers; null leaves it to the network, as it does all of the API */
export function fileFor({ method, url }: Asked, { files }: Shell, origin: string): string | null {
  const asked = new URL(url);
  if (method !== "GET" || asked.origin !== origin) return null;
  return files.includes(asked.pathname) ? asked.pathname : null;
}

/**
 * Which caches may go when this version takes over: all but its own and the one before, whose pages may still be open.
 * @param names in the order in which they were made
 */
export function outdatedCaches(names: readonly string[], shell: Shell): readonly string[] {
  const own = cacheName(shell);
  const earlier = names.filter((name) => name.startsWith(cachePrefix) && name !== own);
  return earlier.slice(0, -1);
}
