// Finds the token of a group link in a pasted text. Pure.

const tokenPattern = /group_[0-9a-hjkmnp-tv-z]{26}(?:\.[A-Za-z0-9_-]{32})?/;

/** Accepts a whole link, a token or a group's id; null: the text is none of them. */
export const linkToken = (pasted: string): string | null => tokenPattern.exec(pasted.trim())?.[0] ?? null;

/** Whether it is the token of a link, by which people may join where the settings do not allow it by the group's id. */
export const isLinkToken = (token: string): boolean => token.includes(".");

/** The address to pass on. The token is after `#`, so no server sees it. */
export const linkAddress = (origin: string, token: string): string => `${origin}/#/join/${token}`;

/** The address by which a group is joined without a link, as far as its settings allow. */
export const groupAddress = (origin: string, groupId: string): string => `${origin}/#/join/${groupId}`;
