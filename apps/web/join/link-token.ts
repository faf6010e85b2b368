// The token of a link to a group, out of what somebody pasted; pure.

const tokenPattern = /group_[0-9a-hjkmnp-tv-z]{26}(?:\.[A-Za-z0-9_-]{32})?/;

/** A whole link, a token or a group's id; null: none of them. */
export const linkToken = (pasted: string): string | null => tokenPattern.exec(pasted.trim())?.[0] ?? null;

/** A link lets in whom the settings would not; a group's id alone does not. */
export const isLinkToken = (token: string): boolean => token.includes(".");

/** What to pass on. The token stands after `#`: no server on the way sees it. */
export const linkAddress = (origin: string, token: string): string => `${origin}/#/join/${token}`;

/** Where a group is joined without a link, as far as its settings let anybody. */
export const groupAddress = (origin: string, groupId: string): string => `${origin}/#/join/${groupId}`;
