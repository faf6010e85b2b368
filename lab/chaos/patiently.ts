// Asks again while the server has no time: what a busy machine needs longer for is no fault of the server.
import { setTimeout as sleep } from "node:timers/promises";
import { KlatchError } from "../../sdk/client/klatch-error.ts";

const attempts = 20;
const pauseMs = 500;

/** @throws KlatchError with any other code, and when the server never has time */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let left = attempts; ; left--) {
    try {
      return await call();
    } catch (error) {
      const isBusy = error instanceof KlatchError && (error.code === "UNAVAILABLE" || error.code === "RATE_LIMITED");
      if (!isBusy || left === 1) throw error;
      await sleep(pauseMs);
    }
  }
}
