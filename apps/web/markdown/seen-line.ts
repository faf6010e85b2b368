// A message on one line, as `previewText` has it. The parser is in a file of its own, which the list does not wait for:
// most texts have no mark, and need none.
import { onOneLine } from "../../text/on-one-line.ts";
import { tameText } from "../../text/tame-text.ts";
import { loadedPart } from "../shell/loaded-part.ts";

/** Asked for beside the first files of a start. */
export const textPart = loadedPart(async () => (await import("../../text/preview-text.ts")).previewText);

/** Without one of these nothing of a text is hidden or moved: numbers, dashes and `> ` are shown. */
const mayHide = /[*_~`<[\\]|>\S/;

/** Until the parser is there, a text with marks is as it was typed. Who renders it does so again then. */
export const seenLine = (text: string): string =>
  (mayHide.test(text) ? textPart.loaded.value : null)?.(text) ?? onOneLine(tameText(text));
