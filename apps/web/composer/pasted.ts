// What is to be known of what is pasted before the file is there that writes it anew. Pure.

/** Whether there is anything in the HTML that is more than its text. */
export const hasFormat = (html: string): boolean =>
  /<(?:b|strong|i|em|s|del|strike|code|kbd|samp|pre|a|ul|ol|blockquote|h[1-6])[\s>]/i.test(html);

/** Three lines at least, of which some begin further to the right than others. */
export function looksLikeCode(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const indented = lines.filter((line) => /^(?: {2}|\t)/.test(line));
  return lines.length >= 3 && indented.length > 0 && indented.length < lines.length && !text.includes("```");
}
