// Inserts a planted bug into the text of its file.
import type { PlantedBug } from "./bugs.ts";

/**
 * @param source the text of the bug's file
 * @throws Error when the code has changed and the bug no longer fits
 */
export function plant(source: string, { name, file, find, replace }: PlantedBug): string {
  if (source.split(find).length !== 2) throw new Error(`"${name}" does not fit ${file} any more`);
  return source.replace(find, () => replace);
}
