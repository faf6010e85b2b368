// Reads and replaces single variables in a file of variables (.dev.vars).
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseEnv } from "node:util";

/** @returns undefined if the file or the variable is missing */
export async function readVariable(file: string, name: string): Promise<string | undefined> {
  return parseEnv(await readText(file))[name];
}

/**
 * Readable only for its owner. Written to another file and renamed: a crash keeps the old file. @param value without
 * `'`
 */
export async function writeVariable(file: string, name: string, value: string): Promise<void> {
  const own = new RegExp(`^\\s*${name}\\s*=`);
  const others = (await readText(file)).split("\n").filter((line) => line !== "" && !own.test(line));
  const text = [...others, `${name}='${value}'`, ""].join("\n");
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
