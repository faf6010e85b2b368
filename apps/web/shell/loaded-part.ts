// A part of the page in a file of its own, which is loaded before it is needed: once it is there it renders at once, and
// nothing on the way suspends.
import { signal, type ReadonlySignal } from "@preact/signals";

export interface LoadedPart<Part> {
  /** Null: not loaded yet. */
  readonly loaded: ReadonlySignal<Part | null>;
  /** @throws TypeError when there is no network, or another build by now; a later call tries again */
  readonly load: () => Promise<void>;
}

export function loadedPart<Part>(fetchPart: () => Promise<Part>): LoadedPart<Part> {
  const loaded = signal<Part | null>(null);
  let loading: Promise<void> | null = null;
  const load = async (): Promise<void> => {
    loaded.value = await fetchPart();
  };
  return {
    loaded,
    load: () =>
      (loading ??= load().catch((error: unknown) => {
        loading = null;
        throw error;
      })),
  };
}
