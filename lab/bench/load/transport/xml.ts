// As much XML as a load needs: one stanza at a time, as ejabberd writes it.

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&apos;",
  '"': "&quot;",
};
const characters = new Map(Object.entries(escapes).map(([character, escape]) => [escape, character]));

export const escapeXml = (text: string): string => text.replace(/[&<>'"]/g, (character) => escapes[character] ?? "");
const unescapeXml = (text: string): string =>
  text.includes("&") ? text.replace(/&\w+;/g, (escape) => characters.get(escape) ?? escape) : text;

/** An attribute of the stanza itself; empty if it has none of that name. */
export function attributeOf(stanza: string, name: string): string {
  const mark = ` ${name}='`;
  const start = stanza.indexOf(mark);
  if (start < 0 || start > stanza.indexOf(">")) return "";
  return unescapeXml(stanza.slice(start + mark.length, stanza.indexOf("'", start + mark.length)));
}

/** The text of a message; null if it has none. */
export function bodyOf(stanza: string): string | null {
  const start = stanza.indexOf("<body>");
  return start < 0 ? null : unescapeXml(stanza.slice(start + "<body>".length, stanza.indexOf("</body>", start)));
}
