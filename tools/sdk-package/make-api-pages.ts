// The API pages of the built package, by TypeDoc. What an app sees and has no docstring is a fault, as is any other warning.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../run/run-tool.ts";
import { inRepository } from "../run/wrangler.ts";

interface BuiltManifest {
  readonly exports: Readonly<Record<string, { readonly types: string }>>;
}

/**
 * Says on the terminal what is wrong.
 * @param built the folder of the package; a file is written beside it
 * @returns the exit code
 */
export async function makeApiPages(built: string, outDir: string): Promise<number> {
  const { exports } = JSON.parse(await readFile(join(built, "package.json"), "utf8")) as BuiltManifest;
  const entries = Object.values(exports).map(({ types }) => join(built, types));
  const tsconfig = `${built}-tsconfig.json`;
  const config = {
    extends: inRepository("sdk", "tsconfig.build.json"),
    // The declarations name types of Node, wherever the package is.
    compilerOptions: { noEmit: true, typeRoots: [inRepository("node_modules", "@types")] },
    files: entries,
  };
  await writeFile(tsconfig, JSON.stringify(config));
  const typedoc = inRepository("tools", "sdk-package", "node_modules", "typedoc", "bin", "typedoc");
  const options = inRepository("tools", "sdk-package", "typedoc.json");
  const of = entries.flatMap((entry) => ["--entryPoints", entry]);
  return runTool(process.execPath, [typedoc, "--options", options, ...of, "--tsconfig", tsconfig, "--out", outDir]);
}
