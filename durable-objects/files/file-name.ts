// What a file is called: no path, nothing that cannot be seen, nothing that turns text around.
import { cutText } from "../../schema/protocol/cut-text.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";

/** Control characters, marks of direction and others that are not seen; line and paragraph separators. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** What systems have a meaning for in names. */
const special = /[<>:"|?*]/g;
/** Endings that are longer are none. */
const maxEndingChars = 20;

export function cleanFileName(declared: string): string {
  const last = declared.split(/[/\\]/).at(-1) ?? "";
  const seen = last.normalize("NFC").replaceAll(unseen, "").replaceAll(special, "_").replaceAll(/\s+/g, " ");
  // A name that begins with a dot is hidden, one that ends with one is another on some systems.
  const bare = seen.replaceAll(/^[. ]+|[. ]+$/g, "");
  return bare === "" ? "file" : cutName(bare);
}

/** Keeps the ending. */
function cutName(name: string): string {
  if (name.length <= wireLimits.fileNameMaxChars) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= maxEndingChars ? name.slice(dot) : "";
  return cutText(name, wireLimits.fileNameMaxChars - ending.length) + ending;
}
