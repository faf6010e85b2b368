// Keys that were pressed on messages before the file was there that knows what they mean: they are pressed again when it has
// come, one after the other, on what has the focus then.
import { changeParts } from "../changes/later-parts.ts";
import { beginsComposing } from "../ui/input-method.ts";
import { sayNotLoaded } from "../ui/lazy-part.tsx";

interface HeldKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

const held: HeldKey[] = [];

/** Whether a key may mean something to a message that was reached by keys, as far as that is known before. */
export const mayAct = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey &&
  !metaKey &&
  !altKey &&
  (/^[^jk]$/iu.test(key) || key === "Enter" || key === "Delete" || key === "Backspace");

export function holdKey(event: KeyboardEvent): void {
  hold(event);
  if (held.length > 1) return;
  addEventListener("keydown", holdFollowing, true);
  void pressAgain().finally(() => removeEventListener("keydown", holdFollowing, true));
}

function hold(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
  const { key, shiftKey } = event;
  held.push({ key, shiftKey });
}

/** What comes after a key that waits is meant for what that key leads to. */
function holdFollowing(event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, altKey, isTrusted } = event;
  const isOther = ctrlKey || metaKey || altKey || !isTrusted || beginsComposing(event);
  if (!isOther && (key.length === 1 || key === "Enter" || key.startsWith("Arrow"))) hold(event);
}

async function pressAgain(): Promise<void> {
  try {
    await changeParts.load();
  } catch {
    held.length = 0;
    return sayNotLoaded();
  }
  for (let next = held[0]; next !== undefined; next = held[0]) {
    // What has come, and what the key before did, is rendered by then.
    await new Promise(requestAnimationFrame);
    press(next);
    held.shift();
  }
}

function press({ key, shiftKey }: HeldKey): void {
  const pressed = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  const isUsed = !(document.activeElement ?? document.body).dispatchEvent(pressed);
  // The browser writes nothing for a key that it has not seen go down.
  const field = document.activeElement;
  if (isUsed || key.length !== 1 || !(field instanceof HTMLTextAreaElement)) return;
  field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: key }));
}
