// A file on disk, to be sent: read piece by piece, never as a whole.
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { FileSource } from "../../files/file-source.ts";

/**
 * Takes a file on disk as one to send. It is read when it is sent; a file that has changed by then is refused.
 *
 * @param type its media type; what the server finds in the bytes counts
 * @throws Error if there is no such file
 *
 * @example
 * client.sendFile(conversationId, await fileFromPath("menu.pdf"), { as: "file" });
 */
export async function fileFromPath(path: string, { type = "" }: { readonly type?: string } = {}): Promise<FileSource> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error(`${path} is no file.`);
  const { size, mtimeMs } = found;
  return {
    name: basename(path),
    type,
    size,
    read: async (from, to) => {
      const file = await open(path, "r");
      try {
        const now = await file.stat();
        if (now.size !== size || now.mtimeMs !== mtimeMs) throw new Error(`${path} has changed.`);
        const bytes = new Uint8Array(to - from);
        for (let done = 0; done < bytes.length;) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
          if (bytesRead === 0) return bytes.subarray(0, done);
          done += bytesRead;
        }
        return bytes;
      } finally {
        await file.close();
      }
    },
  };
}
