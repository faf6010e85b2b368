// What a key means that is pressed while the focus is not in the composer. Pure.

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Ctrl and Alt together type characters on some keyboards. */
  readonly isAltGraph: boolean;
  /** An input method takes the key, and what it writes begins in the box that has the focus. */
  readonly isTaken: boolean;
}

/** `text`: it writes. `scroll`: it moves through the messages while there is no text. */
export type TypedKey = "text" | "scroll" | null;

/** They move through the messages. */
export const scrollKeys: ReadonlySet<string> = new Set(["PageUp", "PageDown", "Home", "End"]);
/** Keys that write nothing have names: "F1", "ArrowUp". */
const namedKey = /^[A-Z][A-Za-z0-9]+$/;

export function typedKey(pressed: PressedKey): TypedKey {
  const { key, ctrlKey, altKey, metaKey, isAltGraph, isTaken } = pressed;
  if (metaKey || ((ctrlKey || altKey) && !isAltGraph)) return null;
  if (scrollKeys.has(key)) return "scroll";
  // Space presses buttons and begins no text.
  const writes = key !== " " && !namedKey.test(key);
  // An accent waits for its letter.
  return writes || isTaken || key === "Dead" ? "text" : null;
}
