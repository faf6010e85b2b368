// When two options of a poll read the same. Pure, for the server and for whoever writes a poll.

/** The same for options that read the same: spaces, capitals and compatible signs make no difference. */
export const optionKey = (option: string): string =>
  option.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
