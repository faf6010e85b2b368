// Lets one caller stop waiting for a promise that other callers share.

/** @throws the signal's reason, if it aborts first. The work itself continues. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    const settled = (): void => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).then(settled, settled);
    if (signal.aborted) onAbort();
  });
}
