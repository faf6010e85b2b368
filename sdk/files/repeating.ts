// Makes a call until the server answers it, by the rules for all refusals: the class of the error, and the wait it asks for.
import { throwIfAborted } from "../client/abortable.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { Runtime } from "../client/runtime.ts";
import { repeatAfterMs, retryBackoff } from "../connection/backoff.ts";

export interface RepeatParts {
  readonly runtime: Pick<Runtime, "setTimer" | "random">;
  /** Calls back when the connection is there again. @returns a function that stops this */
  readonly onOnline: (listener: () => void) => () => void;
}

export interface RepeatRules {
  readonly signal: AbortSignal;
  /** Is told why it waits, and with null that it waits no more. */
  readonly onHeld?: ((error: KlatchError | null) => void) | undefined;
  /** Which refusals are worth a wait; by default all that are not fatal. */
  readonly isWorthIt?: ((error: KlatchError, attempt: number) => boolean) | undefined;
}

/** @throws KlatchError that no repeat mends; the signal's reason, if it aborts; whatever else `call` throws */
export async function untilAnswered<T>(parts: RepeatParts, call: () => Promise<T>, rules: RepeatRules): Promise<T> {
  const { signal, onHeld, isWorthIt = ({ class: kind }) => kind !== "fatal" } = rules;
  for (let attempt = 0; ; attempt++) {
    throwIfAborted(signal);
    try {
      const answer = await call();
      if (attempt > 0) onHeld?.(null);
      return answer;
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof KlatchError) || !isWorthIt(error, attempt)) throw error;
      onHeld?.(error);
      const waitMs = repeatAfterMs(error.retryAfterMs, retryBackoff, attempt, parts.runtime.random);
      await pause(parts, waitMs, signal, error.retryAfterMs === undefined);
    }
  }
}

function pause(parts: RepeatParts, waitMs: number, signal: AbortSignal, endsOnline: boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      offOnline();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = parts.runtime.setTimer(end, waitMs);
    const offOnline = endsOnline ? parts.onOnline(end) : () => {};
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
}
