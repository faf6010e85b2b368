// The source files that ran, from istanbul's counters in a bundle and the bundle's source map.
import { SourceMap, type SourceMapPayload } from "node:module";
import { relative, resolve } from "node:path";

/** A place in the bundle: lines from 1, columns from 0. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** The fields of istanbul's `__coverage__` for one file that are read here. */
export interface FileCoverage {
  readonly statementMap: Readonly<Record<string, { readonly start: Place }>>;
  readonly fnMap: Readonly<Record<string, { readonly loc: { readonly start: Place } }>>;
  /** How often each statement and each function ran. */
  readonly s: Readonly<Record<string, number>>;
  readonly f: Readonly<Record<string, number>>;
}

/** Folders with product code, at any commit. */
const productFolders = ["workers/", "durable-objects/", "schema/"];

/**
 * A file counts if one of its functions was called or one of its statements ran.
 * @param bundleDir absolute; the sources of the map are relative to it
 * @param root of the repository, absolute
 * @returns paths of product files from the root, in alphabetical order
 */
export function filesRun(coverage: FileCoverage, map: SourceMapPayload, bundleDir: string, root: string): string[] {
  const sourceMap = new SourceMap(map);
  const places = [
    ...Object.entries(coverage.s).map(([id, count]) => ({ count, place: coverage.statementMap[id]?.start })),
    ...Object.entries(coverage.f).map(([id, count]) => ({ count, place: coverage.fnMap[id]?.loc.start })),
  ];
  const files = new Set<string>();
  for (const { count, place } of places) {
    if (count === 0 || place === undefined) continue;
    const entry = sourceMap.findEntry(place.line - 1, place.column);
    if ("originalSource" in entry) files.add(relative(root, resolve(bundleDir, entry.originalSource)));
  }
  return [...files].filter((file) => productFolders.some((folder) => file.startsWith(folder))).toSorted();
}
