// The time as a signal, for what is said relative to now: right to half a minute.
import { signal } from "@preact/signals";

const tickMs = 30_000;

export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), tickMs);
