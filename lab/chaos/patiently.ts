// Repeats a call while the server is too busy: a slow machine is not a fault of the server.
import { setTimeout as sleep } from "node:timers/promises";
import { KlatchError } from "../../sdk/client/klatch-error.ts";

const attempts = 20;
const pauseMs = 500;

/** @throws KlatchError for any other code, or when the server stays too busy */
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
