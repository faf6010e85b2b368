// Copies a text and says what was copied.
import { copiedWords, type Copied } from "./copied-words.ts";
import { say } from "./toasts.tsx";

/** @returns whether it is in the clipboard */
export async function copy(text: string, what: Copied): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say(copiedWords(what));
    return true;
  } catch {
    // The browser refuses it outside of a click, and on a page without TLS.
    say(copiedWords("failed"), true);
    return false;
  }
}
