// The address by which a person is found, and passes themselves on. Pure.

/** The username is after `#`, so no server's log has it. */
export const personAddress = (origin: string, username: string): string => `${origin}/#/u/${username}`;
