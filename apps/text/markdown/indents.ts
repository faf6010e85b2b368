// The indents of lines, in columns. A tab reaches to the next column that four divides. Pure.

const tabStop = 4;

export const isBlankLine = (line: string): boolean => /^[ \t]*$/.test(line);

/** The columns of the spaces and tabs that begin a line, when the line itself begins at this column. */
export function indentOf(line: string, column = 0): number {
  let at = column;
  for (const char of line) {
    if (char === " ") at += 1;
    else if (char === "\t") at += tabStop - (at % tabStop);
    else break;
  }
  return at - column;
}

/** The line without so many columns of its indent. What is left of a tab becomes spaces. */
export function withoutIndent(line: string, columns: number, column = 0): string {
  let at = column;
  let from = 0;
  while (at < column + columns && /[ \t]/.test(line.charAt(from))) {
    at += line.charAt(from) === " " ? 1 : tabStop - (at % tabStop);
    from += 1;
  }
  return " ".repeat(Math.max(0, at - column - columns)) + line.slice(from);
}
