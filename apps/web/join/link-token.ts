// The token of a group link. Pure.
import { ownLink } from "../../text/links/own-link.ts";

/** Accepts a whole link, a token or a group's id; null: the text is none of them. */
export function linkToken(pasted: string): string | null {
  const link = ownLink(pasted);
  return link?.kind === "group" ? link.token : null;
}

/** Whether it is the token of a link, by which people may join where the settings do not allow it by the group's id. */
export const isLinkToken = (token: string): boolean => token.includes(".");

/** The address to pass on. The token is after `#`, so no server sees it. */
export const linkAddress = (origin: string, token: string): string => `${origin}/#/join/${token}`;

/** The address by which a group is joined without a link, as far as its settings allow. */
export const groupAddress = (origin: string, groupId: string): string => `${origin}/#/join/${groupId}`;
