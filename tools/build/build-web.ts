// `npm run build`: builds the web client into dist/web, which the Worker serves. Does nothing if nothing has changed.
// wrangler runs it before each deploy; `npm start` and `npm run dev` run it before they serve.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inRepository, webDir } from "../run/wrangler.ts";

/** Hash of the inputs of the build in `webDir`. Outside of that folder, which is served. */
const stampFile = inRepository("dist", "web-inputs");
const inputs = ["tools/build/build-web.ts", "apps/web", "sdk", "schema/protocol", "package-lock.json"];

async function hashInputs(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await Promise.all(inputs.map(filesUnder))).flat()) {
    hash
      .update(file)
      .update("\0")
      .update(await readFile(inRepository(file)))
      .update("\0");
  }
  return hash.digest("hex");
}

async function filesUnder(path: string): Promise<readonly string[]> {
  const entries = await readdir(inRepository(path), { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(inRepository().length + 1))
    .toSorted();
}

/**
 * Makes sure that dist/web is built from the current `apps/web/`.
 * @throws when the build fails; the earlier build is kept
 */
export async function buildWeb(): Promise<void> {
  const stamp = await hashInputs();
  if ((await readFile(stampFile, "utf8").catch(() => "")) === stamp) return;
  // Built beside and then renamed: parallel builds and servers never see half a build.
  const fresh = `${webDir}-${process.pid}`;
  await mkdir(fresh, { recursive: true });
  try {
    // Always a production build, even if tests make it: a development build would have no service worker.
    process.env["NODE_ENV"] = "production";
    // Loaded only here, because most starts need no new build.
    const { build } = await import("vite");
    await build({ configFile: inRepository("apps/web/vite.config.ts"), logLevel: "warn", build: { outDir: fresh } });
    await rm(webDir, { recursive: true, force: true });
    await rename(fresh, webDir);
    await writeFile(stampFile, stamp);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
