// What type of file these bytes are, whatever its sender says.
import { fileTypeFromBuffer } from "file-type";

/** As many of the first bytes as have to be looked at. */
export const sniffedBytes = 4_100;
const unknownType = "application/octet-stream";

/** A media type without parameters. */
export async function sniffedType(head: Uint8Array): Promise<string> {
  const found = await fileTypeFromBuffer(head);
  return found?.mime.split(";")[0]?.trim().toLowerCase() ?? unknownType;
}

/**
 * Whether files of this type are taken.
 *
 * @param allowed FILE_TYPES: types separated by commas, as `image/*`; `*`: all
 */
export const isTypeTaken = (mimeType: string, allowed = "*"): boolean =>
  allowed
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .some(
      (one) =>
        one === "*" ||
        one === "*/*" ||
        one === mimeType ||
        (one.endsWith("/*") && mimeType.startsWith(one.slice(0, -1))),
    );
