// Repeats a call while the server is too busy: a slow machine is not a fault of the server.
import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError } from "./api-client.ts";
import { KlatchError } from "../../sdk/client/klatch-error.ts";

const attempts = 20;
const pauseMs = 500;

const isBusy = (error: unknown): boolean =>
  error instanceof RefusedError
    ? error.status === 429 || error.status === 503
    : error instanceof KlatchError && (error.code === "UNAVAILABLE" || error.code === "RATE_LIMITED");

/** @throws what `call` throws for another reason, or when the server stays too busy */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let left = attempts; ; left--) {
    try {
      return await call();
    } catch (error) {
      if (!isBusy(error) || left === 1) throw error;
      await sleep(pauseMs);
    }
  }
}
