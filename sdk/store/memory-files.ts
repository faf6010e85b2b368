// Files in memory: where they came from is remembered, and read when they are sent.
import type { UserId } from "../../schema/protocol/ids.ts";
import { sourceOf, type FileSource } from "../files/file-source.ts";
import type { KeptFiles } from "./kept-files.ts";

/** @param isTheirs whether the store belongs to this user */
export function memoryFiles(isTheirs: (userId: UserId) => boolean): KeptFiles & { clear(): void } {
  const files = new Map<string, { readonly file: FileSource; readonly keptAtMs: number }>();
  return {
    keep: async (userId, key, file) => {
      if (isTheirs(userId)) files.set(key, { file: sourceOf(file), keptAtMs: Date.now() });
    },
    open: async (userId, key) => (isTheirs(userId) ? (files.get(key)?.file ?? null) : null),
    erase: async (userId, keys) => {
      if (isTheirs(userId)) for (const key of keys) files.delete(key);
    },
    list: async (userId) => (isTheirs(userId) ? [...files].map(([key, { keptAtMs }]) => ({ key, keptAtMs })) : []),
    clear: () => files.clear(),
  };
}

/**
 * Files that are in memory if the store does not take them: that store's fault is not yet its end.
 * @param inStore calls the store; null: there is none any more
 */
export function filesOrMemory(
  inStore: <T>(call: (files: KeptFiles) => Promise<T>) => Promise<T> | null,
  own: KeptFiles,
): KeptFiles {
  return {
    keep: async (userId, key, file) => {
      const kept = inStore((files) => files.keep(userId, key, file).then(() => true));
      if (!(await kept?.catch(() => false))) await own.keep(userId, key, file);
    },
    open: async (userId, key) =>
      (await own.open(userId, key)) ?? (await inStore((files) => files.open(userId, key))?.catch(() => null)) ?? null,
    erase: async (userId, keys) => {
      await own.erase(userId, keys);
      await inStore((files) => files.erase(userId, keys))?.catch(() => {});
    },
    list: async (userId) => {
      const stored = await inStore((files) => files.list(userId))?.catch(() => []);
      return [...(await own.list(userId)), ...(stored ?? [])];
    },
  };
}
