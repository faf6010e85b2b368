// Copies a text and says what was copied.
import { writeClipboard } from "../platform/clipboard.ts";
import { copiedWords, type Copied } from "./copied-words.ts";
import { say } from "./toasts.tsx";

/** @returns whether it is in the clipboard */
export async function copy(text: string, what: Copied): Promise<boolean> {
  const isCopied = await writeClipboard(text);
  if (isCopied) say(copiedWords(what));
  else say(copiedWords("failed"), true);
  return isCopied;
}
