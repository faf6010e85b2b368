// Marks around what is selected in a text, put there or taken away. Pure.

export type TextFormat = "bold" | "italic" | "strike" | "code" | "block";

export interface Written {
  readonly text: string;
  /** What is selected, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const marks = { bold: "**", italic: "_", strike: "~~", code: "`" } as const;
const fence = "```";

export function formatted(written: Written, format: TextFormat): Written {
  return format === "block" ? inBlock(written) : inMarks(written, marks[format]);
}

function inMarks(written: Written, mark: string): Written {
  const { text } = written;
  // Marks act beside words, not beside spaces.
  const selected = text.slice(written.start, written.end);
  const start = written.start + (selected.trim() === "" ? 0 : selected.length - selected.trimStart().length);
  const end = start + (selected.trim() === "" ? selected.length : selected.trim().length);
  const size = mark.length;
  const [before, inside, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (before.endsWith(mark) && after.startsWith(mark))
    return { text: before.slice(0, -size) + inside + after.slice(size), start: start - size, end: end - size };
  if (inside.length > 2 * size && inside.startsWith(mark) && inside.endsWith(mark))
    return { text: before + inside.slice(size, -size) + after, start, end: end - 2 * size };
  return { text: before + mark + inside + mark + after, start: start + size, end: end + size };
}

/** Of whole lines: a fence stands on a line of its own. */
function inBlock({ text, start, end }: Written): Written {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const to = lineEnd === -1 ? text.length : lineEnd;
  const lines = text.slice(from, to);
  const open = `${fence}\n`;
  return {
    text: `${text.slice(0, from)}${open}${lines}\n${fence}${text.slice(to)}`,
    start: start + open.length,
    end: end + open.length,
  };
}
