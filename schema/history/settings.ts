// When a conversation's log is written to history, and when it may drop events: the defaults. A variable of the same
// name overrides one.
export const defaultHistorySettings = {
  /** Events are written to D1 when the oldest unwritten one has this age, in ms, or when this many are unwritten. */
  HISTORY_PROJECT_AFTER_MS: 900_000,
  HISTORY_PROJECT_EVENTS: 1_024,
  /** Age, in ms, at which history moves from D1 to R2. */
  HISTORY_ARCHIVE_AFTER_MS: 2_592_000_000,
  /** A log that takes more bytes drops its oldest events once they are in history. The default never drops. */
  LOG_DROP_ABOVE_BYTES: Number.MAX_SAFE_INTEGER,
} as const;

export type HistorySettings = { readonly [K in keyof typeof defaultHistorySettings]: number };
