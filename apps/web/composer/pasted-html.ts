// Pasted HTML as Markdown: what the client shows of it stays, everything else is its text. Pure, and without the browser's parser,
// which the page's policy (Trusted Types) forbids.
import { Parser } from "htmlparser2";

const marks: Readonly<Record<string, string>> = {
  b: "**",
  strong: "**",
  i: "_",
  em: "_",
  s: "~~",
  del: "~~",
  strike: "~~",
  code: "`",
  kbd: "`",
  samp: "`",
};
const headings: ReadonlySet<string> = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
const blocks: ReadonlySet<string> = new Set([
  "p",
  "div",
  "section",
  "article",
  "table",
  "tr",
  "ul",
  "ol",
  "li",
  "dl",
  "dt",
  "dd",
]);
const unseen: ReadonlySet<string> = new Set(["style", "script", "head", "title", "template", "noscript"]);
/** Where a line, or a paragraph, ends: several that meet are one. */
const [line, paragraph] = ["\uE001", "\uE002"];
/** Each stays. */
const lineBreak = "\uE003";

/** Deeper ones are written without their marks: nobody nests so far, and each costs a frame of the stack elsewhere. */
const maxDepth = 100;

/** What is open: how its text is written when it ends. */
interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parts: string[];
  /** Of a list: how many items it has so far. */
  items: number;
}

export function markdownOfHtml(html: string): string {
  const open: Open[] = [{ name: "", attributes: {}, parts: [], items: 0 }];
  let hiddenIn = 0;
  let preIn = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (unseen.has(name)) hiddenIn++;
      if (name === "pre") preIn++;
      if (name === "br") open.at(-1)?.parts.push(preIn > 0 ? "\n" : lineBreak);
      else if (open.length <= maxDepth) open.push({ name, attributes, parts: [], items: 0 });
    },
    ontext(text) {
      if (hiddenIn > 0) return;
      const said = text.replaceAll(/[\uE001-\uE003]/g, "");
      open.at(-1)?.parts.push(preIn > 0 ? said : said.replaceAll(/[^\S\u00A0]+/g, " "));
    },
    onclosetag(name) {
      if (unseen.has(name)) hiddenIn--;
      if (name === "pre") preIn--;
      if (open.length < 2 || open.at(-1)?.name !== name) return;
      const closed = open.pop();
      const around = open.at(-1);
      if (closed !== undefined && around !== undefined) around.parts.push(written(closed, around, preIn > 0));
    },
  });
  parser.end(html);
  // What was never closed.
  while (open.length > 1) open.at(-2)?.parts.push(...(open.pop()?.parts ?? []));
  return settled((open[0]?.parts ?? []).join("")).replaceAll("\u00A0", " ");
}

/** The text with its lines. */
const settled = (text: string): string =>
  text
    .replaceAll(/(?<![ \n])[ \n]*[\uE001\uE002][\uE001\uE002 \n]*/g, (ends) =>
      ends.includes(paragraph) ? "\n\n" : "\n",
    )
    .replaceAll(/(?<! ) *\uE003 */g, "\n")
    .replaceAll(/(?<! ) +$/gm, "")
    .replaceAll(/^[\n ]+|(?<![\n ])[\n ]+$/g, "");

function written({ name, attributes, parts }: Open, around: Open, inPre: boolean): string {
  const text = parts.join("");
  if (inPre) return text;
  if (name === "pre") return `${paragraph}\`\`\`\n${text.replaceAll(/^\n|\n$/g, "")}\n\`\`\`${paragraph}`;
  if (headings.has(name)) return `${paragraph}${marked(settled(text), "**")}${paragraph}`;
  if (name === "a") return linkOf(text, attributes["href"] ?? "");
  if (name === "li") return itemOf(text, around);
  if (name === "blockquote") return `${paragraph}${settled(text).replaceAll(/^/gm, "> ")}${paragraph}`;
  if (name === "td" || name === "th") return `${settled(text)} `;
  if (name === "p") return `${paragraph}${text}${paragraph}`;
  if (blocks.has(name)) return `${line}${text}${line}`;
  const mark = marks[name];
  return mark === undefined || isPlain(attributes["style"] ?? "") ? text : marked(text, mark);
}

/** Some editors put a <b> around everything, and say that it is none. */
const isPlain = (style: string): boolean => /font-weight:\s*(normal|400)/.test(style);

/** Marks act beside words, not beside spaces, and not across lines. */
function marked(text: string, mark: string): string {
  return text.replaceAll(/[^\n\uE001-\uE003]+/g, (part) => {
    const said = part.trim();
    if (said === "" || (said.startsWith(mark) && said.endsWith(mark))) return part;
    const at = part.indexOf(said);
    return `${part.slice(0, at)}${mark}${said}${mark}${part.slice(at + said.length)}`;
  });
}

function linkOf(text: string, href: string): string {
  const label = text.trim();
  if (!/^(?:https?:|mailto:)/i.test(href) || label === "" || /[\n[\]]/.test(label)) return text;
  if (label === href || label === href.replace(/^mailto:/i, "") || `${label}/` === href) return text;
  return text.replace(
    label,
    () => `[${label}](${href.replaceAll(/[()\s]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)})`,
  );
}

function itemOf(text: string, list: Open): string {
  list.items++;
  const start = Number(list.attributes["start"] ?? 1);
  const marker = list.name === "ol" ? `${(Number.isSafeInteger(start) ? start : 1) + list.items - 1}. ` : "- ";
  // What stands in an item stands below its first letter.
  const lines = settled(text).replaceAll(/\n{2,}/g, "\n");
  return `${line}${marker}${lines.replaceAll("\n", `\n${" ".repeat(marker.length)}`)}${line}`;
}
