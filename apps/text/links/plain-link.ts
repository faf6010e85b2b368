// Tells at once of nearly all links that their labels deceive nobody. Of the others link-shown.ts judges, with more code. Pure.
import { linkAt } from "./link-at.ts";

/** What an address has and what looks like it. `:` is that of a scheme, which may have a host without a dot. */
const mayBeAddress = /[.。．｡․﹒‧ꓸ@]|:\/\//;
/** Its letters may be another script's, or its number be written otherwise. */
const needsLook = /^(?:https?:\/\/|mailto:[^?]*@)(?:[^/?#]*xn--|[\d.]+(?:[:/?#]|$))/;

export const isPlainLink = (href: string, label: string): boolean =>
  !mayBeAddress.test(label.normalize("NFKC")) || (isItself(href, label) && !needsLook.test(href));

/** A bare link. */
export function isItself(href: string, label: string): boolean {
  const link = linkAt(label, 0);
  return link?.end === label.length && link.href === href;
}
