// What is sent of a text that was typed: without the blank lines around it. The first line's indent stays. Pure.

/** Spaces of all kinds, and characters that nobody sees. */
const blankLine = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** The spaces at the end of the last line go too. */
export function cutBlankLines(text: string): string {
  const lines = text.split("\n");
  const isWritten = (line: string): boolean => !blankLine.test(line);
  const first = lines.findIndex(isWritten);
  return first === -1
    ? ""
    : lines
        .slice(first, lines.findLastIndex(isWritten) + 1)
        .join("\n")
        .trimEnd();
}
