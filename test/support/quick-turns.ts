// For tests of what collects until the next turn of the event loop: such turns follow each other at once.
import { afterEach, beforeEach, vi } from "vitest";

/** Until all that is ready has happened. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Timers of 0 ms take their turn in order with `turn`, without the millisecond that Node adds. */
export function useQuickTurns(): void {
  beforeEach(() => {
    const { setTimeout: setTimer } = globalThis;
    vi.stubGlobal("setTimeout", (handle: () => void, ms: number) =>
      ms === 0 ? setImmediate(handle) : setTimer(handle, ms),
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
}
