// How a host is shown: in its letters, or in Punycode where these could be taken for others. Pure.
import { toUnicode } from "punycode/punycode.es6.js";

/** Of one script with what all scripts share, or of the scripts that are written together (UTS 39, 5.2). */
const together = [
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]*$/u,
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Bopomofo}]*$/u,
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hangul}]*$/u,
];
const scripts = [
  "Arab,Armn,Beng,Bopo,Cyrl,Deva,Ethi,Geor,Grek,Gujr,Guru,Hang,Hebr,Khmr,Knda,Laoo,Mlym,Mymr,Orya,Sinh,Taml,Telu,Thaa,Thai",
]
  .flatMap((names) => names.split(","))
  .map((name) => new RegExp(String.raw`^\p{Script_Extensions=${name}}*$`, "u"));
/** Digits and the hyphen are of all scripts. */
const shared = /[0-9-]/g;
/** Phonetic letters, clicks and signs that look like punctuation or like other letters. */
const deceptive = /[\u0250-\u02AF\u01C0-\u01C3\uA720-\uA7FF\u3033-\u3035〇一丿丶ノソゾン]/u;
/** Letters that are told from Latin ones by nobody. */
const looksLatin = /^[аԁеһіјӏорԛѕԝхуъЬҽпгѵѡοαινκρτυχωγεզսոհօցքտգշլ0-9-]+$/u;
const ascii = /^[\x20-\x7E]*$/;

/** @param host of a URL, in ASCII @returns each label in its letters, or as it is where somebody could be deceived */
export function shownHost(host: string): string {
  if (!/(?:^|\.)xn--/.test(host)) return host;
  const labels = host.split(".");
  const isAsciiTop = !labels.at(-1)?.startsWith("xn--");
  return labels.map((label) => shownLabel(label, isAsciiTop)).join(".");
}

function shownLabel(label: string, isAsciiTop: boolean): string {
  if (!label.startsWith("xn--")) return label;
  const letters = decoded(label);
  return letters === null || isDeceptive(letters, isAsciiTop) ? label : letters;
}

function isDeceptive(letters: string, isAsciiTop: boolean): boolean {
  const own = letters.replaceAll(shared, "");
  if (
    ascii.test(letters) ||
    !/^[\p{L}\p{M}\p{N}-]+$/u.test(letters) ||
    /\p{Default_Ignorable_Code_Point}/u.test(letters)
  )
    return true;
  if (isAsciiTop && looksLatin.test(letters)) return true;
  const isOfOne = scripts.some((script) => script.test(own));
  if (isOfOne) return false;
  return !together.some((script) => script.test(own)) || (/[a-z]/i.test(own) && deceptive.test(letters));
}

function decoded(label: string): string | null {
  try {
    return toUnicode(label);
  } catch {
    return null;
  }
}
