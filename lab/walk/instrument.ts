// Adds istanbul's counters to a built bundle, because workerd's inspector keeps V8's precise coverage switched off.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceMapPayload } from "node:module";
import { createInstrumenter } from "istanbul-lib-instrument";

const bundleFile = "entry.js";

/** Expressions for the global scope of the Worker: the counters, and resetting them to 0. */
export const counters = "Object.values(globalThis.__coverage__)[0]";
export const resetCounters = `{
  const { s, f } = ${counters};
  for (const counts of [s, f]) for (const id in counts) counts[id] = 0;
}`;

/** Rewrites the bundle in place. Its source map and the counters still refer to the original bundle. */
export async function instrument(bundleDir: string): Promise<SourceMapPayload> {
  const path = join(bundleDir, bundleFile);
  // By default the counters are found with `new Function`, which Workers forbid.
  const options = { esModules: true, compact: true, coverageGlobalScope: "globalThis", coverageGlobalScopeFunc: false };
  const instrumenter = createInstrumenter(options);
  await writeFile(path, instrumenter.instrumentSync(await readFile(path, "utf8"), bundleFile));
  return JSON.parse(await readFile(`${path}.map`, "utf8")) as SourceMapPayload;
}
