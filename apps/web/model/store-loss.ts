// Why this page keeps what is new in memory only: its store is blocked, silent, full, deleted or of a newer version.
import type { StoreLoss } from "@klatch/sdk/indexeddb";
import { signal } from "@preact/signals";

/** Null: everything is stored. */
export const storeLoss = signal<StoreLoss | null>(null);
