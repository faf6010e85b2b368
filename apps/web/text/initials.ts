// The avatar of a person or group: up to two letters, and one of ten colours that depends on the id.
import { graphemesOf } from "../../text/graphemes.ts";

const avatarColours = 10;

const cjk = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;
/** "Ada Lovelace" AL, "ada" A, "王小明" 小明, "欧阳娜娜" 娜娜, "🦊 fox" 🦊; "" for a name without a usable character. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.·-]+/u).filter((word) => word !== "");
  const [first, ...rest] = words;
  if (first === undefined) return "";
  const letters = graphemesOf(first);
  if (letters.every((letter) => cjk.test(letter))) return letters.slice(-2).join("");
  const start =
    letters.find((letter) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(letter)) ??
    (/^\p{P}/u.test(first) ? "" : (letters[0] ?? ""));
  if (/\p{Extended_Pictographic}/u.test(start)) return start;
  const last = rest.at(-1);
  const end = last === undefined ? "" : (graphemesOf(last).find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? "");
  return (start + end).toLocaleUpperCase();
}

/** FNV-1a over the id: 0 to `avatarColours` − 1. */
export function colourOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  // The high bits are used, because they depend on all characters of the id. Ids differ mostly in the last ones.
  return (hash >>> 16) % avatarColours;
}
