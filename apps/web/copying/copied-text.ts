// The text that selected messages are copied as. Pure.

export interface CopiedMessage {
  readonly author: string;
  readonly text: string;
}

/** What one person wrote is copied as it was typed. What several wrote has a line with the author's name above. */
export function copiedText(messages: readonly CopiedMessage[]): string {
  const groups: { readonly author: string; readonly texts: string[] }[] = [];
  for (const { author, text } of messages) {
    const last = groups.at(-1);
    if (last?.author === author) last.texts.push(text);
    else groups.push({ author, texts: [text] });
  }
  if (groups.length === 1) return groups.flatMap(({ texts }) => texts).join("\n");
  return groups.map(({ author, texts }) => [`${author}:`, ...texts].join("\n")).join("\n\n");
}
