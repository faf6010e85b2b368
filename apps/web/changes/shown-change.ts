// A change of a message that is on its way to the server, or was refused, as the page shows it.
import type { KlatchError } from "@klatch/sdk";

export interface ShownChange {
  readonly kind: "edit" | "recall" | "react" | "pin" | "hide" | "vote" | "close-poll";
  readonly state: "storing" | "waiting" | "sending" | "done" | "failed" | "discarded";
  /** Why it was refused; null: it was not. */
  readonly error: KlatchError | null;
  /** Why it waits, if not for the connection. */
  readonly heldBy: KlatchError | null;
  retry(): boolean;
  discard(): boolean;
}

export const isUnderWay = ({ state }: ShownChange): boolean =>
  state === "storing" || state === "waiting" || state === "sending";
