// Compressed size of the scripts that a start must load before it shows its first useful screen.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compressed = promisify(gzip);
const script = /<(?:script|link rel="modulepreload")[^>]*(?:src|href)="\/([^"]+\.js)"/g;
/** Not `import("./…")`, which waits for nothing. */
const imported = /\b(?:from|import)\s*"\.\/([^"]+\.js)"/g;
const assets = "assets";

/** Bytes of gzip, each with all that comes before it. */
export interface StartUpSize {
  /** What the page names: until the sign-in can be filled in. */
  readonly signIn: number;
  /** Until somebody who is signed in sees their conversations. */
  readonly inbox: number;
  /** Until an open conversation is shown. */
  readonly conversation: number;
}

/** @param webDir the built client @throws Error when its page names no script */
export async function startUpSize(webDir: string): Promise<StartUpSize> {
  const page = await readFile(join(webDir, "index.html"), "utf8");
  const named = [...page.matchAll(script)].map(([, file = ""]) => file);
  if (named.length === 0) throw new Error("the page names no script");
  const frame = await fileOf(webDir, "frame");
  const text = await fileOf(webDir, "text");
  const conversation = await fileOf(webDir, "conversation");
  return {
    signIn: await gzipBytes(webDir, named),
    inbox: await gzipBytes(webDir, [...named, ...frame]),
    conversation: await gzipBytes(webDir, [...named, ...frame, ...text, ...conversation]),
  };
}

/** The file of a part of the page (`apps/web/vite.config.ts`). Builds of before have no such files. */
async function fileOf(webDir: string, part: string): Promise<readonly string[]> {
  const files = await readdir(join(webDir, assets));
  return files.filter((file) => file.startsWith(`${part}-`) && file.endsWith(".js")).map((file) => `${assets}/${file}`);
}

/** @param files with all that they import, each counted once */
async function gzipBytes(webDir: string, files: readonly string[]): Promise<number> {
  const needed = new Set(files);
  let sum = 0;
  // The set grows meanwhile.
  for (const file of needed) {
    const code = await readFile(join(webDir, file), "utf8");
    for (const [, next = ""] of code.matchAll(imported)) needed.add(`${assets}/${next}`);
    sum += (await compressed(code, { level: 9 })).length;
  }
  return sum;
}
