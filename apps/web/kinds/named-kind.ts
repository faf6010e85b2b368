// Kinds that lists show by a word for the kind and the content's name: "Location: Brandenburg Gate".
import { contentLine, contentText, type ReceivedContent } from "@klatch/sdk";
import { onOneLine } from "../../text/on-one-line.ts";
import { tameText } from "../../text/tame-text.ts";
import { kindOfText, type Kind } from "./kind.ts";
import { kindWords } from "./kind-words.ts";

const named = (
  word: "location" | "card" | "link" | "forward" | "poll",
  sizePx: number | ((content: ReceivedContent) => number),
): Kind =>
  kindOfText({
    textOf: contentLine,
    onOneLine: (text) => kindWords(word, { text: onOneLine(tameText(text)) }),
    copyText: contentText,
    sizeHint: (content) => (typeof sizePx === "number" ? sizePx : sizePx(content)),
    isBare: () => false,
  });

export const locationKind = named("location", 68);
export const cardKind = named("card", 60);
export const linkKind = named("link", 64);
export const forwardKind = named("forward", 108);
/** The question with what stands around it, and each option. */
const pollPx = { frame: 92, option: 46 } as const;
export const pollKind = named("poll", (content) =>
  content.type === "poll" ? pollPx.frame + pollPx.option * content.options.length : pollPx.frame,
);
