// What this browser remembers for its sign-in page: that somebody was signed in here, and for the tab, whose session the
// server has ended. Who signs out by their own will leaves no name behind.
import { signal } from "@preact/signals";
import type { BrowserStorage } from "../platform/storage.ts";

const seenKey = "klatch.signed-in-before";
const endedKey = "klatch.ended-username";

export class SignInMemory {
  readonly #device: BrowserStorage | null;
  readonly #tab: BrowserStorage | null;
  /** Somebody was signed in on this device. */
  readonly wasHere = signal(false);
  /** Of the session that the server ended; "": of none. */
  readonly username = signal("");

  /** @param device outlives the tab @param tab ends with it; null: the browser keeps nothing for this page */
  constructor(device: BrowserStorage | null, tab: BrowserStorage | null) {
    this.#device = device;
    this.#tab = tab;
    this.wasHere.value = device?.getItem(seenKey) === "yes";
    this.username.value = tab?.getItem(endedKey) ?? "";
  }

  entered(): void {
    this.wasHere.value = true;
    this.#device?.setItem(seenKey, "yes");
    this.left();
  }

  /** By the server, whatever its reason. */
  ended(username: string): void {
    this.username.value = username;
    this.#tab?.setItem(endedKey, username);
  }

  /** Somebody else signs in, or somebody signed out. */
  left(): void {
    this.username.value = "";
    this.#tab?.removeItem(endedKey);
  }
}
