// Right-to-left text on a terminal's rows, which run from left to right. Pure.
import { isRightToLeft } from "../../text/isolate.ts";

const letter = /\p{L}/u;

const leftToRightIsolate = "\u2066";
const rightToLeftIsolate = "\u2067";
export const endOfIsolate = "\u2069";

const anyIsolate = /[\u2066-\u2069]/g;

/**
 * What begins the isolate of one line of text: its direction is that of its first letter. "" for a line without anything
 * that runs from right to left, which needs none.
 * @param own the line without names, addresses and code, which do not decide
 */
export function isolateFor(line: string, own = line): string {
  if (!isRightToLeft(line)) return "";
  const [first = ""] = letter.exec(own) ?? letter.exec(line) ?? [];
  return isRightToLeft(first) ? rightToLeftIsolate : leftToRightIsolate;
}

/** The same for a line of code, which runs from left to right in every script. */
export const isolateForCode = (line: string): string => (isRightToLeft(line) ? leftToRightIsolate : "");

/** Each line of the text in an isolate of its own where it needs one: then what stands around it keeps its place. */
export const isolated = (text: string): string =>
  text
    .split("\n")
    .map((line) => {
      const start = isolateFor(line);
      return start === "" ? line : `${start}${line}${endOfIsolate}`;
    })
    .join("\n");

/** Without isolates, for programs that read the output. */
export const withoutIsolates = (text: string): string => text.replaceAll(anyIsolate, "");

/** A row's text with the isolates that are open where it begins, closed where it ends; and those that go on in the next row. */
export function closedRow(text: string, open: readonly string[]): { readonly text: string; readonly open: string[] } {
  const now = [...open];
  for (const [control] of text.matchAll(anyIsolate)) {
    if (control === endOfIsolate) now.pop();
    else now.push(control);
  }
  return { text: open.join("") + text + endOfIsolate.repeat(now.length), open: now };
}
