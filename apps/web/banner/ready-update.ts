// A newer build of the page that is ready to be applied: a dot beside the person's picture, and a bar until it is put off.
import { signal } from "@preact/signals";

/** Applies the newer build; null: there is none. */
export const readyUpdate = signal<(() => void) | null>(null);

/** The person takes it later: the next start of a page does so by itself. */
export const isUpdatePutOff = signal(false);
