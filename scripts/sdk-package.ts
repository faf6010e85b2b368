// What others install as @klatch/sdk: JavaScript modules and their declarations, made of the sources in `sdk/`.
import { copyFile, glob, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";
import { inRepository } from "./wrangler.ts";

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
}

const readJson = async <Shape>(...path: readonly string[]): Promise<Shape> =>
  JSON.parse(await readFile(inRepository(...path), "utf8")) as Shape;

/** `./klatch-client.ts` of the sources is `./sdk/klatch-client.js` of the package. */
function builtEntry(source: string): { readonly types: string; readonly default: string } {
  const module = `./sdk/${source.slice("./".length, -".ts".length)}`;
  return { types: `${module}.d.ts`, default: `${module}.js` };
}

async function makeManifest(): Promise<object> {
  const { private: _, exports, ...rest } = await readJson<Manifest & { readonly private: true }>("sdk", "package.json");
  const { dependencies } = await readJson<{ readonly dependencies: { readonly valibot: string } }>("package.json");
  return {
    ...rest,
    sideEffects: false,
    exports: Object.fromEntries(Object.entries(exports).map(([entry, source]) => [entry, builtEntry(source)])),
    // Only the declarations name it: the protocol's types are inferred from shapes. No module imports it.
    dependencies: { valibot: `^${dependencies.valibot}` },
  };
}

/**
 * Builds the package into `outDir`, which is emptied before; `npm pack` and `npm publish` take it from there.
 * @throws Error when the sources have faults, which the compiler has shown
 */
export async function buildSdkPackage(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const code = await runTool("tsc", ["-p", inRepository("sdk", "tsconfig.build.json"), "--outDir", outDir]);
  if (code !== 0) throw new Error("@klatch/sdk cannot be built");
  // Of the schema the SDK takes types only.
  for await (const file of glob("schema/**/*.js", { cwd: outDir })) await rm(join(outDir, file));
  for (const file of ["sdk/README.md", "sdk/llms.txt", "LICENSE"]) {
    await copyFile(inRepository(file), join(outDir, file.slice(file.lastIndexOf("/") + 1)));
  }
  await writeFile(join(outDir, "package.json"), `${JSON.stringify(await makeManifest(), null, 2)}\n`);
}
