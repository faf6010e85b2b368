// Finds addresses of e-mail in a text. Pure.
import { hostEnd } from "./host-end.ts";

const longest = 64;
const localChar = /[\p{L}\p{M}\p{N}._%+'-]/u;
/** Where a word of a script without spaces stands before an address of ASCII. */
const afterWord =
  /^.*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}](?=[A-Za-z0-9])/su;

/** @param at the position of an @ @returns where the address around it begins; null: there is none */
export function mailStart(text: string, at: number): number | null {
  let start = at;
  while (start > 0 && at - start < longest && localChar.test(text.charAt(start - 1))) start -= 1;
  const local = text.slice(start, at);
  const skipped = (afterWord.exec(local)?.[0].length ?? 0) || (/^[.'+%-]+/.exec(local)?.[0].length ?? 0);
  start += skipped;
  // The marks around an emphasised address.
  const end = text.charAt(start) === "_" ? mailEnd(text, at) : null;
  if (end !== null && text.charAt(end) === "_") start += /^_+/.exec(text.slice(start, at))?.[0].length ?? 0;
  const whole = text.slice(start, at);
  // The rest of an address of the web with a password, or of a name that begins with an @.
  const run = /\S*$/.exec(text.slice(Math.max(0, start - 256), start))?.[0] ?? "";
  if (whole === "" || /^\.|\.\.|[.']$/.test(whole) || /@$|:\/\//.test(run)) return null;
  return start;
}

/** @param at the position of an @ @returns the position after the host; null: no host of mail stands there */
export function mailEnd(text: string, at: number): number | null {
  const end = hostEnd(text, at + 1);
  const host = text.slice(at + 1, end);
  if (!/\.[\p{L}\p{M}][\p{L}\p{M}\p{N}-]+$/u.test(host)) return null;
  // `git@example.com:ada/code.git` and `a@b.example@c.example` are no mail.
  return /^(?:@|:\S*\/)/.test(text.slice(end, end + longest)) ? null : end;
}
