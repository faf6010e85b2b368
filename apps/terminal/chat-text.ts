// Makes text of others safe for the terminal: it must neither move the cursor nor look like the client's own output.
import { isolated } from "./lines/direction.ts";

/** Controls except tab and line feed, which are handled apart: a tab becomes a space, and further lines are indented. */
const control = /(?![\t\n])\p{Cc}/gu;
/** Direction controls, which would change the direction of the text after them, including the client's own. */
const directional = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g;

/** Stands before all rows of a text but its first: what others write never begins where the client's own lines do. */
export const indent = "    ";

/** With its lines and tabs, but without anything that controls a terminal. */
export const harmless = (text: string): string =>
  text
    .replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, "\n")
    .replace(control, "\uFFFD")
    .replace(directional, "");

/** For a text inside the client's own words. */
export const printable = (text: string): string => harmless(text).replaceAll("\t", " ").replaceAll("\n", `\n${indent}`);

/** The same, in isolates where it runs from right to left: what stands around it keeps its place. */
export const embedded = (text: string): string =>
  isolated(harmless(text).replaceAll("\t", " ")).replaceAll("\n", `\n${indent}`);

export function clockTime(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Date and time in the person's own way, which may run from right to left. */
export const momentOf = (timeMs: number): string => isolated(new Date(timeMs).toLocaleString());

/** The end of an id, which is enough to tell two ids apart. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;
