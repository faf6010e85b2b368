// Reads the target of a link after its label: `(address)`, `(<address>)`, with or without a title. CommonMark's rule. Pure.

export interface BracketTarget {
  readonly address: string;
  readonly end: number;
}

/** Deeper brackets in an address than this are none of a person. */
const maxBrackets = 32;
const pointed = /<((?:\\.|[^\\<>\n])*)>/y;
const title = /(?:[ \t]+\n?|\n)[ \t]*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))/y;
const space = /[ \t]*\n?[ \t]*/y;

/** @param at the position after the `]` */
export function bracketTarget(text: string, at: number): BracketTarget | null {
  if (text.charAt(at) !== "(") return null;
  const from = after(space, text, at + 1);
  pointed.lastIndex = from;
  const inPoints = pointed.exec(text);
  const end = inPoints === null ? plainEnd(text, from) : pointed.lastIndex;
  if (end === null) return null;
  const address = inPoints?.[1] ?? text.slice(from, end);
  const close = after(space, text, after(title, text, end));
  return text.charAt(close) === ")" ? { address: unescaped(address), end: close + 1 } : null;
}

/** Where an address without spaces ends, whose brackets are balanced. */
function plainEnd(text: string, from: number): number | null {
  let depth = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\" && /[!-/:-@[-`{-~]/.test(text.charAt(at + 1))) at += 1;
    else if (char === "(") depth += 1;
    else if (char === ")" && depth === 0) break;
    else if (char === ")") depth -= 1;
    else if (/[\s<]/.test(char)) break;
    if (depth > maxBrackets) return null;
  }
  return depth === 0 ? at : null;
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const unescaped = (address: string): string => address.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
