// Keys that move over or delete a character act on all of it: readline takes its code points one by one. Pure.
import { graphemesOf } from "../text/graphemes.ts";

/** Of an emoji nothing is left. Marks of a letter are deleted one by one, as everywhere. */
const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u;

/** How often more than once a key has to act at this place of the line. */
export function timesMore(key: string | undefined, line: string, cursor: number): number {
  switch (key) {
    case "left":
      return parts(graphemesOf(line.slice(0, cursor)).at(-1));
    case "right":
    case "delete":
      return parts(graphemesOf(line.slice(cursor))[0]);
    case "backspace": {
      const before = graphemesOf(line.slice(0, cursor)).at(-1) ?? "";
      return emoji.test(before) ? parts(before) : 0;
    }
    default:
      return 0;
  }
}

const parts = (grapheme = ""): number => Math.max(0, Array.from(grapheme).length - 1);
