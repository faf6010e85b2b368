// What an aborted signal does to calls. The signals of React Native have neither `reason` nor `throwIfAborted`.

/** The reason of an aborted signal. */
const reasonOf = ({ reason }: { readonly reason?: unknown }): Error =>
  (reason as Error | undefined) ?? Object.assign(new Error("The call was aborted."), { name: "AbortError" });

/** @throws the signal's reason, if it is aborted */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw reasonOf(signal);
}

/**
 * Lets one caller stop waiting for a promise that other callers share.
 * @throws the signal's reason, if it aborts first. The work itself continues
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(reasonOf(signal));
    const settled = (): void => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).then(settled, settled);
    if (signal.aborted) onAbort();
  });
}
