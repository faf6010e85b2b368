// The link that an invitation to make an account is passed on by, and its token in what somebody pasted. Pure.

/** The token is after `#`, so no server's log has it. */
export const registrationAddress = (origin: string, token: string): string =>
  `${origin}/#/register/${encodeURIComponent(token)}`;

const inLink = /#\/register\/([A-Za-z0-9_.~-]+)/;

/** Of a whole link, or the text itself. */
export const invitationIn = (pasted: string): string => inLink.exec(pasted)?.[1] ?? pasted.trim();
