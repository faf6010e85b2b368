// Whether a text that somebody else may have written is one emoji, as it is shown. Pure.
import { graphemesOf } from "./graphemes.ts";

export const isOneEmoji = (text: string): boolean =>
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u.test(text) && graphemesOf(text.slice(0, 64)).length === 1;
