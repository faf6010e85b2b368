// What objects of files store, and R2, in memory.
import type { Blank } from "../../durable-objects/files/blanks.ts";
import type { FileBytes } from "../../durable-objects/files/file-bytes.ts";
import type { Rows } from "../../durable-objects/files/references.ts";
import { sniffedBytes } from "../../durable-objects/files/sniff.ts";
import { sha256Of } from "./some-files.ts";
import { standInFor } from "./stand-in-for.ts";

/** `storage.kv` in this map. */
export const rowsIn = (map: Map<string, unknown>): Rows => ({
  get: (key: string) => structuredClone(map.get(key)) as never,
  put: (key, value) => void map.set(key, structuredClone(value)),
  delete: (key) => map.delete(key),
  list: ({ prefix = "", limit } = {}) => {
    // As workerd says.
    if (limit !== undefined && !Number.isSafeInteger(limit)) throw new TypeError("List limit must be positive.");
    return [...map]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit) as [string, never][];
  },
});

type Outside = <T>(act: () => T) => Promise<T>;

/** What is never written to twice is hashed once. */
const hashes = new WeakMap<Uint8Array, string>();
export function hashOf(bytes: Uint8Array): string {
  const hash = hashes.get(bytes) ?? sha256Of(bytes);
  hashes.set(bytes, hash);
  return hash;
}

/** R2 in this map. @param outside makes each call, or fails @param isSlow whether this copy is written some time later, unanswered */
export const bytesIn = (
  objects: Map<string, Uint8Array>,
  outside: Outside,
  isSlow: (write: () => void) => boolean = () => false,
): FileBytes =>
  standInFor<FileBytes>({
    look: (key: string, each: (chunk: Uint8Array) => void) =>
      outside(() => {
        const bytes = objects.get(key);
        if (bytes === undefined) return null;
        each(bytes);
        return { size: bytes.length, sha256: hashOf(bytes), head: bytes.subarray(0, sniffedBytes) };
      }),
    read: (key: string) => outside(() => objects.get(key) ?? null),
    sizeOf: (key: string) => outside(() => objects.get(key)?.length ?? null),
    put: (key: string, bytes: Uint8Array) => outside(() => void objects.set(key, bytes)),
    copy: (from: string, to: string, _blanks: readonly Blank[]) =>
      outside(() => {
        const bytes = objects.get(from);
        if (bytes === undefined) throw new Error("what is to be copied is not in R2");
        const write = (): void => void objects.set(to, bytes);
        if (isSlow(write)) throw new Error("R2 did not answer");
        write();
        return hashOf(bytes);
      }),
    delete: (keys: readonly string[]) =>
      outside(() => {
        for (const key of keys) objects.delete(key);
      }),
  });
