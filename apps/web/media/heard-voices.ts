// Which voice messages of others were heard on this device. Kept for each account, and bounded: of what is older than the oldest
// that is remembered nothing is said. Pure but for the storage.
import type { ConversationId, UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";
import type { BrowserStorage } from "../platform/storage.ts";

interface Voice {
  readonly conversationId: ConversationId;
  readonly seq: number;
  /** When it was sent. */
  readonly atMs: number;
}

/** `sinceMs`: what was sent before counts as heard. `heard`: the others, by place, with when they were sent. */
interface Heard {
  readonly sinceMs: number;
  readonly heard: Readonly<Record<string, number>>;
}

export const mostHeard = 500;
const placeOf = ({ conversationId, seq }: Voice): string => `${conversationId}:${seq}`;
export const heardKey = (me: UserId): string => `klatch.heard.${me}`;

export class HeardVoices {
  readonly #storage: Pick<BrowserStorage, "getItem" | "setItem">;
  readonly #key: string;
  readonly #known;

  /** @param beganMs when the page began, by the server's clock: on a new device nothing that was there before is new */
  constructor(storage: Pick<BrowserStorage, "getItem" | "setItem">, me: UserId, beganMs: number) {
    this.#storage = storage;
    this.#key = heardKey(me);
    const kept = parseHeard(storage.getItem(this.#key));
    this.#known = signal<Heard>(kept ?? { sinceMs: beganMs, heard: {} });
    if (kept === null) this.#store();
  }

  has(voice: Voice): boolean {
    const { sinceMs, heard } = this.#known.value;
    return voice.atMs <= sinceMs || placeOf(voice) in heard;
  }

  add(voice: Voice): void {
    if (this.has(voice)) return;
    // What another tab has heard meanwhile stays.
    const { sinceMs, heard } = parseHeard(this.#storage.getItem(this.#key)) ?? this.#known.peek();
    const all = Object.entries({ ...heard, [placeOf(voice)]: voice.atMs }).toSorted(([, a], [, b]) => a - b);
    const dropped = all.splice(0, Math.max(0, all.length - mostHeard));
    this.#known.value = { sinceMs: Math.max(sinceMs, dropped.at(-1)?.[1] ?? 0), heard: Object.fromEntries(all) };
    this.#store();
  }

  #store(): void {
    this.#storage.setItem(this.#key, JSON.stringify(this.#known.peek()));
  }
}

/** Null: nothing is kept, or what no version has written. */
function parseHeard(text: string | null): Heard | null {
  try {
    const kept = JSON.parse(text ?? "null") as unknown;
    if (typeof kept !== "object" || kept === null || !("sinceMs" in kept) || !("heard" in kept)) return null;
    const { sinceMs, heard } = kept;
    if (typeof sinceMs !== "number" || typeof heard !== "object" || heard === null) return null;
    const times = Object.entries(heard).filter((entry): entry is [string, number] => typeof entry[1] === "number");
    return { sinceMs, heard: Object.fromEntries(times) };
  } catch {
    return null;
  }
}
