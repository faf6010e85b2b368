// Files in memory: where they came from is remembered, and read when they are sent.
import type { UserId } from "../../schema/protocol/ids.ts";
import { sourceOf, type FileSource } from "../files/file-source.ts";
import type { KeptFiles } from "./kept-files.ts";

export function memoryFiles(): KeptFiles & { clear(): void } {
  const files = new Map<string, { readonly file: FileSource; readonly keptAtMs: number }>();
  const keyOf = (userId: UserId, key: string): string => `${userId} ${key}`;
  return {
    keep: async (userId, key, file) =>
      void files.set(keyOf(userId, key), { file: sourceOf(file), keptAtMs: Date.now() }),
    open: async (userId, key) => files.get(keyOf(userId, key))?.file ?? null,
    erase: async (userId, keys) => {
      for (const key of keys) files.delete(keyOf(userId, key));
    },
    list: async (userId) => {
      const theirs = keyOf(userId, "");
      const all = [...files].map(([key, { keptAtMs }]) => ({ key, keptAtMs }));
      return all
        .filter(({ key }) => key.startsWith(theirs))
        .map(({ key, keptAtMs }) => ({ key: key.slice(theirs.length), keptAtMs }));
    },
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
