// Text for the terminal: what others wrote must neither move the cursor nor pass for ours.

/** Anything but these prints; a tab is a space, and lines after the first are indented. */
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
/** Marks that turn the direction of what follows them, our own text included. */
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

/** The end of an id, enough to tell two apart by eye. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;
