// An answer whose bytes are read as they come, with a limit to how long it may be silent.
import { throwIfAborted } from "../client/abortable.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { HttpResponse, Runtime } from "../client/runtime.ts";

const silenceMs = 30_000;

export interface ByteAnswer {
  readonly status: number;
  header(name: string): string | null;
  /** Read once. */
  readonly bytes: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * @param open asks the server
 * @throws KlatchError with the server's code; `UNAVAILABLE` if it could not be reached, or was silent too long; the signal's
 * reason, if it aborts
 */
export async function openBytes(
  setTimer: Runtime["setTimer"],
  open: (signal: AbortSignal) => Promise<HttpResponse>,
  signal: AbortSignal | undefined,
): Promise<ByteAnswer> {
  throwIfAborted(signal);
  const abort = new AbortController();
  const onAbort = (): void => abort.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    const cancelTimer = setTimer(() => abort.abort(new Error("the server was silent for too long")), silenceMs);
    try {
      return await work;
    } catch (cause) {
      signal?.removeEventListener("abort", onAbort);
      throwIfAborted(signal);
      if (cause instanceof KlatchError) throw cause;
      throw new KlatchError("UNAVAILABLE", "The server could not be reached.", { cause });
    } finally {
      cancelTimer();
    }
  };
  const response = await inTime(open(abort.signal));

  async function* read(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      const reader = response.body?.getReader();
      if (reader === undefined) {
        const whole =
          response.arrayBuffer?.() ?? Promise.reject<ArrayBuffer>(new Error("this platform gives no bytes"));
        yield new Uint8Array(await inTime(whole));
        return;
      }
      try {
        for (;;) {
          const { done, value } = await inTime(reader.read());
          if (done) return;
          if (value !== undefined) yield new Uint8Array(value);
        }
      } finally {
        reader.cancel().catch(() => {});
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }
  return { status: response.status, header: (name) => response.headers.get(name), bytes: read() };
}
