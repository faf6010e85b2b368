// Finds the bare links of a text, as people type and paste them in every script (decision 53). Pure.
import { hostEnd } from "./host-end.ts";
import { linkEnd } from "./link-end.ts";
import { linkTarget } from "./link-target.ts";
import { mailEnd, mailStart } from "./mail-at.ts";

export interface BareLink {
  /** The position after the link. */
  readonly end: number;
  /** The full address. */
  readonly href: string;
}

const begin = /https?:\/\/|mailto:|www\./iy;
const mailHere = /[\p{L}\p{M}\p{N}._%+'-]{1,64}@/uy;
/** Where a link may begin; an @ stands inside one. */
const candidates = /https?:\/\/|mailto:|www\.|@/gi;
const port = /:\d{1,5}(?!\d)/y;
/** Of addresses that hold another one. */
const otherScheme = /\b(?:blob|filesystem|view-source|javascript|data):$/i;
const secret = /(?::[^\s@/?#]*)?@/y;

/** The link that begins at this position; null: none does. What stands before it in the text is taken into account. */
export function linkAt(text: string, at: number): BareLink | null {
  begin.lastIndex = at;
  const [scheme] = begin.exec(text) ?? [];
  if (scheme !== undefined) return addressAt(text, at, scheme.toLowerCase());
  mailHere.lastIndex = at;
  if (!mailHere.test(text)) return null;
  const sign = mailHere.lastIndex - 1;
  return mailStart(text, sign) === at ? mailAt(text, at, sign) : null;
}

/** The first link at or after this position. */
export function nextLink(text: string, from = 0): (BareLink & { readonly at: number }) | null {
  const search = new RegExp(candidates);
  search.lastIndex = from;
  for (let found = search.exec(text); found !== null; found = search.exec(text)) {
    const at = found[0] === "@" ? mailStart(text, found.index) : found.index;
    const link = at === null || at < from ? null : linkAt(text, at);
    if (at !== null && link !== null) return { at, ...link };
  }
  return null;
}

function addressAt(text: string, at: number, scheme: string): BareLink | null {
  const before = text.slice(Math.max(0, at - 5), at);
  const from = at + scheme.length;
  if (scheme === "mailto:") {
    if (/[a-z]$/i.test(before)) return null;
    mailHere.lastIndex = from;
    if (!mailHere.test(text) || mailEnd(text, mailHere.lastIndex - 1) === null) return null;
    return linked(text, at, linkEnd(text, at, from));
  }
  // Another scheme, as in `git+https://`.
  if (/[a-z0-9]\+$/i.test(before) || otherScheme.test(text.slice(Math.max(0, at - 12), at))) return null;
  if (scheme === "www." && /[a-z0-9_@/.-]$/i.test(before) && !/(?:^|\s)\d{1,3}\.$/.test(before)) return null;
  const host = hostEnd(text, from);
  secret.lastIndex = host;
  // A password shows one host and leads to another.
  if (host === from || secret.test(text)) return null;
  if (scheme === "www." && !/[^.]\.[\p{L}\p{M}]+$/u.test(text.slice(from, host))) return null;
  const authority = authorityEnd(text, host);
  // Judged before the path is read, so that many hosts that are none take no time.
  if (!URL.canParse(`http://${text.slice(from, authority)}`)) return null;
  const end = /^\.?[/?#]/.test(text.slice(authority, authority + 2)) ? linkEnd(text, at, authority) : authority;
  return linked(text, at, end, scheme === "www." ? "http://" : "");
}

function authorityEnd(text: string, host: number): number {
  port.lastIndex = host;
  return port.test(text) ? port.lastIndex : host;
}

function mailAt(text: string, at: number, sign: number): BareLink | null {
  const end = mailEnd(text, sign);
  if (end === null) return null;
  return linked(text, at, end, "mailto:");
}

function linked(text: string, at: number, end: number, scheme = ""): BareLink | null {
  const href = linkTarget(scheme + text.slice(at, end));
  return href === null ? null : { end, href };
}
