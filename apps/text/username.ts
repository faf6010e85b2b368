// What people type as a username: understood where it is plain what they mean, else what is wrong with it. Pure.
import { graphemesOf } from "./graphemes.ts";
import { ownLink } from "./links/own-link.ts";

export const usernameChars = { min: 3, max: 20 } as const;

const pattern = /^[A-Za-z0-9_]+$/;
/** Also one that no username can be. */
const inLink = /#\/u\/([A-Za-z0-9_]+)/;

/** What nobody sees, and what comes along when a name is copied: marks of direction, spaces without a width. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** Without what surrounds a username: spaces, an @, a person's link, and the wide letters of East Asian keyboards. */
export function meantUsername(typed: string): string {
  const link = ownLink(typed);
  if (link?.kind === "person") return link.username;
  const text = typed.normalize("NFKC").replaceAll(invisible, "").trim();
  return inLink.exec(text)?.[1] ?? text.replace(/^@/, "");
}

export const isSameUsername = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export type UsernameFault =
  | { readonly kind: "empty" | "email" | "spaces" | "letters" }
  | { readonly kind: "short" | "long"; readonly count: number }
  /** `sign`: the first character that no username has. */
  | { readonly kind: "sign"; readonly sign: string };

/** Of a new username, as `meantUsername` gives it; null: it may be asked for. */
export function usernameFault(name: string): UsernameFault | null {
  if (name === "") return { kind: "empty" };
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(name)) return { kind: "email" };
  if (/\s/.test(name)) return { kind: "spaces" };
  if (!pattern.test(name)) {
    const sign = graphemesOf(name).find((one) => !pattern.test(one)) ?? "";
    return /\p{L}|\p{M}|\p{N}/u.test(sign) ? { kind: "letters" } : { kind: "sign", sign };
  }
  if (name.length < usernameChars.min) return { kind: "short", count: name.length };
  if (name.length > usernameChars.max) return { kind: "long", count: name.length };
  return null;
}
