// What the server tells by itself, as it told it last. Apps may read it at any time; each change is an event of the same name.
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import { usualWindows } from "./change-windows.ts";

/** `scheduled` and `invitations`: the revision of a list; null: it is empty, as far as this device knows. */
type Told = Pick<KlatchEvents, "scheduled" | "invitations" | "change-windows" | "file-limit">;

export class LastTold {
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #told: Told = {
    scheduled: { revision: null },
    invitations: { revision: null },
    "change-windows": usualWindows,
    "file-limit": { maxBytes: null },
  };

  constructor(emitter: Emitter<KlatchEvents>) {
    this.#emitter = emitter;
  }

  of<Name extends keyof Told>(name: Name): Told[Name] {
    return this.#told[name];
  }

  /** The app hears of it if it is new. */
  learn<Name extends keyof Told>(name: Name, told: KlatchEvents[Name]): void {
    if (JSON.stringify(told) === JSON.stringify(this.#told[name])) return;
    this.#told[name] = told;
    this.#emitter.emit(name, told);
  }
}
