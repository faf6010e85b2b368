// The person whose card is open, beside what was pressed.
import type { UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";

interface OpenedPerson {
  readonly userId: UserId;
  /** Where it was pressed. */
  readonly at: DOMRect;
}

export const openedPerson = signal<OpenedPerson | null>(null);

/** @param beside what was pressed */
export function showPerson(userId: UserId, beside: Element): void {
  openedPerson.value = { userId, at: beside.getBoundingClientRect() };
}
