// The header `Content-Disposition` (RFC 6266), with a name in any script (RFC 8187).

const nothingElse = /[^\x20-\x7e]|["\\%]/g;
/** What `encodeURIComponent` leaves and `attr-char` has not. */
const notAttr = /['()*]/g;

/** @param name cleaned: without control characters and paths */
export function contentDisposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replaceAll(nothingElse, "_");
  const extended = encodeURIComponent(name.toWellFormed()).replaceAll(
    notAttr,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"${plain === name ? "" : `; filename*=UTF-8''${extended}`}`;
}
