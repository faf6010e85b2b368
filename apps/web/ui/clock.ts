// The time as a signal, for texts relative to now. It is exact to half a minute.
import { signal } from "@preact/signals";

const tickMs = 30_000;

export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), tickMs);
