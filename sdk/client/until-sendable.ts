// The promise that `sendable` returns: resolves when the outbox has room.
import { abortable } from "./abortable.ts";
import type { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";

/** @param isFull @throws KlatchError `NOT_AUTHENTICATED` when nobody is signed in any more */
export async function untilSendable(
  isFull: () => boolean,
  emitter: Emitter<KlatchEvents>,
  signal: AbortSignal | undefined,
): Promise<void> {
  while (isFull()) {
    const changed = new Promise<void>((resolve) => {
      const off = emitter.on("outbox", () => {
        off();
        resolve();
      });
      signal?.addEventListener("abort", off, { once: true });
    });
    await abortable(changed, signal);
  }
}
