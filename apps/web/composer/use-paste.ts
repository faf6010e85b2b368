// Pasting into the composer: HTML becomes Markdown, and for what looks like code a block of code is offered.
import type { RefObject } from "preact";
import { filesIn } from "../platform/dropped-files.ts";
import { say } from "../ui/toasts.tsx";
import { composerWords as t } from "./composer-words.ts";
import { htmlPart } from "./later-parts.ts";
import { hasFormat, looksLikeCode } from "./pasted.ts";

/** So long that nobody could send it: it is not written anew. */
const maxHtmlChars = 500_000;

/** @param toBlock makes a block of code of what is selected; null: that is not offered @param onFiles takes pictures and files that are pasted */
export function usePaste(
  box: RefObject<HTMLTextAreaElement | null>,
  toBlock: (() => void) | null,
  onFiles: (files: readonly File[]) => void,
) {
  const write = (text: string): void => {
    const element = box.current;
    if (element === null) return;
    element.focus();
    const { selectionStart, selectionEnd } = element;
    // A caret that moves ends what was typed before: undo takes back what is pasted, and no more.
    element.setSelectionRange(0, 0);
    element.setSelectionRange(selectionStart, selectionEnd);
    // With the browser's own undo. It tells of the change as of one that was typed.
    document.execCommand("insertText", false, text);
  };

  const offerBlock = (text: string, start: number): void => {
    if (toBlock === null) return;
    say(t("pastedCode"), false, {
      label: t("asBlock"),
      run: () => {
        const element = box.current;
        // Unless it was changed meanwhile.
        if (element?.value.slice(start, start + text.length) !== text) return;
        element.focus();
        element.setSelectionRange(start, start + text.length);
        toBlock();
      },
    });
  };

  return (event: ClipboardEvent): void => {
    const { clipboardData: data } = event;
    if (data === null) return;
    const [html, text] = [data.getData("text/html"), data.getData("text/plain").replaceAll("\r\n", "\n")];
    // Programs that copy text add a picture of it.
    const files = text === "" ? filesIn(data) : [];
    if (files.length > 0) {
      event.preventDefault();
      return onFiles(files);
    }
    if (html.length > maxHtmlChars || !hasFormat(html)) {
      // The browser pastes it. What has a format says itself what is code.
      if (looksLikeCode(text)) offerBlock(text, box.current?.selectionStart ?? 0);
      return;
    }
    event.preventDefault();
    // Where it cannot be loaded the text alone is pasted.
    htmlPart.load().then(
      () => write(htmlPart.loaded.peek()?.markdownOfHtml(html) ?? text),
      () => write(text),
    );
  };
}
