// Tells that a list of the SDK has changed: once for all that changed together.
import type { KlatchClient } from "@klatch/sdk";
import { signal, type ReadonlySignal } from "@preact/signals";

/** Rises with the changes that this event tells of. Whoever reads it is repeated. */
export function changeCount(client: KlatchClient, event: "friends" | "starred"): ReadonlySignal<number> {
  const count = signal(0);
  let isScheduled = false;
  client.on(event, () => {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      count.value += 1;
    });
  });
  return count;
}
