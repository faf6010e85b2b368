// Which bytes are given: the file's own, or a preview of it. Pure.
import { previewSizes, type PreviewSize } from "../../schema/protocol/files.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { ServedBytes } from "../../schema/rpc/shared-file.ts";
import { previewKey } from "./file-bytes.ts";
import type { StoredFile } from "./stored-file.ts";

/**
 * A picture without a preview of this size is small, and is its own preview. A film or a document is none: of it the preview of
 * the other size is given, or nothing.
 *
 * @returns FILE_NOT_READY, FILE_NOT_FOUND
 */
export function servedOf({ fileId, facts, key, previews }: StoredFile, size?: PreviewSize): ServedBytes | Refused {
  if (facts === null || key === null) return refused("FILE_NOT_READY");
  const { name, mimeType } = facts;
  const isPicture = facts.width !== undefined;
  const wanted = size === undefined ? [] : isPicture ? [size] : [size, ...previewSizes];
  for (const one of wanted) {
    const preview = previews[one];
    if (preview !== undefined) return { key: previewKey(fileId, one), mimeType: preview, name };
  }
  if (size !== undefined && !isPicture) return refused("FILE_NOT_FOUND");
  return { key, mimeType, name, size: facts.size };
}
