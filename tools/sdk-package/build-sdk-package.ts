// What others install as @klatch/sdk: JavaScript modules and their declarations, made of the sources in `sdk/`.
import { copyFile, glob, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../run/run-tool.ts";
import { inRepository } from "../run/wrangler.ts";
import { protocolDeclarations } from "./protocol-declarations.ts";

interface Manifest {
  readonly private: true;
  readonly exports: Readonly<Record<string, string>>;
}

/** `./client/klatch-client.ts` of the sources is `./client/klatch-client.js` of the package. */
function builtEntry(source: string): { readonly types: string; readonly default: string } {
  const module = source.slice(0, -".ts".length);
  return { types: `${module}.d.ts`, default: `${module}.js` };
}

/** That of the sources, but for their entries; and it may be published, which the sources may not. */
async function makeManifest(): Promise<object> {
  const text = await readFile(inRepository("sdk", "package.json"), "utf8");
  const { private: _, exports, ...rest } = JSON.parse(text) as Manifest;
  const entries = Object.entries(exports).map(([entry, source]) => [entry, builtEntry(source)]);
  // The first Node with a WebSocket of its own.
  const engines = { node: ">=22" };
  return { ...rest, engines, sideEffects: false, exports: Object.fromEntries(entries) };
}

/** Modules are named by what is there in the package, and the protocol is one file. */
const withBuiltNames = (declarations: string): string =>
  declarations
    .replaceAll(/"\.\.\/((?:\.\.\/)*)schema\/protocol\/[\w/-]+\.ts"/g, (_, up: string) => `"${up || "./"}protocol.js"`)
    .replaceAll(/"(\.[^"\n]*)\.ts"/g, '"$1.js"');

/**
 * Builds the package into `outDir`, which is emptied before; `npm pack` and `npm publish` take it from there.
 * @throws Error when the sources have faults, which the compiler has shown
 */
export async function buildSdkPackage(outDir: string): Promise<void> {
  const emitted = `${outDir}-emitted`;
  await Promise.all([outDir, emitted].map((dir) => rm(dir, { recursive: true, force: true })));
  const code = await runTool("tsc", ["-p", inRepository("sdk", "tsconfig.build.json"), "--outDir", emitted]);
  if (code !== 0) throw new Error("@klatch/sdk cannot be built");
  // Of the protocol, which lies beside, the SDK takes types only.
  await rename(join(emitted, "sdk"), outDir);
  await rm(emitted, { recursive: true });

  for await (const file of glob("**/*.d.ts", { cwd: outDir })) {
    const path = join(outDir, file);
    await writeFile(path, withBuiltNames(await readFile(path, "utf8")));
  }
  await writeFile(join(outDir, "protocol.d.ts"), protocolDeclarations());
  await writeFile(join(outDir, "package.json"), `${JSON.stringify(await makeManifest(), null, 2)}\n`);
  for (const file of ["README.md", "llms.txt"]) await copyFile(inRepository("sdk", file), join(outDir, file));
  await copyFile(inRepository("LICENSE"), join(outDir, "LICENSE"));
}
