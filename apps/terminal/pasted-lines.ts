// A pasted text of several lines in the one line that is being typed: signs stand for its line breaks until it is entered.
// Pure but for what it remembers.
import { harmless } from "./chat-text.ts";

/** Signs that nobody types, the first of which a text itself does not hold is taken. */
const signs = ["\u2424", "\u23CE", "\u21B5"] as const;

const isCommand = /^\/[^/]/;
/** Commands whose text may have several lines. */
const takesLines = /^\/(?:announce|describe)\s/;

export class PastedLines {
  /** Signs that stand for line breaks in the line that is being typed. */
  readonly #here = new Set<string>();
  /** Those of all lines, which the arrow keys bring back. */
  readonly #used = new Set<string>();

  /** The text as it is put into the typed line. A line break at its end does not enter the line. */
  toLine(pasted: string): string {
    const text = harmless(pasted).replace(/\n+$/, "");
    if (!text.includes("\n")) return text;
    const sign = signs.find((one) => !text.includes(one)) ?? signs[0];
    this.#here.add(sign);
    this.#used.add(sign);
    return text.replaceAll("\n", sign);
  }

  /** The entered line with its line breaks: one message, or the commands that were pasted together. */
  fromLine(line: string): readonly string[] {
    let text = line;
    for (const sign of this.#here.size > 0 ? this.#here : this.#used) text = text.replaceAll(sign, "\n");
    this.#here.clear();
    return isCommand.test(text) && !takesLines.test(text) ? text.split("\n") : [text];
  }
}
