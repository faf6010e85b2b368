// Recognises messages that consist of emoji only. Pure.
import { graphemesOf } from "../../text/graphemes.ts";

const emoji = /^(?:\p{RGI_Emoji}|\s)+$/v;
const maxLargeEmoji = 3;

/** Whether the text is one to three emoji and nothing else. Such messages are shown large. */
export function isEmojiOnly(text: string): boolean {
  // A quick check: the longest emoji of Unicode has about ten UTF-16 units.
  if (text.length > maxLargeEmoji * 20 || !emoji.test(text)) return false;
  const count = graphemesOf(text).filter((one) => one.trim() !== "").length;
  return count > 0 && count <= maxLargeEmoji;
}
