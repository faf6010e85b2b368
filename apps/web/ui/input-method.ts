// Keeps the keys of input methods from everything in the page that acts on keys. No other file looks at `isComposing`, key
// codes or compositions: whoever handles a key gets only those that are the page's.
import { isTaken, KeyOwner, type FieldKey } from "./key-owner.ts";

const owner = new KeyOwner();
/** Shift and the like, as they were with the last key that an input method took. */
let held: EventModifierInit = {};
/** The page's own Enter or Backspace, for a keyboard that names no keys. */
let isTelling = false;

type TextField = HTMLInputElement | HTMLTextAreaElement;

const fieldOf = (target: EventTarget | null): TextField | null =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;

/** Whether an input method is composing in the field, whose text must not be changed meanwhile. */
export const isComposingIn = (field: TextField): boolean => owner.isComposing(field);

/** Changes the text of a field, which ends what is composed in it. */
export function rewrite(field: TextField, text: string): void {
  if (field.value === text) return;
  field.value = text;
  if (owner.isComposing(field)) owner.endsComposing();
}

/** Whether an input method takes a key that goes down where no text is: what it writes begins with it. */
export const beginsComposing = (event: KeyboardEvent): boolean => !event.isComposing && isTaken(event);

/** Not spread: the properties of events are no own ones. */
const pressed = ({ key, isComposing, keyCode }: KeyboardEvent, field: TextField): FieldKey => ({
  field,
  key,
  isComposing,
  keyCode,
});

function onKeyDown(event: KeyboardEvent): void {
  const field = fieldOf(event.target);
  if (field === null || isTelling) return;
  if (!owner.takes(pressed(event, field))) return;
  const { shiftKey, ctrlKey, altKey, metaKey } = event;
  held = { shiftKey, ctrlKey, altKey, metaKey };
  event.stopImmediatePropagation();
  // Safari closes a modal dialog with the Esc that cancels a composition.
  if (event.key === "Escape") event.preventDefault();
}

function onBeforeInput(event: InputEvent): void {
  const field = fieldOf(event.target);
  const key = field === null ? null : owner.keyOf(field, event.inputType);
  if (field === null || key === null || !event.cancelable) return;
  isTelling = true;
  const told = new KeyboardEvent("keydown", { ...held, key, bubbles: true, cancelable: true });
  const isUsed = !field.dispatchEvent(told);
  isTelling = false;
  if (isUsed || (key === "Enter" && submits(field))) event.preventDefault();
}

/** Whatever is written plainly was not composed, even if no end of a composition was told. */
function onInput(event: Event): void {
  if (event instanceof InputEvent && !event.isComposing && event.inputType !== "insertCompositionText")
    owner.endsComposing();
}

/** What Enter does in a field of one line. */
function submits(field: TextField): boolean {
  if (!(field instanceof HTMLInputElement) || field.form === null) return false;
  const button = field.form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button?.disabled === true) return false;
  field.form.requestSubmit(button);
  return true;
}

function onKeyUp(): void {
  owner.goesUp();
  held = {};
}

/** Before anything else listens to keys. */
export function startInputMethods(): void {
  addEventListener("keydown", onKeyDown, true);
  addEventListener("keyup", onKeyUp, true);
  addEventListener("compositionstart", ({ target }) => target !== null && owner.composes(target), true);
  addEventListener("compositionend", () => owner.endsComposing(), true);
  addEventListener("beforeinput", onBeforeInput, true);
  addEventListener("input", onInput, true);
}
