// The shell: the files of one build, which the service worker caches so that the client starts without a network.

export interface Shell {
  /** A hash of all files, different for each build. */
  readonly version: string;
  /** Paths of the files; `/` for the page. */
  readonly files: readonly string[];
}

const cachePrefix = "klatch-";

export const cacheName = ({ version }: Shell): string => `${cachePrefix}${version}`;

/**
 * The caches from which a page starts: all of builds, the newest first. One that waits to take over is complete, so pages
 * start with it under the worker before already: when the browser lets it take over nobody can tell.
 * @param names in the order in which the caches were made
 */
export const newestFirst = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.startsWith(cachePrefix)).toReversed();

export interface Asked {
  readonly method: string;
  readonly url: string;
}

/** @returns the path of the cached file for a request; null: the network answers, as for the whole API */
export function fileFor({ method, url }: Asked, { files }: Shell, origin: string): string | null {
  const asked = new URL(url);
  if (method !== "GET" || asked.origin !== origin) return null;
  return files.includes(asked.pathname) ? asked.pathname : null;
}

/**
 * The caches to delete when this version takes over: all but its own and the previous one, whose pages may still be open.
 * @param names in the order in which the caches were made
 */
export function outdatedCaches(names: readonly string[], shell: Shell): readonly string[] {
  const own = cacheName(shell);
  const earlier = names.filter((name) => name.startsWith(cachePrefix) && name !== own);
  return earlier.slice(0, -1);
}
