// When a conversation's log moves into history, and when it may forget: the defaults; a variable of the same name changes one.
export const defaultHistorySettings = {
  /** Events are written to D1 when the oldest that waits has this age, in ms, or when so many wait. */
  HISTORY_PROJECT_AFTER_MS: 900_000,
  HISTORY_PROJECT_EVENTS: 1_024,
  /** Age, in ms, at which history moves from D1 to R2. */
  HISTORY_ARCHIVE_AFTER_MS: 2_592_000_000,
  /** A log that takes more bytes drops its oldest events once they are in history; by default it never does. */
  LOG_DROP_ABOVE_BYTES: Number.MAX_SAFE_INTEGER,
} as const;

export type HistorySettings = { readonly [K in keyof typeof defaultHistorySettings]: number };
