// When a conversation's log is written to history, and when it may drop events: the defaults. A variable of the same
// name overrides one.
export const defaultHistorySettings = {
  /** Events are written to D1 when the oldest unwritten one has this age, in ms, or when this many are unwritten. */
  HISTORY_PROJECT_AFTER_MS: 900_000,
  HISTORY_PROJECT_EVENTS: 1_024,
  /** Age, in ms, at which history that fills no block moves from D1 to R2. What fills one moves at once. */
  HISTORY_ARCHIVE_AFTER_MS: 2_592_000_000,
  /**
   * After so many bytes a conversation writes nothing more to D1 on that day (UTC): its log keeps the events, and the next
   * day goes on. The write that reaches it may exceed it, by at most HISTORY_PROJECT_EVENTS events.
   */
  HISTORY_BYTES_PER_DAY: 100_000_000,
  /** A log that takes more bytes drops its oldest events once they are in history. */
  LOG_DROP_ABOVE_BYTES: 1_000_000_000,
  /** A log that takes more bytes takes no further messages. An object's storage ends at 10 GB. */
  LOG_MAX_BYTES: 9_000_000_000,
} as const;

export type HistorySettings = { readonly [K in keyof typeof defaultHistorySettings]: number };
