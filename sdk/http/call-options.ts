// What every call over HTTP takes.

/** Options of every call over HTTP. */
export interface CallOptions {
  /** Aborting it ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
