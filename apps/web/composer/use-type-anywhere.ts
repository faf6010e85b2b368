// Typing reaches the composer wherever the focus is in the conversation, and with nothing to write keys scroll its messages.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isKeyed } from "../actions/keyed-focus.ts";
import { changeParts } from "../changes/later-parts.ts";
import { beginsComposing } from "../ui/input-method.ts";
import { typedKey } from "./typed-key.ts";

/** These take keys themselves. */
const takesKeys =
  "input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu], [role=listbox], aside";

/** Before it is known which keys mean something to a message, all are held until then (`holdKey`). */
const isMessageKey = (key: string): boolean => changeParts.loaded.peek()?.isMessageKey(key) ?? true;

interface TypeAnywhereInput {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** A key that scrolls was pressed while there is no text. */
  readonly onScroll: (key: string) => void;
}

export function useTypeAnywhere(input: TypeAnywhereInput): void {
  const latest = useRef(input);
  latest.current = input;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { box, onScroll } = latest.current;
      const element = box.current;
      const { target, key } = event;
      if (element === null || event.defaultPrevented || !(target instanceof Element) || target === element) return;
      const main = element.closest("main");
      if (target !== document.body && main?.contains(target) !== true) return;
      // Whatever is modal or floats above the conversation comes first.
      if (target.closest(takesKeys) !== null || main?.inert === true) return;
      if (document.querySelector("dialog[open], [role=menu], [aria-modal=true]") !== null) return;
      const typed = typedKey({
        key,
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        metaKey: event.metaKey,
        isAltGraph: event.getModifierState("AltGraph"),
        isTaken: beginsComposing(event),
      });
      if (typed === "text") {
        // A message that was clicked has the focus too, but its keys act only for those who went there by keys.
        const message = target.closest("[data-key]");
        if (message !== null && isKeyed(message) && isMessageKey(key)) return;
        // The key itself writes into what has the focus when it has been handled.
        event.stopPropagation();
        element.focus();
      } else if (typed === "scroll" && target.closest("[role=log]") === null && element.value === "") {
        event.preventDefault();
        onScroll(key);
      }
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, []);
}
