// Content of a kind that this version does not know: the server's text for it, as it is, or else a sentence.
import { contentText, type ReceivedContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { onOneLine } from "../../text/on-one-line.ts";
import { unknownText } from "../text/unknown-text.ts";
import { kindOfText } from "./kind.ts";
import { textHeight } from "./text-height.ts";

/** The text in the bubble. It is shown without Markdown. */
export const unknownBody = (content: ReceivedContent): string => tameText(unknownText(contentText(content)));

export const unknownKind = kindOfText<ReceivedContent>({
  textOf: contentText,
  onOneLine: (text) => onOneLine(tameText(unknownText(text))),
  copyText: contentText,
  sizeHint: (content, widthPx) => textHeight(unknownBody(content), widthPx),
  isBare: () => false,
});
