// Makes text of others safe for the terminal: it must neither move the cursor nor look like the client's own output.

/** Controls except tab and line feed, which are handled apart: a tab becomes a space, and further lines are indented. */
const control = /(?![\t\n])\p{Cc}/gu;
/** Direction controls, which would change the direction of the text after them, including the client's own. */
const directional = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g;

export function printable(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll("\t", " ")
    .replace(control, "\uFFFD")
    .replace(directional, "")
    .replaceAll("\n", "\n    ");
}

export function clockTime(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** The end of an id, which is enough to tell two ids apart. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;
