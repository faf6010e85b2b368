// Loads the frame with all that a signed-in person sees at once. It is a file of its own: whoever signs up or in fills in the
// form meanwhile.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

/** Null: not loaded yet. */
export const loadedShell = signal<ComponentType | null>(null);
let loading: Promise<void> | null = null;

/** @throws TypeError when there is no network, or another build by now; a later call tries again */
export function loadShell(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  const { Shell } = await import("./shell.tsx");
  loadedShell.value = Shell;
}
