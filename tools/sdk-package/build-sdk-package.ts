// Builds the npm package @klatch/sdk: JavaScript modules and declarations, from the sources in `sdk/`.
import { copyFile, cp, glob, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../run/run-tool.ts";
import { inRepository } from "../run/wrangler.ts";
import { protocolDeclarations } from "./protocol-declarations.ts";

interface Manifest {
  readonly private: true;
  readonly exports: Readonly<Record<string, string>>;
}

/** Maps the source `./client/klatch-client.ts` to `./client/klatch-client.js` of the package. */
function builtEntry(source: string): { readonly types: string; readonly default: string } {
  const module = source.slice(0, -".ts".length);
  return { types: `${module}.d.ts`, default: `${module}.js` };
}

/** The sources' manifest with built entries; it may be published, which the sources' own may not. */
async function makeManifest(): Promise<object> {
  const text = await readFile(inRepository("sdk", "package.json"), "utf8");
  const { private: _, exports, ...rest } = JSON.parse(text) as Manifest;
  const entries = Object.entries(exports).map(([entry, source]) => [entry, builtEntry(source)]);
  // The first Node with a built-in WebSocket.
  const engines = { node: ">=22" };
  return { ...rest, engines, sideEffects: false, exports: Object.fromEntries(entries) };
}

/** Renames imports to the modules in the package, in which the protocol's declarations are one file. */
const withBuiltNames = (declarations: string): string =>
  declarations
    .replaceAll(/"\.\.\/((?:\.\.\/)*)schema\/protocol\/[\w/-]+\.ts"/g, (_, up: string) => `"${up || "./"}protocol.js"`)
    .replaceAll(/"(\.[^"\n]*)\.ts"/g, '"$1.js"');

/** Puts the modules of the protocol that have values for the SDK into its folder `protocol/`. */
async function takeProtocolModules(emitted: string, outDir: string): Promise<void> {
  const taken = new Set<string>();
  for await (const file of glob("**/*.js", { cwd: outDir })) {
    const path = join(outDir, file);
    const module = (await readFile(path, "utf8")).replaceAll(
      /"\.\.\/((?:\.\.\/)*)schema\/protocol\/([\w/-]+\.js)"/g,
      (_, up: string, name: string) => {
        taken.add(name);
        return `"${up || "./"}protocol/${name}"`;
      },
    );
    await writeFile(path, module);
  }
  for (const name of taken)
    await cp(join(emitted, "schema", "protocol", name), join(outDir, "protocol", name), { recursive: true });
}

/**
 * Builds the package into `outDir`, which is emptied first; `npm pack` and `npm publish` use that folder.
 * @throws Error when the sources have type errors, which the compiler has printed
 */
export async function buildSdkPackage(outDir: string): Promise<void> {
  const emitted = `${outDir}-emitted`;
  await Promise.all([outDir, emitted].map((dir) => rm(dir, { recursive: true, force: true })));
  const code = await runTool("tsc", ["-p", inRepository("sdk", "tsconfig.build.json"), "--outDir", emitted]);
  if (code !== 0) throw new Error("@klatch/sdk cannot be built");
  await rename(join(emitted, "sdk"), outDir);
  // Of the protocol beside it the SDK uses little but its types.
  await takeProtocolModules(emitted, outDir);
  await rm(emitted, { recursive: true });

  for await (const file of glob("**/*.d.ts", { cwd: outDir })) {
    const path = join(outDir, file);
    await writeFile(path, withBuiltNames(await readFile(path, "utf8")));
  }
  await writeFile(join(outDir, "protocol.d.ts"), protocolDeclarations());
  await writeFile(join(outDir, "package.json"), `${JSON.stringify(await makeManifest(), null, 2)}\n`);
  for (const file of ["README.md", "llms.txt"]) await copyFile(inRepository("sdk", file), join(outDir, file));
  await cp(inRepository("sdk", "examples"), join(outDir, "examples"), { recursive: true });
  await copyFile(inRepository("LICENSE"), join(outDir, "LICENSE"));
}
