// The corpus: ordinary texts in many languages, with what must be seen of each. README.md says how they are written down.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "texts");

export interface CorpusText {
  /** The file, which is named after the language, and the title in it. */
  readonly name: string;
  readonly language: string;
  readonly typed: string;
  /** The names of the people whom the author chose from the list of members. */
  readonly mentioned: readonly string[];
  /** In the notation (`notation.ts`). `null`: exactly as typed, without any style, quote, bullet or link. */
  readonly message: string | null;
  /** Where they are not what the message says they are. */
  readonly preview: string | null;
  readonly terminal: string | null;
}

/** @throws Error if a file is not in the form that README.md describes */
export function readCorpus(): readonly CorpusText[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));
  const texts = files.flatMap((name) => textsOf(name.slice(0, -4), readFileSync(join(folder, name), "utf8")));
  const names = new Set<string>();
  for (const { name } of texts) {
    if (names.has(name)) throw new Error(`Two texts are called ${name}`);
    names.add(name);
  }
  return texts;
}

const textsOf = (language: string, file: string): CorpusText[] =>
  file
    .split(/^§ /m)
    .slice(1)
    .map((entry) => textOf(language, entry));

function textOf(language: string, entry: string): CorpusText {
  const [head = "", ...lines] = entry.split("\n");
  const [title = "", names = ""] = head.split(" | ");
  const parts = lines.join("\n").split(/^⇒/m);
  const [typed = "", ...seen] = parts.map((part) => part.replace(/\n+$/, ""));
  const views = new Map(seen.map((part) => splitAtLine(part)));
  for (const view of views.keys()) if (!["", "preview", "terminal"].includes(view)) throw new Error(`⇒ ${view}?`);
  const of = (view: string): string | null => views.get(view) ?? null;
  return {
    name: `${language}: ${title}`,
    language,
    typed,
    mentioned: names === "" ? [] : names.split("; "),
    message: of(""),
    preview: of("preview"),
    terminal: of("terminal"),
  };
}

function splitAtLine(part: string): readonly [string, string] {
  const end = part.indexOf("\n");
  return end === -1 ? [part.trim(), ""] : [part.slice(0, end).trim(), part.slice(end + 1)];
}
