// Finds the link of a group or of a person in what was typed or pasted, whatever stands around it. Pure.

export type OwnLink =
  /** `token`: of a link, or the id of a group. */
  { readonly kind: "group"; readonly token: string } | { readonly kind: "person"; readonly username: string };

/** The id of a group, and the secret of its link. */
const group = /(group_[0-9a-hjkmnp-tv-z]{26})(\.[A-Za-z0-9_-]{32})?/i;
const person = /#\/u\/@?([A-Za-z0-9_]{3,20})(?![A-Za-z0-9_])/;
/** As programs write it that put an address into another one, once or more often. */
const escaped = /%(?:25)*(23|2F|2E|2D|5F|40)/gi;
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** The first of them; null: there is none. */
export function ownLink(text: string): OwnLink | null {
  const plain = text
    .normalize("NFKC")
    .replaceAll(unseen, "")
    .replaceAll(escaped, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    // As Markdown writes it.
    .replaceAll(/\\(?=[_.#@-])/g, "");
  const [token, user] = [group.exec(plain), person.exec(plain)];
  if (user !== null && (token === null || user.index < token.index)) return { kind: "person", username: user[1] ?? "" };
  // A keyboard's capital at the beginning is not of the id.
  return token === null ? null : { kind: "group", token: (token[1] ?? "").toLowerCase() + (token[2] ?? "") };
}

const endOfOwn =
  /#\/(?:join\/group_[0-9a-hjkmnp-tv-z]{26}(?:\.[A-Za-z0-9_-]{32}|(?![A-Za-z0-9_]))|u\/[A-Za-z0-9_]{3,20}(?![A-Za-z0-9_%]))/y;

/** @param at the position of a `#` @returns the position after an own link, of which no word after it is; null: there is none */
export function ownEnd(text: string, at: number): number | null {
  endOfOwn.lastIndex = at;
  return endOfOwn.test(text) ? endOfOwn.lastIndex : null;
}
