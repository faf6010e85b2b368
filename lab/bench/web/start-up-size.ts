// Compressed size of the scripts that a first visit loads: those that the page names.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compressed = promisify(gzip);
const script = /<(?:script|link rel="modulepreload")[^>]*(?:src|href)="\/([^"]+\.js)"/g;

/** @param webDir the built client @throws Error when its page names no script */
export async function startUpGzipBytes(webDir: string): Promise<number> {
  const page = await readFile(join(webDir, "index.html"), "utf8");
  const files = [...page.matchAll(script)].map(([, file = ""]) => file);
  if (files.length === 0) throw new Error("the page names no script");
  const sizes = await Promise.all(
    files.map(async (file) => (await compressed(await readFile(join(webDir, file)), { level: 9 })).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
