// Decides to whom a key belongs: to the input method (of Chinese, Japanese, Korean, of a phone) or to the page. Pure.

export interface FieldKey {
  /** The text field that has the focus. */
  readonly field: object;
  readonly key: string;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** The code of each key that an input method takes, and of every key of some phones' keyboards. */
const takenKeyCode = 229;

/** Edits that a key of the page is known by where the keyboard names no keys. */
const keyOfEdit: ReadonlyMap<string, string> = new Map([
  ["insertLineBreak", "Enter"],
  ["insertParagraph", "Enter"],
  ["deleteContentBackward", "Backspace"],
]);

/** What a keyboard calls a key that it does not name. */
const namelessKeys: ReadonlySet<string> = new Set(["Process", "Unidentified"]);

export const isTaken = ({ key, isComposing, keyCode }: Omit<FieldKey, "field">): boolean =>
  isComposing || keyCode === takenKeyCode || namelessKeys.has(key);

export class KeyOwner {
  #composedIn: object | null = null;
  /** Where a key is down that the page has seen: the edits that it makes are no news. */
  #seenIn: object | null = null;

  composes(field: object): void {
    this.#composedIn = field;
  }

  endsComposing(): void {
    this.#composedIn = null;
  }

  isComposing(field: object): boolean {
    return this.#composedIn === field;
  }

  /**
   * Whether a key that goes down belongs to the input method. Chrome and Firefox mark those of a composition, the one that
   * ends it too. Safari ends the composition first and sends the key after it, with the code of a taken key.
   */
  takes(pressed: FieldKey): boolean {
    const isOfMethod = isTaken(pressed);
    // Chrome does not tell that a composition ended when the page changed the text.
    if (!isOfMethod) this.#composedIn = null;
    this.#seenIn = isOfMethod ? null : pressed.field;
    return isOfMethod;
  }

  goesUp(): void {
    this.#seenIn = null;
  }

  /**
   * The key that an edit stands for, if the page has seen no key for it: keyboards of phones may name none, and a Korean
   * input method breaks the line with the key that ends the composition. Null: the edit is none of a key of the page.
   */
  keyOf(field: object, inputType: string): string | null {
    if (this.#seenIn === field) return null;
    const key = keyOfEdit.get(inputType) ?? null;
    // What is deleted of a composition is the input method's.
    return key === "Backspace" && this.isComposing(field) ? null : key;
  }
}
