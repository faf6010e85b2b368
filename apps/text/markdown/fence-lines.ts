// Finds the block of code that begins at a line: CommonMark's rule, but only where the fence is one. Pure.
import { indentOf, isBlankLine, withoutIndent } from "./indents.ts";

export interface FencedCode {
  readonly text: string;
  readonly language: string;
  /** The line after the block. */
  readonly end: number;
}

const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*?)[ \t]*$/s;
/** What stands beside the fence is shown as the language, so it must look like one. */
const language = /^[\w+#.-]{0,20}$/;

/** @param above the lines of text right above: a fence may close backticks that began in one of them */
export function fencedCodeAt(lines: readonly string[], from: number, above: readonly string[]): FencedCode | null {
  const [, marks = "", name = ""] = fence.exec(lines[from] ?? "") ?? [];
  if (marks === "" || !language.test(name) || (marks.startsWith("`") && isOpen(above))) return null;
  const closing = closingFence(lines, from + 1, marks);
  const end = closing ?? lines.length;
  const own = lines.slice(from + 1, end);
  if (own.every(isBlankLine)) return null;
  // Tildes that are not closed are none. Backticks that are closed within a line are of that line's text.
  if (closing === null && (marks.startsWith("~") || own.some((line) => line.includes(marks)))) return null;
  const indent = indentOf(lines[from] ?? "");
  const text = own.map((line) => withoutIndent(line, Math.min(indent, indentOf(line)))).join("\n");
  return { text, language: name, end: closing === null ? end : end + 1 };
}

const isOpen = (lines: readonly string[]): boolean => (lines.join("\n").match(/`{3,}/g)?.length ?? 0) % 2 === 1;

function closingFence(lines: readonly string[], from: number, marks: string): number | null {
  for (let at = from; at < lines.length; at += 1) {
    const [, closing = "", behind = ""] = fence.exec(lines[at] ?? "") ?? [];
    if (behind === "" && closing.startsWith(marks)) return at;
  }
  return null;
}
