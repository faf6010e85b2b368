// What is sent of a text that was typed: without the blank lines around it. The first line's indent stays. Pure.
import { isBlank } from "@klatch/sdk";

/** The spaces at the end of the last line go too. "" if all of it is blank. */
export function cutBlankLines(text: string): string {
  const lines = text.split("\n");
  const isWritten = (line: string): boolean => !isBlank(line);
  const first = lines.findIndex(isWritten);
  return first === -1
    ? ""
    : lines
        .slice(first, lines.findLastIndex(isWritten) + 1)
        .join("\n")
        .trimEnd();
}
