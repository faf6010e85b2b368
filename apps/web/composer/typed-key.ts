// What a key means that is pressed while the focus is not in the composer. Pure.

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Ctrl and Alt together type characters on some keyboards. */
  readonly isAltGraph: boolean;
  readonly isComposing: boolean;
  /** 229: an input method takes the key. */
  readonly keyCode: number;
}

/** `text`: it writes. `scroll`: it moves through the messages while there is no text. */
export type TypedKey = "text" | "scroll" | null;

/** They move through the messages. */
export const scrollKeys: ReadonlySet<string> = new Set(["PageUp", "PageDown", "Home", "End"]);
/** Keys that write nothing have names: "F1", "ArrowUp". */
const namedKey = /^[A-Z][A-Za-z0-9]+$/;
/** Keys of input methods, and accents that wait for their letter: what they write begins in the box that has the focus. */
const beginsText: ReadonlySet<string> = new Set(["Process", "Unidentified", "Dead"]);

export function typedKey(pressed: PressedKey): TypedKey {
  const { key, ctrlKey, altKey, metaKey, isAltGraph, isComposing, keyCode } = pressed;
  if (isComposing || metaKey || ((ctrlKey || altKey) && !isAltGraph)) return null;
  if (scrollKeys.has(key)) return "scroll";
  // Space presses buttons and begins no text.
  const writes = key !== " " && !namedKey.test(key);
  return writes || beginsText.has(key) || keyCode === 229 ? "text" : null;
}
