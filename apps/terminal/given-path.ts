// Paths as a person types them.
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";

/** With `~` for the person's own folder. */
export const atHome = (path: string): string => resolve(path.replace(/^~(?=\/|$)/, homedir()));

export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
