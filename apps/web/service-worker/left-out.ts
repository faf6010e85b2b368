// Which files of a build the service worker leaves out: what only the page of operators needs. Pure.

/** Of a chunk, what this must know: the module that it is made for, and what it loads now and later. */
export interface BuiltChunk {
  readonly facadeModuleId: string | null;
  /** Loaded by itself, not by another chunk. */
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  /** Styles and other files that come with it. */
  readonly files: readonly string[];
}

/**
 * @param chunks by file name
 * @param isApart whether a module's chunk is one that few people load
 * @returns files that are reached through such a chunk only
 */
export function leftOut(
  chunks: ReadonlyMap<string, BuiltChunk>,
  isApart: (moduleId: string) => boolean,
): ReadonlySet<string> {
  const apart = [...chunks].filter(([, { facadeModuleId }]) => facadeModuleId !== null && isApart(facadeModuleId));
  const closed = new Set(apart.map(([name]) => name));
  const entries = [...chunks].filter(([, { isEntry }]) => isEntry).map(([name]) => name);
  const kept = reached(chunks, entries, closed);
  const needed = reached(chunks, [...closed], new Set());
  return new Set([...needed].filter((name) => !kept.has(name)));
}

function reached(
  chunks: ReadonlyMap<string, BuiltChunk>,
  from: readonly string[],
  closed: ReadonlySet<string>,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name) || closed.has(name)) continue;
    seen.add(name);
    const chunk = chunks.get(name);
    if (chunk !== undefined) waiting.push(...chunk.imports, ...chunk.dynamicImports, ...chunk.files);
  }
  return seen;
}
