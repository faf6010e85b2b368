// Which bytes are given: the file's own, or a preview of it. Pure.
import { previewSizes, type PreviewSize } from "../../schema/protocol/files.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { ServedBytes } from "../../schema/rpc/shared-file.ts";
import { madeKey, previewKey } from "./file-bytes.ts";
import { isAsked } from "./file-work.ts";
import type { StoredFile } from "./stored-file.ts";

/** For a scanner; clients wait longer each time. */
const scanWaitMs = 2_000;

/**
 * A picture without a preview of this size is small, and is its own preview. A film or a document is none: of it the preview of
 * the other size is given, or nothing.
 *
 * @returns FILE_NOT_READY, FILE_QUARANTINED, FILE_NOT_FOUND
 */
export function servedOf(file: StoredFile, size?: PreviewSize): ServedBytes | Refused {
  const { fileId, facts, key, sha256, previews, made } = file;
  if (facts === null || key === null) return refused("FILE_NOT_READY");
  if (isAsked(file, "scan-file")) return refused("FILE_NOT_READY", scanWaitMs);
  if (file.isQuarantined === true) return refused("FILE_QUARANTINED");
  const { name, mimeType } = facts;
  const isPicture = facts.width !== undefined;
  const wanted = size === undefined ? [] : isPicture ? [size] : [size, ...previewSizes];
  for (const one of wanted) {
    const byServer = made?.[one];
    if (byServer !== undefined) return { key: madeKey(fileId, one), mimeType: byServer, name };
    const preview = previews[one];
    if (preview !== undefined) return { key: previewKey(fileId, one), mimeType: preview, name };
  }
  if (size !== undefined && !isPicture) return refused("FILE_NOT_FOUND");
  return { key, mimeType, name, size: facts.size, ...(sha256 !== undefined && { etag: `"${sha256}"` }) };
}
