// The Vite plugin that builds the service worker: one file that contains the list of all others that everybody may need.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin, Rolldown } from "vite";
import { leftOut, type BuiltChunk } from "./left-out.ts";
import type { Shell } from "./shell.ts";

const fileName = "service-worker.js";
/** The page of operators comes from the network: few need it, and it is of no use without a server. */
const operatorsPage = /\/admin\/admin-page\.tsx$/;

export function shellPlugin(): Plugin {
  let publicDir = "";
  return {
    name: "klatch-shell",
    apply: "build",
    // Runs after the page itself is part of the bundle.
    enforce: "post",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: "chunk", id: join(import.meta.dirname, "service-worker.ts"), fileName });
    },
    async generateBundle(_options, bundle) {
      const worker = bundle[fileName];
      if (worker?.type !== "chunk" || worker.imports.length > 0) throw new Error("the service worker is not one file");
      const apart = leftOut(chunksOf(bundle), (id) => operatorsPage.test(id));
      if (apart.size === 0) throw new Error("the page of operators has no chunk of its own");
      const files = new Map<string, string | Uint8Array>();
      for (const [name, file] of Object.entries(bundle)) {
        if (name !== fileName && !apart.has(name)) files.set(name, file.type === "chunk" ? file.code : file.source);
      }
      for (const name of await publicFiles(publicDir)) files.set(name, await readFile(join(publicDir, name)));
      worker.code = `const klatchShell=${JSON.stringify(shellOf(files))};${worker.code}`;
    },
  };
}

const chunksOf = (bundle: Rolldown.OutputBundle): ReadonlyMap<string, BuiltChunk> =>
  new Map(
    Object.entries(bundle).flatMap(([name, file]) => {
      if (file.type !== "chunk") return [];
      const { facadeModuleId, isEntry, imports, dynamicImports, viteMetadata } = file;
      const files = [...(viteMetadata?.importedCss ?? []), ...(viteMetadata?.importedAssets ?? [])];
      return [[name, { facadeModuleId, isEntry, imports, dynamicImports, files }] as const];
    }),
  );

function shellOf(files: ReadonlyMap<string, string | Uint8Array>): Shell {
  const hash = createHash("sha256");
  const names = [...files.keys()].toSorted();
  for (const name of names) hash.update(`${name}\0`).update(files.get(name) ?? "");
  return {
    version: hash.digest("hex").slice(0, 16),
    files: names.map((name) => (name === "index.html" ? "/" : `/${name}`)),
  };
}

async function publicFiles(publicDir: string): Promise<readonly string[]> {
  const entries = await readdir(publicDir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(publicDir.length + 1));
}
